using Distillery.GpuNode.Data;
using Distillery.GpuNode.Teacher.Asking;
using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Teacher.Answers;

/// <summary>Answers out of a store; those that are missing are asked, and kept. Questions that mix images are asked each
/// time.</summary>
/// <remarks>A question counts as asked the first time in a run that its sample comes in its view, whatever the store held before:
/// the count is a function of the run, and not of the folder.</remarks>
/// <param name="open">Opens the store, at the first question: not before is it known which teacher answers.</param>
public sealed class StoredAnswers(
    Func<AnswerStore> open, IAnswerSource teacher, long seed, int viewCount, bool isDeterministic) : IAnswerSource, IDisposable
{
    private readonly Lazy<AnswerStore> _store = new(open);
    private int _hasTold;

    /// <summary>Gets how many images of a question needed no teacher, from several threads.</summary>
    public Action<int> Found { get; init; } = _ => { };

    /// <summary>Gets a sentence for people when there is no room for answers, once.</summary>
    public Action<string> Tell { get; init; } = _ => { };

    private AnswerStore Store => _store.Value;

    public IPendingAnswers Ask(Question question)
    {
        if (question.Selection.Mixing is not null) return teacher.Ask(question);
        int[] kept = question.Selection.Kept;
        float[] logits = new float[kept.Length * Store.Layout.ClassCount];
        int[] missing = FindMissing(question, [.. Enumerable.Range(0, kept.Length)], logits);
        if (missing.Length > 0)
        {
            Store.Refresh(); // Another process may have asked meanwhile.
            missing = FindMissing(question, missing, logits);
        }
        Found(kept.Length - missing.Length);
        IPendingAnswers? pending = missing.Length == 0 ? null : teacher.Ask(Part(question, missing));
        int count = AugmentationViews.IsFirst(question.Batch.Epoch, viewCount) ? kept.Length : 0;
        return new Pending(this, question, logits, missing, pending, count);
    }

    public void Dispose()
    {
        if (_store.IsValueCreated) _store.Value.Dispose();
        (teacher as IDisposable)?.Dispose();
    }

    /// <summary>Fills in what is there.</summary>
    /// <returns>Those of the rows that are not.</returns>
    private int[] FindMissing(Question question, int[] rows, float[] logits) => Array.FindAll(rows, row =>
    {
        (int sample, int view) = KeyOf(question, row);
        return !Store.TryRead(sample, view, LogitsOf(logits, row));
    });

    /// <summary>Answers that are kept must not depend on the company in which they were asked: where bits count, each image is
    /// answered by itself.</summary>
    private Question Part(Question question, int[] rows) => question.Part(rows) with { IsRowByRow = isDeterministic };

    private (int Sample, int View) KeyOf(Question question, int row)
    {
        int sample = question.Batch.Indices[question.Selection.Kept[row]];
        return (sample, AugmentationViews.ViewAt(seed, question.Batch.Epoch, sample, viewCount));
    }

    private Span<float> LogitsOf(float[] logits, int row) =>
        logits.AsSpan(row * Store.Layout.ClassCount, Store.Layout.ClassCount);

    private void Keep(Question question, float[] logits, int row, ReadOnlySpan<float> answer)
    {
        Span<float> place = LogitsOf(logits, row);
        answer.CopyTo(place);
        (int sample, int view) = KeyOf(question, row);
        Store.Add(sample, view, place);
        if (Store.UnkeptCount == 0 || Interlocked.Exchange(ref _hasTold, 1) == 1) return;
        Tell(
            $"no room for the teacher's answers in {Store.Folder}: the run goes on, and asks again for those that are not kept. "
            + "Free some space there; for another place name teacher.answers.path in the next run");
    }

    private sealed class Pending(
        StoredAnswers owner, Question question, float[] logits, int[] missing, IPendingAnswers? asked, int queryCount)
        : IPendingAnswers
    {
        public int QueryCount => queryCount;

        public Tensor Take(CancellationToken stop)
        {
            int classes = owner.LogitsOf(logits, 0).Length;
            if (asked is not null)
            {
                float[] answers = asked.Take(stop).ToArray<float>();
                for (int i = 0; i < missing.Length; i++)
                    owner.Keep(question, logits, missing[i], answers.AsSpan(i * classes, classes));
            }
            return HostTensor.From<float>(logits, logits.Length / classes, classes).to(question.Images.device);
        }

        public void Dispose() => asked?.Dispose();
    }
}
