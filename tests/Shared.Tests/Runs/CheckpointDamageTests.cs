using Distillery.Shared.Runs;

namespace Distillery.Shared.Tests.Runs;

public sealed class CheckpointDamageTests : IDisposable
{
    private readonly CheckpointFixture _fixture = new();

    public CheckpointDamageTests()
    {
        _fixture.Write(100, "100");
        _fixture.Write(200, "200");
    }

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("a flipped bit", "student.safetensors has another checksum")]
    [InlineData("a lost tail", "student.safetensors has 10 bytes instead of 11")]
    [InlineData("a lost file", "student.safetensors is missing")]
    [InlineData("no marker", "it has no DONE file")]
    [InlineData("half a marker", "its DONE file is not readable")]
    [InlineData("another format", "its DONE file is of another program")]
    [InlineData("another version", "its layout has version 2, this program reads 1")]
    [InlineData("another step", "its DONE file is of step 100")]
    [InlineData("no names", "its DONE file does not list plain file names")]
    public void A_damaged_newest_checkpoint_is_told_and_the_one_before_is_used(string damage, string expected)
    {
        Damage(damage, "step-00000200");

        Checkpoint? checkpoint = _fixture.Recover();

        Assert.Equal(100, checkpoint!.Step);
        Assert.Equal("100", CheckpointFixture.ContentOf(checkpoint));
        string warning = Assert.Single(_fixture.Warnings);
        Assert.Contains("step-00000200 is damaged", warning, StringComparison.Ordinal);
        Assert.Contains(expected, warning, StringComparison.Ordinal);
        Assert.Equal("step-00000100", new FileInfo(_fixture.At("latest")).LinkTarget);
    }

    [Fact]
    public void A_checkpoint_beyond_the_record_of_steps_is_told_and_the_one_before_is_used()
    {
        Assert.Equal(100, _fixture.Recover(recordedSteps: 199)!.Step);
        string warning = Assert.Single(_fixture.Warnings);
        Assert.Contains("step-00000200 is passed over: the record of steps ends at 199", warning, StringComparison.Ordinal);
        Assert.Throws<UserErrorException>(() => _fixture.Recover(recordedSteps: 99));
        Assert.Equal(200, _fixture.Recover(recordedSteps: 200)!.Step);
    }

    [Fact]
    public void A_run_that_fell_back_replaces_the_damaged_checkpoint_when_it_gets_there()
    {
        Damage("a flipped bit", "step-00000200");
        Assert.Equal(100, _fixture.Recover()!.Step);

        _fixture.Write(200, "again");

        Assert.Equal("again", CheckpointFixture.ContentOf(_fixture.Recover()!));
    }

    [Fact]
    public void When_every_checkpoint_is_damaged_the_run_does_not_silently_begin_again()
    {
        Damage("a lost file", "step-00000100");
        Damage("a lost file", "step-00000200");

        UserErrorException error = Assert.Throws<UserErrorException>(() => _fixture.Recover());

        Assert.Contains("every checkpoint", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, _fixture.Warnings.Count);
    }

    [Fact]
    public void One_checkpoint_can_be_opened_by_its_folder_or_by_a_link()
    {
        Assert.Equal(100, CheckpointReader.Open(_fixture.At("step-00000100")).Step);
        Assert.Equal(200, CheckpointReader.Open(_fixture.At("latest")).Step);
    }

    [Fact]
    public void Opening_a_damaged_or_missing_checkpoint_says_what_is_wrong()
    {
        Damage("a lost tail", "step-00000200");

        Assert.Contains("10 bytes instead of 11",
            Assert.Throws<UserErrorException>(() => CheckpointReader.Open(_fixture.At("latest"))).Message,
            StringComparison.Ordinal);
        Assert.Contains("there is no checkpoint",
            Assert.Throws<UserErrorException>(() => CheckpointReader.Open(_fixture.At("step-00000300"))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_reader_leaves_the_unfinished_work_of_a_running_writer_alone()
    {
        Directory.CreateDirectory(_fixture.At(".writing-step-00000300@node"));

        Checkpoint? checkpoint = CheckpointReader.FindLatest(_fixture.Root, _fixture.Warnings.Add);

        Assert.Equal(200, checkpoint!.Step);
        Assert.True(Directory.Exists(_fixture.At(".writing-step-00000300@node")));
    }

    private void Damage(string damage, string folder)
    {
        string weights = _fixture.At(folder, "student.safetensors");
        string done = _fixture.At(folder, "DONE");
        switch (damage)
        {
            case "a flipped bit": FlipBit(weights); break;
            case "a lost tail": File.WriteAllText(weights, File.ReadAllText(weights)[..^1]); break;
            case "a lost file": File.Delete(weights); break;
            case "no marker": File.Delete(done); break;
            case "half a marker": File.WriteAllText(done, File.ReadAllText(done)[..40]); break;
            case "another format": Replace(done, "distillery checkpoint", "checkpoint"); break;
            case "another version": Replace(done, "\"version\": 1", "\"version\": 2"); break;
            case "another step": Replace(done, "\"step\": 200", "\"step\": 100"); break;
            case "no names": Replace(done, "\"name\"", "\"nome\""); break;
            default: throw new ArgumentException(damage);
        }
    }

    private static void FlipBit(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    private static void Replace(string path, string old, string replacement)
    {
        string text = File.ReadAllText(path);
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(old, replacement, StringComparison.Ordinal));
    }
}
