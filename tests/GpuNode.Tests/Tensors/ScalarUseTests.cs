using System.Reflection;
using System.Reflection.Emit;

namespace Distillery.GpuNode.Tests.Tensors;

/// <summary>A number for an operator is a native object with a finalizer, as a tensor is, and no scope holds it. One that is made in passing may be
/// freed while the operator reads it: numbers are fields, or locals with <c>using</c>.</summary>
public sealed class ScalarUseTests
{
    private const BindingFlags Everything =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<int, OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => (int)(ushort)code.Value);

    [Fact]
    public void No_number_for_an_operator_is_made_in_passing()
    {
        string[] found =
        [
            .. typeof(GpuNode.Tensors.TorchRuntime).Assembly.GetTypes().SelectMany(type => type.GetMembers(Everything).OfType<MethodBase>())
                .Where(MakesNumberInPassing).Select(method => $"{method.DeclaringType!.FullName}.{method.Name}"),
        ];
        Assert.True(found.Length == 0, $"make the number a field, or a local with using: {string.Join(", ", found)}");
    }

    [Theory]
    [InlineData(nameof(Conversion), true)]
    [InlineData(nameof(OperatorOfTorchSharp), true)]
    [InlineData(nameof(Held), false)]
    public void What_is_made_in_passing_is_found(string method, bool expected) =>
        Assert.Equal(expected, MakesNumberInPassing(GetType().GetMethod(method, Everything)!));

    private static Tensor Conversion(Tensor tensor) => tensor.mul_(2);

    private static Tensor OperatorOfTorchSharp(Tensor tensor) => tensor * 2;

    private static Tensor Held(Tensor tensor)
    {
        using Scalar two = 2;
        return tensor * two;
    }

    private static bool MakesNumberInPassing(MethodBase method)
    {
        (OpCode Operation, MethodBase? Called)[] instructions = [.. InstructionsOf(method)];
        for (int i = 0; i < instructions.Length; i++)
        {
            if (instructions[i].Called is not { } called) continue;
            if (IsOperatorWithNumber(called) || (MakesNumber(called) && !IsStore(instructions[i + 1].Operation))) return true;
        }
        return false;
    }

    private static bool MakesNumber(MethodBase method) => method is MethodInfo { ReturnType: var made } && made == typeof(Scalar);

    /// <summary>Within it TorchSharp makes the number.</summary>
    private static bool IsOperatorWithNumber(MethodBase method) => method.DeclaringType == typeof(Tensor)
        && method.Name.StartsWith("op_", StringComparison.Ordinal) && method.GetParameters().Any(parameter => parameter.ParameterType.IsPrimitive);

    private static bool IsStore(OpCode operation) =>
        operation.Name!.StartsWith("stloc", StringComparison.Ordinal) || operation == OpCodes.Stfld || operation == OpCodes.Stsfld;

    private static IEnumerable<(OpCode Operation, MethodBase? Called)> InstructionsOf(MethodBase method)
    {
        byte[] code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        Type[] typeArguments = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : [];
        Type[] methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : [];
        for (int at = 0; at < code.Length;)
        {
            OpCode operation = OpCodesByValue[code[at] == 0xfe ? 0xfe00 | code[at + 1] : code[at]];
            int operand = at + operation.Size;
            yield return (operation, operation.OperandType == OperandType.InlineMethod
                ? method.Module.ResolveMethod(BitConverter.ToInt32(code, operand), typeArguments, methodArguments) : null);
            at = operand + SizeOf(operation.OperandType, code, operand);
        }
    }

    private static int SizeOf(OperandType type, byte[] code, int at) => type switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
        _ => 4,
    };
}
