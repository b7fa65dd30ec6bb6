using System.Runtime.CompilerServices;
using Distillery.Torch.Interop;

namespace Distillery.Torch;

/// <summary>One operator of libtorch's dispatcher. All ATen operators of the installed version can be had by name; the
/// schema fills in defaults for arguments left out at the end.</summary>
public sealed class Operator
{
    // Enough for the lists of all usual calls; longer ones take pinned memory.
    private const int StackScratch = 64;
    private const int MaximumArguments = 32;

    private readonly nint _native;

    private Operator(string name, nint native) => (Name, _native) = (name, native);

    /// <summary>Such as <c>aten::add.Tensor</c>.</summary>
    public string Name { get; }

    /// <param name="name">Name and overload as libtorch writes them: <c>aten::relu</c>, <c>aten::add.Tensor</c>.</param>
    /// <exception cref="TorchException">The installed libtorch has no such operator.</exception>
    public static Operator Find(string name)
    {
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot < 0
            ? new Operator(name, Native.OperatorFind(name, ""))
            : new Operator(name, Native.OperatorFind(name[..dot], name[(dot + 1)..]));
    }

    /// <summary>Calls it for its one tensor.</summary>
    /// <exception cref="TorchException">It failed; the message says with what.</exception>
    public Tensor Call(params ReadOnlySpan<Argument> arguments)
    {
        Span<NativeResult> results = stackalloc NativeResult[1];
        return Run(arguments, results) == 1 && Take(results[0]) is { } tensor
            ? tensor
            : throw new TorchException($"{Name} gave no tensor");
    }

    /// <summary>Calls it for what it does to its arguments; results are dropped.</summary>
    public void Invoke(params ReadOnlySpan<Argument> arguments) => Run(arguments, []);

    /// <summary>Calls it for several tensors, such as those of a list; an undefined one is null.</summary>
    /// <returns>How many there are.</returns>
    public int CallMany(Span<Tensor?> tensors, params ReadOnlySpan<Argument> arguments)
    {
        NativeResult[] results = new NativeResult[tensors.Length];
        int count = Run(arguments, results);
        for (int i = 0; i < count; i++) tensors[i] = Take(results[i]);
        return count;
    }

    public override string ToString() => Name;

    [SkipLocalsInit]
    private unsafe int Run(ReadOnlySpan<Argument> arguments, Span<NativeResult> results)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(arguments.Length, MaximumArguments);
        int needed = ArgumentMarshaller.ScratchNeeded(arguments);
        long[]? pinned = needed <= StackScratch ? null : GC.AllocateUninitializedArray<long>(needed, pinned: true);
        Span<long> scratch = pinned is null ? stackalloc long[StackScratch] : pinned;
        Span<NativeArgument> natives = stackalloc NativeArgument[MaximumArguments];
        using ArgumentMarshaller marshaller = new(arguments, natives, scratch);
        if (!Native.TryOperatorCall(_native, natives[..arguments.Length], results, out int count))
            throw new TorchException(Describe(arguments, Native.LastError()));
        GC.KeepAlive(pinned); // Only its address was in native hands.
        return count;
    }

    private string Describe(ReadOnlySpan<Argument> arguments, string words)
    {
        List<string> texts = [];
        foreach (Argument argument in arguments) texts.Add(argument.ToString());
        return $"{Name}({string.Join(", ", texts)}): {words}";
    }

    private static Tensor? Take(NativeResult result) =>
        result.Kind == NativeKind.Tensor && result.Bits != 0 ? new Tensor(new TensorHandle((nint)result.Bits)) : null;
}
