using Distillery.Shared.Runs;

namespace Distillery.Coordinator.Host;

/// <summary>Makes checkpoints of the folders that nodes have written, beside the coordinator's loop, one at a time.</summary>
/// <param name="post">Puts a letter into the coordinator's mailbox.</param>
internal sealed class CheckpointPublisher(CheckpointStore store, string checkpointsPath, Action<Action> post)
{
    private Task _publishing = Task.CompletedTask;

    /// <param name="published">Called on the loop once it is the newest checkpoint.</param>
    /// <param name="failed">Called on the loop with the reason why it is not.</param>
    internal void Publish(long step, string folder, Action published, Action<string> failed) =>
        _publishing = _publishing.ContinueWith(
            _ =>
            {
                string? problem = TryPublish(step, folder);
                post(problem is null ? published : () => failed(problem));
            },
            TaskScheduler.Default);

    /// <summary>Waits for the one under way.</summary>
    internal void Finish() => _publishing.Wait();

    private string? TryPublish(long step, string folder)
    {
        try
        {
            if (Directory.Exists(Path.Combine(checkpointsPath, folder))) store.Publish(step, folder);
            else CheckpointReader.OpenStep(checkpointsPath, step); // It was told again.
            return null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException
            or Shared.UserErrorException)
        {
            return problem.Message;
        }
    }
}
