namespace Distillery.GpuNode.Teacher.Answers;

/// <summary>Where the answer to a sample in a view is. Eight bytes for each sample of a view that has any.</summary>
internal sealed class AnswerIndex
{
    private const int FileShift = 40; // A file has fewer than 2^40 records.
    private const int FirstCapacity = 1024;

    private readonly Dictionary<int, long[]> _views = [];

    /// <summary>Samples and views that have an answer.</summary>
    internal long Count { get; private set; }

    /// <summary>How many samples have an answer, by view.</summary>
    internal IReadOnlyDictionary<int, int> CountByView =>
        _views.ToDictionary(view => view.Key, view => view.Value.Count(place => place != 0));

    internal void Set(int sample, int view, int file, long record)
    {
        if (sample < 0 || view < 0) return; // No answer of ours.
        if (!_views.TryGetValue(view, out long[]? places)) _views[view] = places = new long[FirstCapacity];
        if (sample >= places.Length)
        {
            Array.Resize(ref places, Math.Max(sample + 1, 2 * places.Length));
            _views[view] = places;
        }
        if (places[sample] == 0) Count++;
        places[sample] = ((long)file << FileShift | record) + 1;
    }

    internal (int File, long Record)? Find(int sample, int view)
    {
        if (!_views.TryGetValue(view, out long[]? places) || sample >= places.Length || places[sample] == 0) return null;
        long place = places[sample] - 1;
        return ((int)(place >> FileShift), place & ((1L << FileShift) - 1));
    }

    internal void Forget(int sample, int view)
    {
        if (Find(sample, view) is null) return;
        _views[view][sample] = 0;
        Count--;
    }
}
