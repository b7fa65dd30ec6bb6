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
    private Tensor? _returned;
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

    /// <summary>Hands the one result of this scope on to the scope around it, which disposes it in its turn; without one it
    /// belongs to the caller. A tensor that this scope does not track stays as it is.</summary>
    public Tensor Return(Tensor tensor)
    {
        int index = _tracked.LastIndexOf(tensor);
        if (index < _first) return tensor;
        if (_returned is not null) throw new InvalidOperationException("a scope returns one tensor");
        _tracked[index] = null;
        _returned = tensor;
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
        if (_returned is not null) Track(_returned);
    }

    internal static void Track(Tensor tensor)
    {
        if (t_current is not null) t_tracked!.Add(tensor);
    }
}
