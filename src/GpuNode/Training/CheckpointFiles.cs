using System.Text.Json;
using Distillery.GpuNode.Optimizers;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Weights;
using Distillery.Shared;
using Distillery.Shared.Runs;

namespace Distillery.GpuNode.Training;

/// <summary>The files of a checkpoint: student.safetensors by parameter name, optimizer.safetensors as flat vectors,
/// state.json with the position, and average.safetensors where there is a moving average.</summary>
public static class CheckpointFiles
{
    public const string Student = "student.safetensors";
    public const string Average = "average.safetensors";
    private const string Optimizer = "optimizer.safetensors";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    /// <summary>Copies the state at once, so that training may go on while the parts are written.</summary>
    /// <param name="buffers">Holds the copies: all parts are to be written before the next capture into it.</param>
    public static IReadOnlyList<CheckpointPart> Capture(TrainingState state, RunProgress progress, CopyBuffers buffers)
    {
        IReadOnlyList<NamedArray> weights = WeightArrays.From(state.Weights, buffers, Student);
        List<CheckpointPart> parts =
        [
            Arrays(Student, weights),
            Arrays(Optimizer, [.. state.Optimizer.State.Select(entry => ToArray(entry, buffers))]),
        ];
        if (state.Average is not null)
            parts.Add(Arrays(Average, WeightArrays.From(state.Average.Weights, buffers, Average)));
        parts.Add(new CheckpointPart(CheckpointPosition.FileName, stream => JsonSerializer.Serialize(
            stream, progress with { WeightsSha256 = WeightsChecksum.Of(weights) }, Json)));
        return parts;
    }

    /// <summary>Restores what <see cref="Capture"/> stored.</summary>
    public static RunProgress Restore(Checkpoint checkpoint, TrainingState state)
    {
        LoadWeights(state.Weights, checkpoint.PathOf(Student));
        if (state.Average is not null) LoadWeights(state.Average.Weights, checkpoint.PathOf(Average));
        string optimizerPath = checkpoint.PathOf(Optimizer);
        NamedArrays arrays = SafetensorsFile.Read(optimizerPath);
        StateMatching.Check(
            state.Optimizer.State.Select(entry => (entry.Name, entry.Tensor.dtype, (IReadOnlyList<long>)entry.Tensor.shape)),
            arrays, optimizerPath);
        foreach (NamedTensor entry in state.Optimizer.State) entry.Tensor.CopyBytesFrom(arrays[entry.Name].Data.Span);
        RunProgress progress = ReadProgress(checkpoint);
        state.Step = progress.Step;
        return progress;
    }

    private static RunProgress ReadProgress(Checkpoint checkpoint)
    {
        string path = checkpoint.PathOf(CheckpointPosition.FileName);
        try
        {
            return JsonSerializer.Deserialize<RunProgress>(File.ReadAllText(path), Json)!;
        }
        catch (JsonException error)
        {
            throw new UserErrorException(
                $"{path} is not readable: {error.Message}", "Remove this checkpoint's folder; the one before it is used then.", error);
        }
    }

    private static void LoadWeights(FlatWeights weights, string path) =>
        WeightArrays.Load(weights, SafetensorsFile.Read(path), path);

    private static CheckpointPart Arrays(string fileName, IReadOnlyList<NamedArray> arrays) =>
        new(fileName, stream => SafetensorsFile.Write(stream, arrays, metadata: null));

    private static NamedArray ToArray(NamedTensor entry, CopyBuffers buffers) => new(
        entry.Name, entry.Tensor.dtype, entry.Tensor.shape,
        buffers.CopyOf(entry.Tensor, $"{Optimizer}/{entry.Name}"));
}
