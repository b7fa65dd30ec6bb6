namespace Distillery.Torch;

/// <summary>Disposes, when it ends, every tensor that was made on this thread since it began. Scopes nest; a training step
/// opens one, so that nothing it made outlives it.</summary>
public sealed class TensorScope : IDisposable
{
    [ThreadStatic]
    private static TensorScope? t_current;

    [ThreadStatic]
    private static List<Tensor?>? t_tracked; // one list a thread, reused from step to step: a scope is a range of it

    private readonly TensorScope? _outer;
    private readonly int _first;
    private readonly List<Tensor?> _tracked;
    private bool _ended;

    public TensorScope()
    {
        _outer = t_current;
        _tracked = t_tracked ??= [];
        _first = _tracked.Count;
        t_current = this;
    }

    /// <summary>Lets a tensor live on past this scope; it then belongs to the caller alone. A tensor that this scope does
    /// not track, such as an outer scope's, stays as it is.</summary>
    public Tensor Keep(Tensor tensor)
    {
        int index = _tracked.LastIndexOf(tensor);
        if (index >= _first) _tracked[index] = null; // Its place stays: inner scopes count theirs from the list's start.
        return tensor;
    }

    public void Dispose()
    {
        if (_ended) return;
        if (t_current != this) throw new InvalidOperationException("scopes end in the reverse of the order they began in, on one thread");
        _ended = true;
        for (int i = _tracked.Count - 1; i >= _first; i--) _tracked[i]?.Dispose();
        _tracked.RemoveRange(_first, _tracked.Count - _first);
        t_current = _outer;
    }

    internal static void Track(Tensor tensor)
    {
        if (t_current is not null) t_tracked!.Add(tensor);
    }
}
