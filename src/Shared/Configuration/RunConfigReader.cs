using System.Text.RegularExpressions;
using Distillery.Shared.Configuration.Reading;
using Distillery.Shared.Configuration.Tree;

namespace Distillery.Shared.Configuration;

/// <summary>Makes a <see cref="RunConfig"/> of a merged tree, checking what one section alone cannot know.</summary>
internal static partial class RunConfigReader
{
    private const string DefaultNameShown = "the file's name";

    /// <exception cref="UserErrorException">A key is unknown, missing, of the wrong type or out of range.</exception>
    internal static RunConfig Read(ConfigMap tree, string defaultName, ConfigReading reading)
    {
        SectionReader top = reading.Open(tree, path: "", schemaPath: "");
        SectionReader dataSection = top.Section("data");
        RunConfig config = ReadSections(top, dataSection, defaultName);
        if (!reading.HasErrors) // Values that are wrong by themselves would only give misleading errors here.
        {
            CheckName(top, config.Name);
            CheckTeacher(top, config);
            CheckFirstStep(dataSection, config);
            config.Data.CheckChannels(dataSection);
        }
        reading.ThrowIfWrong();
        return config;
    }

    private static RunConfig ReadSections(SectionReader top, SectionReader dataSection, string defaultName)
    {
        string name = top.OptionalText("name", DefaultNameShown) ?? defaultName;
        long seed = top.Integer("seed", 0L, 0L, long.MaxValue);
        bool deterministic = top.Flag("deterministic", true);
        DataConfig data = DataConfig.Read(dataSection);
        TeacherConfig? teacher = top.OptionalSection("teacher") is { } section ? TeacherConfig.Read(section) : null;
        StudentConfig student = StudentConfig.Read(top.Section("student"));
        TrainConfig train = TrainConfig.Read(top.Section("train")); // Before the methods: they need the batch.
        return new RunConfig
        {
            Name = name,
            Seed = seed,
            Deterministic = deterministic,
            Data = data,
            Teacher = teacher,
            Student = student,
            Methods = ReadMethods(top, train.Batch),
            Train = train,
            Evaluate = EvaluateConfig.Read(top.Section("evaluate")),
            Checkpoint = CheckpointConfig.Read(top.Section("checkpoint")),
            Cluster = ClusterConfig.Read(top.Section("cluster")),
            Telemetry = TelemetryConfig.Read(top.Section("telemetry")),
        };
    }

    private static ValueList<MethodConfig> ReadMethods(SectionReader top, int batch)
    {
        IReadOnlyList<SectionReader> sections = top.Sections("method");
        return MethodLabels.Assign([.. sections.Select(section => MethodConfig.Read(section, batch))], sections);
    }

    private static void CheckName(SectionReader top, string name)
    {
        if (RunName().IsMatch(name)) return;
        top.Fail(
            "name", $"'{name}' cannot name a run, because it also names a folder",
            "State 'name:' with up to 100 letters, digits, spaces, '-', '_' or '.'.");
    }

    private static void CheckTeacher(SectionReader top, RunConfig config)
    {
        if (config.Teacher?.Answers is not null && config.Data.Views is null)
        {
            top.Fail(
                "teacher", "has 'answers:', but augmented images do not come again, so that no answer is used twice",
                "State in how many ways each image is augmented, as in 'data.views: 4', or 1 without augmentation.");
        }
        if (config.Teacher is not null) return;
        if (config.Methods.FirstOrDefault(method => method.QueriesTeacher) is not { } asking) return;
        top.Fail(
            "teacher", $"is required and missing: the method {Words.Of(asking.Name)} asks a teacher",
            "Add 'teacher:' with architecture, weights and top1, or choose the method supervised.");
    }

    private static void CheckFirstStep(SectionReader dataSection, RunConfig config)
    {
        TrainConfig train = config.Train;
        if (config.Data.Limit is not { } limit || limit >= train.SamplesPerStep) return;
        dataSection.Fail(
            "limit", $"{limit} samples are fewer than the {train.SamplesPerStep} of one step " +
            $"(train.batch {train.Batch} times train.replicas {train.Replicas})",
            "Raise data.limit, or lower train.batch or train.replicas.");
    }

    [GeneratedRegex(@"\A\w[\w .-]{0,99}\z")]
    private static partial Regex RunName();
}
