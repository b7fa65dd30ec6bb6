using Akka.Actor;
using Distillery.Coordinator.Record;
using Distillery.Shared.Runs;
using Distillery.Shared.Tests.Actors;

namespace Distillery.Coordinator.Tests.Record;

public sealed class RecordActorTests : ActorTest
{
    private readonly TemporaryFolder _folder = new();
    private readonly RunFolder _run;
    private readonly StepLog _steps;

    public RecordActorTests()
    {
        _run = RunFolder.Open(_folder.At("run"));
        _steps = StepLog.Open(_run.StepsPath, _ => { });
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _steps.Dispose();
        _run.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Records_are_written_when_they_come_and_told_when_they_are_durable()
    {
        IActorRef actor = Made(ChildActorOf(RecordActor.Props()));
        using RunRecord record = Open(actor, stream => stream);
        record.Append(TestStudy.Records(TestStudy.Shape(), 0, 3));
        Assert.Equal(3, StepLog.ReadEntries(_run.StepsPath).Count());
        record.RequestSync();
        ExpectMsg(RecordsDurable.Instance);
        Assert.Equal(3, record.DurableSteps);
    }

    [Fact]
    public void A_full_disk_is_told_once_and_tried_again_each_second()
    {
        FullDisk disk = new() { RoomBytes = 0 };
        IActorRef actor = Made(ChildActorOf(RecordActor.Props()));
        using RunRecord record = Open(actor, disk.Around);
        record.Append(TestStudy.Records(TestStudy.Shape(), 0, 3));
        ExpectMsg<Warning>();
        Pass(RunRecord.SyncPeriod);
        ExpectNoMsg(0);
        disk.RoomBytes = long.MaxValue;
        Pass(RunRecord.SyncPeriod);
        ExpectMsg(RecordsDurable.Instance);
        Assert.Contains("room", ExpectMsg<Warning>().Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_cannot_be_written_end_it_and_its_supervisor_hears_why()
    {
        Exception? heard = null;
        IActorRef actor = Made(ChildActorOf(RecordActor.Props(), new OneForOneStrategy(failure =>
        {
            heard = failure;
            return Directive.Stop;
        })));
        Watch(actor);
        using RunRecord record = Open(actor, _ => new BrokenStream());
        record.Append(TestStudy.Records(TestStudy.Shape(), 0, 3));
        ExpectTerminated(actor);
        Assert.Contains("the run's record cannot be written", heard!.Message, StringComparison.Ordinal);
    }

    private RunRecord Open(IActorRef actor, Func<Stream, Stream> wrap)
    {
        RunRecordOptions options = new() { RecordSamples = true, WrapSamples = wrap };
        RunRecord record = new(
            _run, _steps, TestStudy.Shape(), options, new RecordNews(TestActor, actor), new TestObserver(), TimeProvider.System);
        actor.Tell(new KeepRecord(record));
        return record;
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("the cable is out");

        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("the cable is out");
    }
}
