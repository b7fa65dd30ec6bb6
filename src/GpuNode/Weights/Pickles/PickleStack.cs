namespace Distillery.GpuNode.Weights.Pickles;

/// <summary>The stack of a pickle, with its marks and its memo; each within its limit.</summary>
internal sealed class PickleStack(PickleInput input)
{
    private readonly List<object?> _values = [];
    private readonly List<int> _marks = [];
    private readonly Dictionary<long, object?> _memo = [];

    public void Push(object? value)
    {
        if (_values.Count == PickleLimits.MaximumStack)
            throw input.Fault($"has more than {PickleLimits.MaximumStack} values on its stack");
        _values.Add(value);
    }

    public object? Pop()
    {
        object? top = Peek();
        _values.RemoveAt(_values.Count - 1);
        return top;
    }

    public object? Peek() =>
        _values.Count > Floor ? _values[^1] : throw input.Fault("takes a value from an empty stack");

    public void Mark()
    {
        if (_marks.Count == PickleLimits.MaximumDepth)
            throw input.Fault($"is nested more than {PickleLimits.MaximumDepth} levels deep");
        _marks.Add(_values.Count);
    }

    /// <summary>Takes everything above the last mark, and the mark.</summary>
    public List<object?> PopToMark()
    {
        if (_marks.Count == 0) throw input.Fault("closes a container that it did not open");
        List<object?> taken = _values[Floor..];
        _values.RemoveRange(Floor, taken.Count);
        _marks.RemoveAt(_marks.Count - 1);
        return taken;
    }

    public object?[] Pop(int count)
    {
        object?[] taken = new object?[count];
        for (int i = count - 1; i >= 0; i--) taken[i] = Pop();
        return taken;
    }

    public void Memoize() => Put(_memo.Count);

    public void Put(long index) => _memo[index] = Peek();

    public void Get(long index)
    {
        if (!_memo.TryGetValue(index, out object? value))
            throw input.Fault($"reads memo entry {index}, which is not set");
        Push(value);
    }

    private int Floor => _marks.Count == 0 ? 0 : _marks[^1];
}
