using Distillery.Coordinator.Http.Host;
using Distillery.Coordinator.Observation;
using Distillery.Coordinator.Protocol;
using Distillery.Coordinator.Tests.Record;

namespace Distillery.Coordinator.Tests.Http.Host;

public sealed class ViewSourceTests
{
    private readonly ManualTime _time = new();
    private readonly List<TaskCompletionSource<ClusterView>> _questions = [];

    [Fact]
    public async Task Many_callers_are_one_question()
    {
        using ViewSource views = new(Ask, _time);
        Task<ClusterView?>[] callers = [.. Enumerable.Range(0, 100).Select(_ => views.GetAsync(CancellationToken.None))];
        Assert.Single(_questions);
        _questions[0].SetResult(View(1));
        Assert.All(await Task.WhenAll(callers), view => Assert.Equal(1, view!.RecordedSteps));
    }

    [Fact]
    public async Task An_answer_is_shown_for_a_moment_and_then_asked_for_anew()
    {
        using ViewSource views = new(Answer, _time);
        Assert.Equal(1, (await views.GetAsync(CancellationToken.None))!.RecordedSteps);
        _time.Advance(0.09);
        Assert.Equal(1, (await views.GetAsync(CancellationToken.None))!.RecordedSteps);
        _time.Advance(0.02);
        Assert.Equal(2, (await views.GetAsync(CancellationToken.None))!.RecordedSteps);
    }

    [Fact]
    public async Task What_was_changed_is_seen_at_once()
    {
        using ViewSource views = new(Answer, _time);
        Assert.Equal(1, (await views.GetAsync(CancellationToken.None))!.RecordedSteps);
        views.Invalidate();
        Assert.Equal(2, (await views.GetAsync(CancellationToken.None))!.RecordedSteps);
        Assert.Equal(2, (await views.GetAsync(CancellationToken.None))!.RecordedSteps);
    }

    [Fact]
    public async Task A_loop_that_does_not_answer_is_asked_once_and_not_waited_for()
    {
        using ViewSource views = new(Ask, _time);
        Task<ClusterView?> first = views.GetAsync(CancellationToken.None);
        _time.Advance(3);
        Assert.Null(await first);
        Task<ClusterView?> second = views.GetAsync(CancellationToken.None);
        _time.Advance(30);
        Assert.Null(await second);
        Assert.Single(_questions);
        Assert.Null(views.LastAnswer);
        Assert.Equal(33, views.Silence.TotalSeconds);
    }

    private static ClusterView View(long steps) => new(
        "run", "study", "unix", CoordinatorPhase.Running, default, steps, null, null, null, null, 0, 0, 0, []);

    private Task<ClusterView> Ask()
    {
        _questions.Add(new TaskCompletionSource<ClusterView>(TaskCreationOptions.RunContinuationsAsynchronously));
        return _questions[^1].Task;
    }

    private Task<ClusterView> Answer()
    {
        Task<ClusterView> question = Ask();
        _questions[^1].SetResult(View(_questions.Count));
        return question;
    }
}
