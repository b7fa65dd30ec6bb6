using System.Diagnostics.Metrics;
using Distillery.GpuNode.Telemetry;
using Distillery.Messages.Progress;

namespace Distillery.GpuNode.Tests.Telemetry;

public sealed class TeacherMetersTests : IDisposable
{
    private readonly Meter _meter = new("a test's");
    private readonly TeacherMeters _meters;

    public TeacherMetersTests() => _meters = new TeacherMeters(_meter);

    public void Dispose() => _meter.Dispose();

    [Fact]
    public void A_node_without_a_teacher_has_nothing_to_tell()
    {
        _meters.Ended(64, QueryOutcome.Answered);
        Assert.Null(_meters.Figures);
    }

    [Fact]
    public void A_teacher_tells_its_queue_and_what_it_has_done()
    {
        _meters.Open();
        Assert.Equal(new TeacherFigures(0, 0, 0, double.NaN), _meters.Figures);
        _meters.Queue(3);
        _meters.Begin(8);
        _meters.End(8);
        _meters.Begin(8);
        _meters.End(0); // It failed.
        _meters.TurnedAway();
        _meters.Served(0.5);
        Assert.Equal(new TeacherFigures(3, 8, 1, 0.5), _meters.Figures);
    }

    [Fact]
    public void What_is_answered_for_this_nodes_ranks_waits_too()
    {
        _meters.Open();
        _meters.Begin(8);
        Assert.Equal(1, _meters.Figures!.QueueLength);
    }

    [Fact]
    public void The_latency_follows_the_last_answers()
    {
        _meters.Open();
        _meters.Served(1);
        for (int i = 0; i < 200; i++) _meters.Served(3);
        Assert.Equal(3, _meters.Figures!.LatencySeconds, 1e-3);
    }
}
