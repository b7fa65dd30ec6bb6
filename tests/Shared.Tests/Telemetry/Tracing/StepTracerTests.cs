using System.Diagnostics;
using Distillery.Messages;
using Distillery.Shared.Telemetry.Tracing;

namespace Distillery.Shared.Tests.Telemetry.Tracing;

public sealed class StepTracerTests : IDisposable
{
    private readonly string _source = $"Test {Guid.NewGuid()}";
    private readonly ManualTime _time = new();
    private readonly List<Activity> _spans = [];
    private readonly ActivityListener _listener;

    public StepTracerTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == _source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _spans.Add,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public void Two_nodes_put_a_step_into_one_trace_without_a_word_between_them()
    {
        foreach (string node in (string[])["a", "b"])
        {
            using StepTracer tracer = new("run", node, 1, _time, _source);
            tracer.End(tracer.Begin(7)!, new Generation(1, 2));
        }
        Assert.Equal(["a", "b"], _spans.Select(span => (string)span.GetTagItem("distillery.node")!));
        Assert.Single(_spans.Select(span => (span.TraceId, span.ParentSpanId)).Distinct());
        Assert.Equal(2, _spans.Select(span => span.SpanId).Distinct().Count());
    }

    [Fact]
    public void Another_run_generation_or_step_is_another_trace()
    {
        Generation generation = new(1, 2);
        ActivityContext[] contexts =
        [
            StepContext.Of("run", generation, 7), StepContext.Of("other", generation, 7),
            StepContext.Of("run", new Generation(1, 3), 7), StepContext.Of("run", generation, 8),
        ];
        Assert.Equal(4, contexts.Select(context => context.TraceId).Distinct().Count());
        Assert.Equal(contexts[0], StepContext.Of("run", generation, 7));
    }

    [Fact]
    public void Phases_hang_below_the_step_with_their_own_times()
    {
        using StepTracer tracer = new("run", "a", 10, _time, _source);
        StepTrace trace = tracer.Begin(20)!;
        trace.Add("score", 3, 0, TimeSpan.TicksPerSecond);
        trace.Add("average", null, 2 * TimeSpan.TicksPerSecond, 5 * TimeSpan.TicksPerSecond);
        _time.Advance(6);
        tracer.End(trace, default);
        Activity step = _spans.Single(span => span.OperationName == "step");
        Assert.Equal(6, step.Duration.TotalSeconds);
        Activity score = _spans.Single(span => span.OperationName == "score");
        Assert.Equal((3, 1.0), (score.GetTagItem("distillery.rank"), score.Duration.TotalSeconds));
        Activity average = _spans.Single(span => span.OperationName == "average");
        Assert.Equal((2.0, 3.0), ((average.StartTimeUtc - step.StartTimeUtc).TotalSeconds, average.Duration.TotalSeconds));
        Assert.All([score, average], span => Assert.Equal((step.TraceId, step.SpanId), (span.TraceId, span.ParentSpanId)));
    }

    [Fact]
    public void Only_every_so_many_steps_are_traced_and_none_where_nobody_listens()
    {
        using StepTracer tracer = new("run", "a", 10, _time, _source);
        Assert.Equal([0L, 10L, 20L], Enumerable.Range(0, 30).Select(step => (long)step).Where(step => tracer.Begin(step) is not null));
        using StepTracer off = new("run", "a", 0, _time, _source);
        Assert.Null(off.Begin(0));
        using StepTracer unheard = new("run", "a", 1, _time, "nobody listens to this");
        Assert.Null(unheard.Begin(0));
    }
}
