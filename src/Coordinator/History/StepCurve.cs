namespace Distillery.Coordinator.History;

/// <summary>A run's curve in bounded memory: when it has too many points, each two neighbours become one. For one thread at a
/// time.</summary>
internal sealed class StepCurve
{
    /// <summary>A wide screen shows no more; half as many are always there.</summary>
    internal const int MostPoints = 512;

    private readonly List<CurvePoint> _points = [];

    /// <summary>How many steps a point stands for: a power of two. The last point may stand for fewer.</summary>
    internal long Stride { get; private set; } = 1;

    internal IReadOnlyList<CurvePoint> Points => _points;

    /// <summary>Adds a step. One that has been there before comes again after the run has gone back: it and all later ones are
    /// replaced.</summary>
    internal void Add(CurvePoint step)
    {
        if (_points.Count > 0 && step.Step <= _points[^1].Step) CutTo(step.Step - 1);
        if (_points.Count > 0 && PlaceOf(_points[^1].Step) == PlaceOf(step.Step)) _points[^1] += step;
        else _points.Add(step);
        if (_points.Count > MostPoints) Thin();
    }

    /// <summary>Removes all steps after this one, and those that share a point with them.</summary>
    internal void CutTo(long step)
    {
        int kept = _points.FindIndex(point => point.Step > step);
        if (kept >= 0) _points.RemoveRange(kept, _points.Count - kept);
    }

    /// <summary>Points lie at the same steps in every run, whenever it was interrupted.</summary>
    private long PlaceOf(long step) => (step - 1) / Stride;

    private void Thin()
    {
        Stride *= 2;
        int count = 0;
        for (int i = 0; i < _points.Count; i++)
        {
            CurvePoint point = _points[i];
            if (count > 0 && PlaceOf(_points[count - 1].Step) == PlaceOf(point.Step)) _points[count - 1] += point;
            else _points[count++] = point;
        }
        _points.RemoveRange(count, _points.Count - count);
    }
}
