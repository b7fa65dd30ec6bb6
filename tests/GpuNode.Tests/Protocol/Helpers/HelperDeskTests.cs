using Distillery.GpuNode.Protocol.Helpers;
using Distillery.Messages;
using Distillery.Messages.Helpers;
using Distillery.Messages.Teachers;

namespace Distillery.GpuNode.Tests.Protocol.Helpers;

public sealed class HelperDeskTests : IHelperDeskOutbox
{
    private const ulong Teacher = 7;
    private const long Delay = 5;

    private static readonly NodeId Asker = new("asker");
    private static readonly NodeId Other = new("other");

    private readonly HelperDesk _desk;
    private readonly List<long[]> _batches = [];
    private readonly List<Message> _sent = [];

    public HelperDeskTests() => _desk = new HelperDesk(this);

    [Fact]
    public void A_batch_that_is_full_is_computed_at_once()
    {
        Open(mixes: true);
        Ask(1, images: 40);
        Assert.Empty(_batches);
        Ask(2, images: 24, asker: Other);
        Assert.Equal([1, 2], Assert.Single(_batches));
        Assert.Null(_desk.DueMilliseconds);
    }

    [Fact]
    public void A_batch_that_is_not_full_waits_for_its_delay_and_says_until_when()
    {
        Open(mixes: true);
        _desk.Tick(100);
        Ask(1, images: 40);
        _desk.Tick(103);
        Ask(2, images: 10);
        Assert.Equal(100 + Delay, _desk.DueMilliseconds);
        _desk.Tick(104);
        Assert.Empty(_batches);
        _desk.Tick(105);
        Assert.Equal([1, 2], Assert.Single(_batches));
    }

    [Fact]
    public void What_comes_while_a_batch_is_computed_makes_the_next_one()
    {
        Open(mixes: true);
        Ask(1, images: 64);
        Ask(2, images: 30);
        Ask(3, images: 30);
        Ask(4, images: 30); // Does not fit any more.
        Assert.Null(_desk.DueMilliseconds); // Nobody could compute it.
        _desk.Tick(Delay);
        _desk.Done(0, [Answer(1, 64)]);
        Assert.Equal<IEnumerable<long>>([2, 3], _batches[1]);
        _desk.Done(1, [Answer(2, 60), Answer(3, 60)]);
        Assert.Equal<IEnumerable<long>>([4], _batches[2]);
        Assert.Equal([1L, 2, 3], _sent.OfType<TeacherAnswer>().Select(answer => answer.Query));
    }

    [Fact]
    public void Where_bits_count_each_query_is_a_batch_and_none_waits()
    {
        Open(mixes: false);
        Ask(1, images: 10);
        Ask(2, images: 10);
        Assert.Equal<IEnumerable<long>>([1], Assert.Single(_batches));
        Assert.Null(_desk.DueMilliseconds);
        _desk.Done(0, [Answer(1, 64)]);
        Assert.Equal<IEnumerable<long>>([2], _batches[1]);
    }

    [Fact]
    public void Without_room_or_without_its_teacher_it_is_busy_and_another_teacher_s_query_is_refused()
    {
        Ask(1, images: 10);
        Open(mixes: false);
        _desk.Receive(Asker, Query(2, 10) with { Fingerprint = 8 });
        for (long query = 3; query < 7; query++) Ask(query, images: 10); // One is computed, two wait.
        Assert.Equal([1L, 6], _sent.OfType<HelperBusy>().Select(busy => busy.Query));
        Assert.Equal(2, Assert.IsAssignableFrom<HelperRefused>(_sent[1]).Query);
    }

    [Fact]
    public void Queries_of_an_asker_that_is_gone_are_not_computed()
    {
        Open(mixes: true);
        Ask(1, images: 10);
        Ask(2, images: 10, asker: Other);
        _desk.Lost(Asker);
        _desk.Tick(Delay);
        Assert.Equal([2], Assert.Single(_batches));
    }

    void IHelperDeskOutbox.Send(NodeId asker, Message message) => _sent.Add(message);

    void IHelperDeskOutbox.Compute(long batch, IReadOnlyList<HelperQuery> queries)
    {
        Assert.Equal(_batches.Count, batch);
        _batches.Add([.. queries.Select(query => query.Query)]);
    }

    void IHelperDeskOutbox.Ignored(NodeId sender, Message message, string reason) => Assert.Fail(reason);

    private static TeacherQuery Query(long number, int images) =>
        new(number, Teacher, images, images, IsMixed: false, IsRowByRow: false, new MemoryPayload(new byte[1]));

    private static TeacherAnswer Answer(long query, int batchImages) => new(query, 0, batchImages, new MemoryPayload(new byte[1]));

    private void Open(bool mixes) =>
        _desk.Open(Teacher, new HelperDeskLimits(MostWaiting: mixes ? 8 : 2, Workers: 1, BatchImages: 64, Delay, mixes));

    private void Ask(long number, int images, NodeId? asker = null) => _desk.Receive(asker ?? Asker, Query(number, images));
}
