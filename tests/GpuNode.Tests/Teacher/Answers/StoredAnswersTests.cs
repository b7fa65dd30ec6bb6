using Distillery.GpuNode.Data;
using Distillery.GpuNode.Student;
using Distillery.GpuNode.Teacher;
using Distillery.GpuNode.Teacher.Answers;
using Distillery.GpuNode.Teacher.Asking;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Tests.Data;
using Distillery.GpuNode.Tests.Student;
using Distillery.GpuNode.Tests.Training;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Tests.Teacher.Answers;

public sealed class StoredAnswersTests : SingleThreadedTorch, IDisposable
{
    private const int BatchSize = 8;

    private static readonly int[] All = [0, 1, 2, 3, 4, 5, 6, 7];

    private readonly TemporaryFolder _folder = new();
    private readonly HostBatch _batch = SmallNetwork.Batch(BatchSize);
    private readonly ITeacher _teacher = SyntheticData.CreateTeacher();
    private readonly List<int> _found = [];
    private readonly List<string> _told = [];

    public void Dispose()
    {
        _teacher.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void What_is_there_is_counted_and_what_is_not_is_asked()
    {
        using DisposeScope scope = NewDisposeScope();
        using StoredAnswers answers = Open(_folder.File("answers"));

        float[] some = Ask(answers, [6, 0, 3]);
        float[] all = Ask(answers, All);
        float[] again = Ask(answers, All);

        Assert.Equal<IEnumerable<int>>([0, 3, 8], _found);
        Assert.Equal(all, again);
        Assert.Equal(some[..10], all[60..70]); // Whether it is asked in this company or in that one.
        Assert.Empty(_told);
    }

    [Fact]
    public void A_full_disk_changes_no_answer_and_is_told_once()
    {
        using DisposeScope scope = NewDisposeScope();
        using StoredAnswers kept = Open(_folder.File("answers"));
        float[] expected = Ask(kept, All);

        string full = _folder.File("full");
        Directory.CreateDirectory(full);
        File.CreateSymbolicLink(Path.Combine(full, "part-0000.answers"), "/dev/full");
        using StoredAnswers unkept = Open(full);

        Assert.Equal(expected, Ask(unkept, All));
        Assert.Equal(expected, Ask(unkept, All));
        string told = Assert.Single(_told);
        Assert.Contains(full, told, StringComparison.Ordinal);
        Assert.Contains("Free some space", told, StringComparison.Ordinal);
        Assert.Equal<IEnumerable<int>>([0, 0, 0], _found);
    }

    private StoredAnswers Open(string folder)
    {
        AnswerLayout layout = new(SmallNetwork.ClassCount, null, AnswerPrecision.Float16);
        SplitAnswers teacher = new(new LocalAnswers(_teacher), SmallNetwork.ClassCount);
        return new StoredAnswers(() => AnswerStore.Open(folder, key: 7, layout), teacher, seed: 1, viewCount: 2, isDeterministic: true)
        {
            Found = _found.Add, Tell = _told.Add,
        };
    }

    private float[] Ask(StoredAnswers answers, int[] kept)
    {
        Tensor labels = HostTensor.From<long>(_batch.Labels, BatchSize);
        Selection selection = new(kept, null, [], "");
        Question question = new(_batch, selection, TrainingInputs.From(SmallNetwork.Images(_batch), labels, selection).Images);
        using IPendingAnswers pending = answers.Ask(question);
        Assert.Equal(kept.Length, pending.QueryCount); // The first epoch: whatever the store holds.
        return pending.Take(default).ToArray<float>();
    }
}
