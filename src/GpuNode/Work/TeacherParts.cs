using Distillery.GpuNode.Helpers;
using Distillery.GpuNode.Protocol.Helpers;
using Distillery.GpuNode.Teacher;
using Distillery.GpuNode.Teacher.Answering;
using Distillery.GpuNode.Teacher.Answers;
using Distillery.GpuNode.Teacher.Asking;
using Distillery.GpuNode.Telemetry;
using Distillery.GpuNode.Training;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Work;

/// <summary>What a loaded run needs to ask teachers, and to be one.</summary>
internal static class TeacherParts
{
    /// <summary>Where ranks get their answers: a teacher of this process comes first. Null when the method asks nobody.</summary>
    /// <param name="stop">Ends the wait for the first teacher.</param>
    internal static IAnswerSource? AnswersFor(RunConfig config, RunInputs inputs, NodeWorkOptions options, CancellationToken stop)
    {
        if (FreshAnswers(config, inputs, options) is not { } fresh) return null;
        if (!config.KeepsAnswers) return fresh;
        Func<ulong> fingerprint = inputs.Teacher is null
            ? () => options.Teachers!.Fingerprint(stop) : () => TeacherFingerprint.Of(config.Teacher!, config.Train.Threads);
        return new StoredAnswers(
            () => AnswerStores.Open(config, inputs.Data.ClassCount, fingerprint()), fresh, config.Seed, config.Data.Views!.Value,
            config.Deterministic)
        {
            Found = images => options.Meters!.Teacher.Ended(images, QueryOutcome.Stored), Tell = options.Tell,
        };
    }

    private static IAnswerSource? FreshAnswers(RunConfig config, RunInputs inputs, NodeWorkOptions options)
    {
        if (!config.Methods[0].QueriesTeacher) return null;
        if (StudentFactory.LocalAnswers(config, inputs) is { } local) return options.Meters!.Around(local);
        TeacherPoolConfig pool = config.Teacher!.Pool;
        options.Teachers!.Use(new HelperPoolLimits(pool.Outstanding, (long)(pool.HedgeAfterSeconds * 1000)));
        return new SplitAnswers(new PoolAnswers(options.Teachers, inputs.Data.ClassCount), inputs.Data.ClassCount);
    }

    /// <summary>Lets others ask this process's teacher.</summary>
    /// <param name="servedAtOnce">Queries that are computed side by side on each device.</param>
    /// <returns>Its fingerprint; null without a teacher.</returns>
    internal static ulong? Serve(RunConfig config, RunInputs inputs, NodeWorkOptions options, int servedAtOnce)
    {
        if (config.Teacher is null || inputs.Teacher is not { } teacher) return null;
        ulong fingerprint = TeacherFingerprint.Of(config.Teacher, config.Train.Threads);
        TeacherService[] services =
        [
            .. Enumerable.Repeat(options.Devices, servedAtOnce).SelectMany(devices => devices).Select(device => new TeacherService(
                teacher, inputs.Data.Training.Shape, inputs.Data.Training.Normalization, device.Torch)),
        ];
        TeacherPoolConfig pool = config.Teacher.Pool;
        HelperDeskLimits limits = new(
            pool.Queue, services.Length, pool.Batch, (long)(pool.DelaySeconds * 1000), Mixes: !config.Deterministic);
        options.Teachers?.Serve(new FreeDeviceService(services), fingerprint, limits, config.Train.Threads);
        return fingerprint;
    }
}
