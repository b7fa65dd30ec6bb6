using Distillery.GpuNode.Telemetry;
using Distillery.GpuNode.Tests.Compute;
using Distillery.Messages;
using Distillery.Messages.Teachers;

namespace Distillery.GpuNode.Tests.Telemetry;

public sealed class QueryTimesTests
{
    private static readonly NodeId Asker = new("asker");
    private static readonly NodeId Other = new("other");

    private readonly TickingTime _time = new();
    private readonly QueryTimes _times;

    public QueryTimesTests() => _times = new QueryTimes(_time);

    [Fact]
    public void An_answer_took_the_time_since_its_query_first_came()
    {
        _times.Came(Asker, 1);
        _time.Advance(1);
        _times.Came(Asker, 1); // Sent again.
        _times.Came(Other, 1); // Another asker's.
        _time.Advance(2);
        Assert.Equal(3, _times.Left(Asker, Answer(1)));
        Assert.Equal(2, _times.Left(Other, Answer(1)));
        Assert.Null(_times.Left(Asker, Answer(1)));
    }

    [Fact]
    public void A_query_that_is_turned_away_or_refused_took_no_time()
    {
        _times.Came(Asker, 1);
        _times.Came(Asker, 2);
        Assert.Null(_times.Left(Asker, new TeacherBusy(1, 9)));
        Assert.Null(_times.Left(Asker, new TeacherRefused(2, "another teacher")));
    }

    [Fact]
    public void The_queries_of_an_asker_that_is_gone_are_forgotten()
    {
        _times.Came(Asker, 1);
        _times.Came(Other, 1);
        _times.Lost(Asker);
        Assert.Null(_times.Left(Asker, Answer(1)));
        Assert.NotNull(_times.Left(Other, Answer(1)));
    }

    private static TeacherAnswer Answer(long query) => new(query, 0, 8, new MemoryPayload(Array.Empty<byte>()));
}
