using Distillery.Shared.Runs;

namespace Distillery.Shared.Tests.Runs;

public sealed class RunFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_new_folder_is_created_with_its_parents_and_keeps_its_configuration()
    {
        string path = _folder.At("runs", "first");
        using (RunFolder created = RunFolder.Open(path + "/"))
        {
            Assert.Equal(path, created.FullPath);
            Assert.Null(created.ReadConfigText());
            created.WriteConfigText("name: first\n");
        }

        using RunFolder opened = RunFolder.Open(path);

        Assert.Equal("name: first\n", opened.ReadConfigText());
    }

    [Fact]
    public void The_files_have_the_names_that_scripts_rely_on()
    {
        using RunFolder folder = RunFolder.Open(_folder.At("run"));

        Assert.Equal(_folder.At("run", "config.yaml"), folder.ConfigPath);
        Assert.Equal(_folder.At("run", "summary.json"), folder.SummaryPath);
        Assert.Equal(_folder.At("run", "metrics.jsonl"), folder.MetricsPath);
        Assert.Equal(_folder.At("run", "samples.jsonl"), folder.SamplesPath);
        Assert.Equal(_folder.At("run", "checkpoints"), folder.CheckpointsPath);
        Assert.Equal(_folder.At("run"), folder.EventsDirectory);
    }

    [Fact]
    public void A_second_opening_is_refused_with_the_process_that_holds_the_folder()
    {
        using RunFolder held = RunFolder.Open(_folder.At("run"));

        UserErrorException error = Assert.Throws<UserErrorException>(() => RunFolder.Open(_folder.At("run")));

        Assert.Contains($"in use by process {Environment.ProcessId} on ", error.Message, StringComparison.Ordinal);
        Assert.Contains("--run-dir", error.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_was_let_go_can_be_opened_again_though_its_lock_file_is_there()
    {
        RunFolder.Open(_folder.At("run")).Dispose();

        using RunFolder again = RunFolder.Open(_folder.At("run"));

        Assert.True(RunFolder.IsRunFolder(again.FullPath));
    }

    [Fact]
    public void A_foreign_folder_is_refused_and_stays_as_it_was()
    {
        File.WriteAllText(_folder.At("config.yaml"), "of another program");
        File.WriteAllText(_folder.At("thesis.tex"), "");

        UserErrorException error = Assert.Throws<UserErrorException>(() => RunFolder.Open(_folder.FullPath));

        Assert.Contains(
            "not a run folder and not empty: it holds config.yaml", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFileSystemEntries(_folder.FullPath).Length);
    }

    [Fact]
    public void An_empty_volume_is_not_foreign()
    {
        Directory.CreateDirectory(_folder.At("lost+found"));

        using RunFolder folder = RunFolder.Open(_folder.FullPath);

        Assert.True(RunFolder.IsRunFolder(folder.FullPath));
    }

    [Fact]
    public void A_copy_without_hidden_files_is_still_a_run_folder()
    {
        File.WriteAllText(_folder.At("config.yaml"), "name: copy");
        Directory.CreateDirectory(_folder.At("checkpoints"));

        using RunFolder folder = RunFolder.Open(_folder.FullPath);

        Assert.Equal("name: copy", folder.ReadConfigText());
    }

    [Fact]
    public void A_file_in_place_of_the_folder_is_refused()
    {
        File.WriteAllText(_folder.At("run"), "");

        Assert.Contains("is a file", Assert.Throws<UserErrorException>(() => RunFolder.Open(_folder.At("run"))).Message,
            StringComparison.Ordinal);
        Assert.Contains("is a file",
            Assert.Throws<UserErrorException>(() => RunFolder.OpenForReading(_folder.At("run"))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_is_possible_while_a_run_holds_the_folder_and_changes_nothing()
    {
        using RunFolder held = RunFolder.Open(_folder.At("run"));
        held.WriteConfigText("name: held");
        string[] before = Directory.GetFileSystemEntries(held.FullPath);

        using RunFolder reading = RunFolder.OpenForReading(_folder.At("run"));

        Assert.Equal("name: held", reading.ReadConfigText());
        Assert.Throws<InvalidOperationException>(() => reading.WriteConfigText("name: changed"));
        Assert.Equal(before, Directory.GetFileSystemEntries(held.FullPath));
    }

    [Fact]
    public void Reading_where_no_run_is_says_what_is_there_instead()
    {
        Assert.Contains("there is no folder",
            Assert.Throws<UserErrorException>(() => RunFolder.OpenForReading(_folder.At("none"))).Message,
            StringComparison.Ordinal);
        Assert.Contains("holds no run",
            Assert.Throws<UserErrorException>(() => RunFolder.OpenForReading(_folder.FullPath)).Message,
            StringComparison.Ordinal);
    }
}
