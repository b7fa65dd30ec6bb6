using System.Text;
using Distillery.Shared.Runs;

namespace Distillery.Shared.Tests.Runs;

public sealed class EventFileTests : IDisposable
{
    private static readonly FixedTime Time = new(DateTimeOffset.FromUnixTimeMilliseconds(1_763_714_520_250));

    private readonly TemporaryFolder _folder = new();
    private readonly List<double> _wallTimes = [];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", 0u)]
    [InlineData("a", 0xC1D04330u)]
    [InlineData("123456789", 0xE3069283u)] // the check value of the CRC catalogue
    [InlineData("The quick brown fox jumps over the lazy dog", 0x22620404u)]
    public void The_checksum_is_castagnolis(string text, uint expected) =>
        Assert.Equal(expected, MaskedCrc32C.Crc32C(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void The_checksum_gives_the_values_of_the_iscsi_standard() // RFC 3720, appendix B.4
    {
        byte[] ones = [.. Enumerable.Repeat((byte)0xff, 32)];
        byte[] ascending = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

        Assert.Equal(0x8A9136AAu, MaskedCrc32C.Crc32C(new byte[32]));
        Assert.Equal(0x62A8AB43u, MaskedCrc32C.Crc32C(ones));
        Assert.Equal(0x46DD794Eu, MaskedCrc32C.Crc32C(ascending));
    }

    [Fact]
    public void The_file_starts_with_its_version_and_holds_the_scalars()
    {
        string path = WriteRun(resumedStep: null, file =>
        {
            file.Scalar("loss/total", 0, 2.5);
            file.Scalar("accuracy", 1200, 0.875);
            file.Scalar("größe", long.MaxValue, double.NaN);
        });

        Assert.Equal(
            ["version brain.Event:2", "step 0 loss/total=2.5", "step 1200 accuracy=0.875",
                $"step {long.MaxValue} größe=NaN"],
            EventDecoder.Decode(File.ReadAllBytes(path), _wallTimes));
        Assert.Equal(Enumerable.Repeat(1_763_714_520.25, 4), _wallTimes);
    }

    [Fact]
    public void A_long_name_needs_lengths_of_two_bytes()
    {
        string tag = new('x', 300);

        string path = WriteRun(resumedStep: null, file => file.Scalar(tag, 5, 1));

        Assert.Equal($"step 5 {tag}=1", EventDecoder.Decode(File.ReadAllBytes(path), _wallTimes)[1]);
    }

    [Fact]
    public void The_name_carries_seconds_and_host_and_a_second_file_does_not_replace_the_first()
    {
        string first = WriteRun(resumedStep: null, _ => { });
        string second = WriteRun(resumedStep: 1, _ => { });

        Assert.Equal($"events.out.tfevents.1763714520.{Environment.MachineName}", Path.GetFileName(first));
        Assert.Equal(first + ".1", second);
        Assert.Single(EventDecoder.Decode(File.ReadAllBytes(first), _wallTimes));
    }

    [Fact]
    public void A_resumption_tells_the_viewer_from_which_step_on_to_forget()
    {
        string path = WriteRun(resumedStep: 1200, file => file.Scalar("loss", 1201, 1));

        Assert.Equal(
            ["version brain.Event:2", "step 1201 session 1", "step 1201 loss=1"],
            EventDecoder.Decode(File.ReadAllBytes(path), _wallTimes));
    }

    [Fact]
    public void What_was_flushed_is_visible_while_the_run_goes_on()
    {
        using EventFile file = EventFile.Create(_folder.FullPath, Time, resumedStep: null);
        file.Scalar("loss", 1, 0.5);

        file.Flush();

        using FileStream stream = new(file.FullPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        Assert.Equal("step 1 loss=0.5", EventDecoder.Decode(bytes, _wallTimes)[1]);
    }

    private string WriteRun(long? resumedStep, Action<EventFile> write)
    {
        using EventFile file = EventFile.Create(_folder.FullPath, Time, resumedStep);
        write(file);
        return file.FullPath;
    }
}
