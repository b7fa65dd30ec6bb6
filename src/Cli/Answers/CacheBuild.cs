using Distillery.Cli.Runs;
using Distillery.Cli.Terminal;
using Distillery.GpuNode.Data;
using Distillery.GpuNode.Teacher;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Training;
using Distillery.Shared.Configuration;

namespace Distillery.Cli.Answers;

/// <summary>Asks the teacher about every sample in every view whose answer is missing.</summary>
internal sealed class CacheBuild(AnswerCache cache, CliContext context)
{
    private const int BatchSize = 64;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5); // Between two lines of progress.

    private readonly RunConfig _config = cache.Config;
    private long _asked;

    /// <param name="devices">Those that the teacher is asked on, of one kind.</param>
    /// <returns>How many answers were asked.</returns>
    /// <exception cref="OperationCanceledException">It was stopped; what was asked is kept.</exception>
    internal long Run(IReadOnlyList<ComputeDevice> devices)
    {
        TorchRuntime.Initialize(_config.Deterministic);
        TorchRuntime.Threads = _config.Train.Threads;
        int asked = Math.Max(devices.Count, Environment.ProcessorCount / _config.Train.Threads);
        using WorkerPool workers = new(asked, _config.Train.Threads);
        using RunResources resources = new(_config, devices);
        RunInputs inputs = resources.LoadInputs(workers, context.Error.WriteLine, context.Stop);
        ITeacher teacher = _config.Deterministic ? new OneByOneTeacher(inputs.Teacher!) : inputs.Teacher!; // As a run asks.
        ViewedImages images = (ViewedImages)cache.Data.Training;
        long told = context.Time.GetTimestamp();
        for (int view = 0; view < _config.Data.Views; view++)
        {
            int round = BatchSize * workers.Count;
            for (int first = 0; first < images.Count; first += round)
            {
                context.Stop.ThrowIfCancellationRequested();
                int start = first, shown = view;
                workers.Run(workers.Count, worker => AskAbout(teacher, images, shown, start + (worker * BatchSize),
                    devices[worker % devices.Count].Torch));
                RequireRoom();
                if (context.Time.GetElapsedTime(told) < Period) continue;
                told = context.Time.GetTimestamp();
                context.Error.WriteLine($"{Phrases.Count(cache.Store.Count)} of {Phrases.Count(cache.Wanted)} answers are kept");
            }
        }
        return _asked;
    }

    private void RequireRoom()
    {
        if (cache.Store.UnkeptCount == 0) return;
        throw new RunFailedException(
            $"there is no room for more answers in {_config.Teacher!.Answers!.Path}",
            "Make room, or name another teacher.answers.path; the same command then goes on.");
    }

    private void AskAbout(ITeacher teacher, ViewedImages images, int view, int first, Device device)
    {
        float[] logits = new float[cache.Store.Layout.ClassCount];
        int[] missing = [.. Enumerable.Range(first, Math.Clamp(images.Count - first, 0, BatchSize))
            .Where(sample => !cache.Store.TryRead(sample, view, logits))];
        if (missing.Length == 0) return;
        using DisposeScope scope = NewDisposeScope();
        HostBatch batch = new(images.Shape, missing.Length, images.Normalization) { Count = missing.Length };
        for (int row = 0; row < missing.Length; row++) images.TrainView(missing[row], view, batch.Image(row));
        float[] answers = teacher.Answer(batch.Images(device)).to(Devices.Cpu).contiguous().ToArray<float>();
        for (int row = 0; row < missing.Length; row++)
            cache.Store.Add(missing[row], view, answers.AsSpan(row * logits.Length, logits.Length));
        Interlocked.Add(ref _asked, missing.Length);
    }
}
