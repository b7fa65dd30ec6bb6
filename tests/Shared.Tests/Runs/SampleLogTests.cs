using Distillery.Shared.Runs;

namespace Distillery.Shared.Tests.Runs;

public sealed class SampleLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string LogPath => _folder.At("samples.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_line_tells_what_a_rank_saw_and_kept_and_why()
    {
        using (SampleLog log = SampleLog.Open(LogPath, resumedStep: null))
        {
            log.Append(3, 1, 2, [59_999, 0, 17], [17], "entropy: \"1 of 3\"");
        }

        Assert.Equal(
            """
            {"step":3,"epoch":1,"rank":2,"indices":[59999,0,17],"kept":[17],"reason":"entropy: \u00221 of 3\u0022"}

            """,
            File.ReadAllText(LogPath));
    }

    [Fact]
    public void A_resumption_keeps_all_ranks_of_its_step_and_drops_what_comes_after()
    {
        using (SampleLog log = SampleLog.Open(LogPath, resumedStep: null))
        {
            foreach (long step in (long[])[1, 2, 3])
            {
                foreach (int rank in (int[])[0, 1]) log.Append(step, 0, rank, [1, 2], [1], "all");
            }
        }
        File.AppendAllText(LogPath, "{\"step\":4,\"ep");

        using (SampleLog log = SampleLog.Open(LogPath, resumedStep: 2))
        {
            log.Append(3, 0, 0, [5], [5], "again");
            log.FlushToDisk();
        }

        string[] lines = File.ReadAllLines(LogPath);
        Assert.Equal(5, lines.Length);
        Assert.StartsWith("{\"step\":2,\"epoch\":0,\"rank\":1,", lines[3], StringComparison.Ordinal);
        Assert.EndsWith("\"reason\":\"again\"}", lines[4], StringComparison.Ordinal);
    }
}
