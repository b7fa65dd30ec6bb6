using Distillery.GpuNode.Teacher.Answers;
using Distillery.GpuNode.Tests.Data;
using Distillery.Shared;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Tests.Teacher.Answers;

public sealed class AnswerStoreTests : IDisposable
{
    private const int HeaderBytes = 32;
    private const int RecordBytes = 4 + 4 + (3 * 2) + 4;

    private static readonly AnswerLayout Layout = new(3, null, AnswerPrecision.Float16);

    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("answers");

    private string FirstFile => System.IO.Path.Combine(Path, "part-0000.answers");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_added_is_found_again_after_a_restart()
    {
        using (AnswerStore store = Open()) Fill(store, 0, 5);
        using AnswerStore again = Open();
        Assert.Equal(5, again.Count);
        Assert.Equal(AnswerTo(3), Read(again, 3, view: 1));
        Assert.Null(Read(again, 3, view: 0));
        Assert.Null(Read(again, 5, view: 1));
        Assert.Equal(5, again.CountByView[1]);
    }

    [Fact]
    public void An_answer_is_used_in_the_form_in_which_it_is_kept()
    {
        using AnswerStore store = Open();
        float[] logits = [1 / 3f, 0, 1];
        store.Add(0, 0, logits);
        Assert.Equal((float)(Half)(1 / 3f), logits[0]);
    }

    [Fact]
    public void Part_of_a_record_that_a_crash_left_is_cut_off()
    {
        using (AnswerStore store = Open()) Fill(store, 0, 5);
        using (FileStream file = new(FirstFile, FileMode.Open)) file.SetLength(file.Length - 7);
        using (AnswerStore store = Open())
        {
            Assert.Equal(4, store.Count);
            Fill(store, 4, 6);
        }
        using AnswerStore again = Open();
        Assert.Equal((6, 0), (again.Count, again.DamagedCount));
        Assert.Equal(AnswerTo(4), Read(again, 4, view: 1));
        Assert.Equal(HeaderBytes + (6 * RecordBytes), new FileInfo(FirstFile).Length);
    }

    [Fact]
    public void A_damaged_record_costs_its_own_answer_alone()
    {
        using (AnswerStore store = Open()) Fill(store, 0, 5);
        Damage(HeaderBytes + (2 * RecordBytes) + 9);
        using AnswerStore again = Open();
        Assert.Equal((4, 1), (again.Count, again.DamagedCount));
        Assert.Null(Read(again, 2, view: 1));
        Assert.Equal(AnswerTo(3), Read(again, 3, view: 1));
    }

    [Fact]
    public void A_record_that_is_damaged_while_the_store_is_open_is_not_believed()
    {
        using AnswerStore store = Open();
        Fill(store, 0, 3);
        Damage(HeaderBytes + RecordBytes + 9);
        Assert.Null(Read(store, 1, view: 1));
        Assert.Equal((2, 1), (store.Count, store.DamagedCount));
        Fill(store, 1, 2);
        Assert.Equal(AnswerTo(1), Read(store, 1, view: 1));
    }

    [Fact]
    public void Two_processes_write_files_of_their_own_and_read_each_other_s()
    {
        using AnswerStore one = Open(), other = Open();
        Fill(one, 0, 3);
        Fill(other, 3, 6);
        one.Refresh();
        Assert.Equal(AnswerTo(4), Read(one, 4, view: 1));
        Assert.Equal(6, one.Count);
        Assert.Equal(2, one.Files.Count);
    }

    [Fact]
    public void A_file_of_other_answers_is_refused()
    {
        using (AnswerStore store = Open()) Fill(store, 0, 3);
        UserErrorException error = Assert.Throws<UserErrorException>(() => AnswerStore.Open(Path, key: 8, Layout).Dispose());
        Assert.Contains(FirstFile, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_record_makes_room_for_the_answer_that_is_asked_again()
    {
        using (AnswerStore store = Open()) Fill(store, 0, 5);
        Damage(HeaderBytes + (2 * RecordBytes) + 9);
        using (AnswerStore store = Open())
        {
            Fill(store, 2, 3);
            Fill(store, 5, 6);
            Assert.Equal((6, 0), (store.Count, store.DamagedCount));
        }
        using AnswerStore again = Open();
        Assert.Equal((6, 0), (again.Count, again.DamagedCount));
        Assert.Equal(AnswerTo(2), Read(again, 2, view: 1));
        Assert.Equal(AnswerTo(5), Read(again, 5, view: 1));
        Assert.Equal(HeaderBytes + (6 * RecordBytes), new FileInfo(FirstFile).Length);
    }

    [Fact]
    public void Where_the_disk_is_full_answers_are_used_and_not_kept_until_there_is_room()
    {
        Directory.CreateDirectory(Path);
        File.CreateSymbolicLink(FirstFile, "/dev/full");
        using AnswerStore store = Open();
        Fill(store, 0, 3);
        Assert.Equal((0, 3), (store.Count, store.UnkeptCount));
        Assert.Null(Read(store, 1, view: 1));

        File.Delete(FirstFile);
        Fill(store, 3, 5);
        Assert.Equal((2, 3), (store.Count, store.UnkeptCount));
        using AnswerStore other = Open();
        Assert.Equal(AnswerTo(4), Read(other, 4, view: 1));
        Assert.Equal(FirstFile, Assert.Single(other.Files).Path);
    }

    [Fact]
    public void Part_of_a_record_that_a_full_disk_left_is_written_over()
    {
        using AnswerStore store = Open();
        Fill(store, 0, 3);
        using (FileStream file = new(FirstFile, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) file.Write([1, 2, 3]);
        Fill(store, 3, 5);
        using AnswerStore other = Open();
        Assert.Equal((5, 0), (other.Count, other.DamagedCount));
        Assert.Equal(AnswerTo(3), Read(other, 3, view: 1));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_named()
    {
        File.WriteAllText(Path, "a file, and no folder");
        using AnswerStore store = Open();
        UserErrorException error = Assert.Throws<UserErrorException>(() => Fill(store, 0, 1));
        Assert.Contains(Path, error.Message, StringComparison.Ordinal);
        Assert.Contains("teacher.answers.path", error.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_that_is_only_read_leaves_nothing_behind()
    {
        using (AnswerStore store = Open()) Assert.Null(Read(store, 1, view: 1));
        Assert.False(Directory.Exists(Path));
    }

    private static float[] AnswerTo(int sample) => [sample, sample + 0.5f, -sample];

    private static void Fill(AnswerStore store, int first, int end)
    {
        for (int sample = first; sample < end; sample++) store.Add(sample, view: 1, AnswerTo(sample));
    }

    private static float[]? Read(AnswerStore store, int sample, int view)
    {
        float[] logits = new float[3];
        return store.TryRead(sample, view, logits) ? logits : null;
    }

    private AnswerStore Open() => AnswerStore.Open(Path, key: 7, Layout);

    private void Damage(long at)
    {
        using FileStream file = new(FirstFile, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite) { Position = at };
        int former = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(former ^ 1));
    }
}
