using System.Runtime.InteropServices;
using Distillery.GpuNode.Helpers;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Training;
using Distillery.Messages;
using Distillery.Messages.Helpers;

namespace Distillery.GpuNode.Teacher.Asking;

/// <summary>Teachers in other processes. The query is on its way when <see cref="Ask"/> returns, so that they compute while the
/// student does.</summary>
public sealed class PoolAnswers(IHelperDoor door, int classCount) : IAnswerSource
{
    /// <exception cref="Distillery.Shared.UserErrorException">An image is too large for a message.</exception>
    public IPendingAnswers Ask(Question question)
    {
        int kept = question.Selection.Kept.Length;
        long number = door.NextNumber();
        Task<HelperAnswer?> answer = door.Ask(QueryEncoder.Encode(number, question), kept * classCount * sizeof(float));
        return new Pending(door, number, answer, kept, classCount, question.Images.device);
    }

    private sealed class Pending(
        IHelperDoor door, long number, Task<HelperAnswer?> answer, int kept, int classCount, Device device) : IPendingAnswers
    {
        public int QueryCount => kept;

        public Tensor Take(CancellationToken stop)
        {
            CoreGate.WhileAway(() => answer.Wait(stop));
            using Payload payload = answer.Result!.Payload; // Questions to teachers are not handed back.
            return HostTensor.From(MemoryMarshal.Cast<byte, float>(payload.Bytes.Span), kept, classCount).to(device);
        }

        public void Dispose()
        {
            if (!answer.IsCompleted) door.GiveUp(number);
        }
    }
}
