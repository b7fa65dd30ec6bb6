using Distillery.Cli.Runs;
using Distillery.Cli.Terminal;
using Distillery.GpuNode.Data;
using Distillery.GpuNode.Evaluation;
using Distillery.GpuNode.Models;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Teacher;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Training;
using Distillery.GpuNode.Weights;
using Distillery.Shared.Compute;
using Distillery.Shared.Configuration;
using Distillery.Shared.Plans;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Validation;

/// <summary>Checks everything that a run would need, in the order in which it would need it, without
/// training.</summary>
internal sealed class ConfigurationCheck(RunConfig config, CliContext context)
{
    private const string WithoutJemalloc =
        "the system's malloc, with which steps are slower and take more memory; install Debian's libjemalloc2 and start through ./distill";

    private readonly ValidationReport _report = new();

    /// <returns>The facts, and the problems of all parts that could be looked at.</returns>
    internal ValidationReport Run()
    {
        TorchRuntime.Initialize(config.Deterministic);
        TorchRuntime.Threads = config.Train.Threads;
        using WorkerPool workers = new(
            WorkerPool.CountFor(config.Train.Replicas, config.Train.Threads, Environment.ProcessorCount),
            config.Train.Threads);
        _report.Add("allocator", HostMemory.IsJemalloc ? "jemalloc" : WithoutJemalloc);
        DataSources? data = _report.Try(() => DataSources.Open(config.Data));
        if (data is null)
        {
            CheckWithoutData();
            return _report;
        }
        DescribeData(data);
        using RunInputs? inputs = CheckTeacher(data, workers);
        StudentFacts? student = CheckStudent(data);
        SamplePlan? plan = _report.Try(
            () => data.CreatePlan(config));
        if (inputs is not null && student is not null && plan is not null) Forecast(inputs, student, plan, workers);
        return _report;
    }

    /// <summary>How many channels and classes there are is not known: names and files can be checked all the
    /// same.</summary>
    private void CheckWithoutData()
    {
        const int AnyChannels = 3;
        const int AnyClasses = 10;
        IEnumerable<(string, string?)> teachers = (config.Teacher?.Parts ?? [])
            .Where(part => part.Format == TeacherFormat.Weights) // Another one says itself what it is, given images.
            .Select(part => (part.Architecture, (string?)part.Weights));
        foreach ((string architecture, string? weights) in teachers.Append((config.Student.Architecture, config.Student.Weights)))
        {
            _report.Try(() => NetworkCatalog.Create(architecture, AnyChannels, AnyClasses))?.Dispose();
            if (weights is not null) _report.Try(() => WeightsFile.Read(weights));
        }
    }

    private void DescribeData(DataSources data) => _report.Add(
        "data",
        $"{Phrases.Count(data.Training.Count)} training and {Phrases.Count(data.Validation.Count)} validation images "
        + $"of {data.Training.Shape}, {data.ClassCount} classes, from {config.Data.Path}");

    /// <summary>Null when the teacher cannot be used.</summary>
    private RunInputs? CheckTeacher(DataSources data, WorkerPool workers)
    {
        if (config.Teacher is not { } stated)
        {
            _report.Add("teacher", "none, and no method asks one");
            return new RunInputs(data, null, null);
        }
        ITeacher? teacher = _report.Try(() => NetworkFit.Guard(
            stated.Architecture, () => TeacherLoader.Load(stated, data, config.Train.Threads, Devices.Cpu)));
        if (teacher is null) return null;
        Evaluator evaluator = new(data.Validation, stated.Batch, Devices.Cpu);
        Accuracy measured = evaluator.Measure(workers, (_, images) => teacher.Answer(images), context.Stop);
        _report.Add(
            "teacher",
            $"{stated.Architecture}: {Macs(teacher)}, top-1 {Phrases.Percent(measured.Top1)} of "
            + $"{Phrases.Count(measured.Count)} images, where {Phrases.Percent(stated.Top1)} is stated");
        RunInputs inputs = new(data, teacher, measured);
        bool isVerified = _report.Try(() =>
        {
            TeacherVerification.Check(stated, measured, data.FullValidationCount);
            return inputs;
        }) is not null;
        if (isVerified) return inputs;
        inputs.Dispose();
        return null;
    }

    private StudentFacts? CheckStudent(DataSources data) => _report.Try(() =>
    {
        long macs = NetworkFit.StudentMacs(config, data);
        using TrainingState state = StudentFactory.CreateState(config, data, Devices.Cpu);
        FlatWeights weights = state.Weights;
        long optimizer = state.Optimizer.State.Sum(entry => entry.Tensor.NumberOfElements);
        long flat = weights.Parameters.NumberOfElements + weights.Buffers.NumberOfElements;
        _report.Add(
            "student",
            $"{config.Student.Architecture}: {Phrases.Count(weights.Parameters.NumberOfElements)} parameters, "
            + $"{Phrases.MacsAnImage(macs)} MACs an image");
        _report.Add(
            "memory",
            $"weights {Bytes(flat)}, optimizer {Bytes(optimizer)}, "
            + $"moving average {Bytes(state.Average is null ? 0 : flat)}, gradients {Bytes(flat)} a rank");
        return new StudentFacts(macs);
    });

    private void Forecast(RunInputs inputs, StudentFacts student, SamplePlan plan, WorkerPool workers)
    {
        long steps = config.Train.Steps ?? plan.TotalSteps(config.Train.Epochs!.Value);
        long period = (long)config.Evaluate.EveryEpochs * plan.StepsPerEpoch;
        long evaluations = (steps + period - 1) / period;
        for (int i = 0; i < config.Methods.Count; i++)
        {
            RunConfig single = config.ForMethod(i);
            string label = single.Methods[0].Label;
            ComputeLedger ledger = MethodForecast.Count(single, steps, student.Macs, inputs.Teacher?.MacsPerImage);
            StepTrial trial = StepTrial.Run(single, inputs, workers, context.Time, context.Stop);
            _report.Add(
                "measured",
                $"{label}: {Phrases.Bytes(trial.StateBytes)} held between steps, "
                + $"{Phrases.Bytes(trial.WorkingBytes)} more while {config.Train.Replicas} ranks compute one");
            _report.Add(new MethodForecast(label, new RunForecast
            {
                MadeAt = context.Time.GetUtcNow(),
                ConfigFingerprint = single.Fingerprint,
                Steps = steps,
                SamplesSeen = ledger.SamplesSeen,
                TeacherQueries = ledger.TeacherQueries,
                Compute = ledger.Summary,
                SecondsPerStep = trial.SecondsPerStep,
                WallSeconds = steps * trial.SecondsPerStep + evaluations * trial.SecondsPerEvaluation,
            }));
        }
    }

    private static string Macs(ITeacher teacher) =>
        teacher.MacsPerImage is { } macs
            ? $"{Phrases.MacsAnImage(macs)} MACs an image"
            : "MACs not known, so no compute ratio";

    private static string Bytes(long floats) => Phrases.Bytes(floats * sizeof(float));

    private sealed record StudentFacts(long Macs);
}
