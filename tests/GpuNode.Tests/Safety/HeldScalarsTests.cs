using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Distillery.GpuNode.Tests.Safety;

/// <summary>TorchSharp makes an object of each plain number that an operator takes, and its finalizer may free it while libtorch reads it.
/// The compiled product is searched for calls that leave such an object to nobody.</summary>
public sealed class HeldScalarsTests
{
    private readonly Dictionary<MethodDefinition, bool> _makesScalar = [];

    [Fact]
    public void No_call_makes_a_scalar_that_nobody_holds()
    {
        using AssemblyDefinition product = Read("Distillery.GpuNode.dll");
        string[] offences = [.. MethodsOf(product).SelectMany(Offences)];
        Assert.True(offences.Length == 0, string.Join('\n', offences));
    }

    [Fact]
    public void The_search_finds_what_it_is_for()
    {
        using AssemblyDefinition tests = Read("Distillery.GpuNode.Tests.dll");
        TypeDefinition examples = tests.MainModule.GetType(typeof(HeldScalarsTests).FullName).NestedTypes.Single(type => type.Name == nameof(Examples));
        Assert.Equal(
            [nameof(Examples.HiddenInAnOverload), nameof(Examples.HiddenInAnOperator), nameof(Examples.Passed), nameof(Examples.NotHeldToTheEnd)],
            examples.Methods.Where(method => Offences(method).Any()).Select(method => method.Name));
    }

    private static AssemblyDefinition Read(string file)
    {
        DefaultAssemblyResolver resolver = new();
        resolver.AddSearchDirectory(AppContext.BaseDirectory);
        return AssemblyDefinition.ReadAssembly(
            Path.Combine(AppContext.BaseDirectory, file), new ReaderParameters { AssemblyResolver = resolver });
    }

    private static IEnumerable<MethodDefinition> MethodsOf(AssemblyDefinition assembly) =>
        assembly.MainModule.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody);

    private IEnumerable<string> Offences(MethodDefinition method) => method.Body.Instructions
        .Where(instruction => IsTorchCall(instruction, out MethodReference? callee)
            && (IsScalarMaker(callee!) ? !IsHeld(instruction, method) : MakesScalar(callee!.Resolve())))
        .Select(instruction => $"{method.FullName} calls {instruction.Operand}");

    private static bool IsTorchCall(Instruction instruction, out MethodReference? callee)
    {
        callee = instruction.Operand as MethodReference;
        // What a script gives back may be a number: that one is not an argument.
        return callee?.DeclaringType.Scope.Name.StartsWith("TorchSharp", StringComparison.Ordinal) == true
            && !callee.DeclaringType.FullName.Contains("ScriptModule", StringComparison.Ordinal);
    }

    private static bool IsScalarMaker(MethodReference method) =>
        method.Name is "op_Implicit" or "ToScalar" && method.ReturnType.FullName == "TorchSharp.Scalar";

    /// <summary>Kept in a field, or in a variable that is disposed.</summary>
    private static bool IsHeld(Instruction maker, MethodDefinition method)
    {
        Instruction next = maker.Next;
        if (next.OpCode.Code is Code.Stfld or Code.Stsfld) return true;
        int? variable = VariableOf(next, "stloc");
        return variable is not null && method.Body.Instructions.Any(instruction =>
            VariableOf(instruction, "ldloc") == variable
            && instruction.Next?.Operand is MethodReference { Name: nameof(IDisposable.Dispose) });
    }

    private static int? VariableOf(Instruction instruction, string operation)
    {
        string name = instruction.OpCode.Name;
        if (!name.StartsWith(operation, StringComparison.Ordinal)) return null;
        return instruction.Operand is VariableDefinition variable ? variable.Index : name[^1] - '0';
    }

    private bool MakesScalar(MethodDefinition? method)
    {
        if (method is null || !method.HasBody) return false;
        if (_makesScalar.TryGetValue(method, out bool known)) return known;
        _makesScalar[method] = false; // Until the opposite is found: methods may call each other.
        return _makesScalar[method] = method.Body.Instructions
            .Select(instruction => instruction.Operand).OfType<MethodReference>()
            .Where(callee => callee.DeclaringType.Scope == method.Module)
            .Any(callee => IsScalarMaker(callee) || MakesScalar(callee.Resolve()));
    }

    private static class Examples
    {
        private static readonly Scalar Two = 2;

        internal static Tensor HiddenInAnOverload(Tensor tensor) => tensor.add_(tensor);

        internal static Tensor HiddenInAnOperator(Tensor tensor) => tensor + tensor;

        internal static Tensor Passed(Tensor tensor) => tensor.mul(2);

        internal static Tensor NotHeldToTheEnd(Tensor tensor)
        {
            Scalar two = 2;
            return tensor.mul(two);
        }

        internal static Tensor HeldByAField(Tensor tensor) => tensor.mul(Two);

        internal static Tensor HeldByUsing(Tensor tensor)
        {
            using Scalar two = 2;
            return tensor.mul(two);
        }

        internal static Tensor Needless(Tensor tensor) => tensor.mul(tensor).sub(tensor);
    }
}
