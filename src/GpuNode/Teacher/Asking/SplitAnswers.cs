using Distillery.Shared.Wire;

namespace Distillery.GpuNode.Teacher.Asking;

/// <summary>Asks about more images than one message holds in several questions of nearly equal size.</summary>
/// <remarks>An answer depends in its last bits on what it is computed together with. So the parts follow from the question's shape
/// alone, and questions to a teacher of this process are split alike: where the teacher is does not show. The parts may go to
/// several teachers.</remarks>
/// <param name="classCount">Numbers in the answer to an image.</param>
/// <param name="mostBytes">Of a message's payload.</param>
public sealed class SplitAnswers(IAnswerSource whole, int classCount, int mostBytes = WireLimits.PayloadBytes) : IAnswerSource
{
    public IPendingAnswers Ask(Question question)
    {
        int kept = question.Selection.Kept.Length;
        int parts = PartCountOf(question);
        if (parts == 1) return whole.Ask(question);
        List<IPendingAnswers> pending = [];
        for (int part = 0; part < parts; part++)
        {
            int first = (int)((long)kept * part / parts), end = (int)((long)kept * (part + 1) / parts);
            pending.Add(whole.Ask(question.Part([.. Enumerable.Range(first, end - first)])));
        }
        return new Pending(pending);
    }

    /// <summary>Mixtures travel as what they are mixed of: two images each at most, and never more than the batch has.</summary>
    private int PartCountOf(Question question)
    {
        int kept = question.Selection.Kept.Length;
        long imageBytes = question.Batch.Shape.ValueCount, answerBytes = (long)classCount * sizeof(float);
        bool isMixed = question.Selection.Mixing is not null;
        long images = isMixed ? Math.Min(2L * kept, question.Batch.Count) : kept;
        long mixingBytes = isMixed ? QueryEncoder.MixingBytes : 0;
        if ((images * imageBytes) + (kept * mixingBytes) <= mostBytes && kept * answerBytes <= mostBytes) return 1;
        long rowBytes = Math.Max(((isMixed ? 2 : 1) * imageBytes) + mixingBytes, answerBytes);
        long mostRows = Math.Max(1, mostBytes / rowBytes);
        return (int)((kept + mostRows - 1) / mostRows);
    }

    private sealed class Pending(IReadOnlyList<IPendingAnswers> parts) : IPendingAnswers
    {
        public int QueryCount => parts.Sum(part => part.QueryCount);

        public Tensor Take(CancellationToken stop) => cat([.. parts.Select(part => part.Take(stop))], 0);

        public void Dispose()
        {
            foreach (IPendingAnswers part in parts) part.Dispose();
        }
    }
}
