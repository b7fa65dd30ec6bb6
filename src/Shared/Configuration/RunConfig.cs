using Distillery.Shared.Configuration.Reading;
using Distillery.Shared.Configuration.Tree;

namespace Distillery.Shared.Configuration;

/// <summary>Everything that decides what a run computes, the same on every node. Made by <see cref="ConfigLoader"/>,
/// valid from then on, and equal to another one when every key is.</summary>
public sealed record RunConfig
{
    public required string Name { get; init; }

    /// <summary>Where everything random in the run comes from, together with positions in it.</summary>
    public long Seed { get; init; }

    /// <summary>The same configuration gives the same bits, at some cost in speed.</summary>
    public bool Deterministic { get; init; }

    public required DataConfig Data { get; init; }

    /// <summary>Present whenever a method asks a teacher.</summary>
    public TeacherConfig? Teacher { get; init; }

    public required StudentConfig Student { get; init; }

    /// <summary>The methods to run one after the other; at least one.</summary>
    public required ValueList<MethodConfig> Methods { get; init; }

    public required TrainConfig Train { get; init; }

    public required EvaluateConfig Evaluate { get; init; }

    public required CheckpointConfig Checkpoint { get; init; }

    public required ClusterConfig Cluster { get; init; }

    public required TelemetryConfig Telemetry { get; init; }

    /// <summary>SHA-256, in lower-case hexadecimal, of every key that can influence the result. Two runs with the same
    /// fingerprint, data and weights compute the same.</summary>
    /// <remarks>Left out are names, folders, paths, and the sections checkpoint, cluster (but for its wire type) and
    /// telemetry.</remarks>
    public string Fingerprint => ConfigFingerprint.Of(this);

    /// <summary>SHA-256, in lower-case hexadecimal, of all that decides how a training image looks.</summary>
    public string ImagesFingerprint => ConfigFingerprint.OfImages(this);

    /// <summary>The effective configuration: every key that applies, with its value and with absolute paths.
    /// <see cref="ConfigLoader.Parse"/> makes an equal configuration of it.</summary>
    public string ToYaml() => YamlTreeWriter.Write(ToTree());

    /// <summary>The configuration of a run of one of the methods alone.</summary>
    /// <param name="index">The method's place in <see cref="Methods"/>, counted from 0.</param>
    public RunConfig ForMethod(int index) => this with { Methods = [Methods[index]] };

    /// <summary>The keys of the fingerprint in which this configuration departs from another one; empty when the
    /// fingerprints are equal.</summary>
    /// <param name="other">The earlier configuration, such as the one stored with a run.</param>
    /// <returns>One line a key, such as <c>train.batch: 64 -> 32</c>: the other's value, then this one's.</returns>
    public IReadOnlyList<string> DifferencesFrom(RunConfig other) => ConfigFingerprint.Differences(other, this);

    /// <summary>Whether answers of the teacher are kept and used again, in a configuration with a single method.</summary>
    public bool KeepsAnswers => Teacher?.Answers is not null && Methods[0].RepeatsQuestions;

    internal ConfigMap ToTree() => SectionWriter.Written(Write);

    private void Write(SectionWriter section)
    {
        section.Put("name", Name);
        section.Put("seed", Seed);
        section.Put("deterministic", Deterministic);
        section.Put("data", Data.Write);
        if (Teacher is not null) section.Put("teacher", Teacher.Write);
        section.Put("student", Student.Write);
        section.Put("method", [.. Methods.Select(method => (Action<SectionWriter>)method.Write)]);
        section.Put("train", Train.Write);
        section.Put("evaluate", Evaluate.Write);
        section.Put("checkpoint", Checkpoint.Write);
        section.Put("cluster", Cluster.Write);
        section.Put("telemetry", Telemetry.Write);
    }
}
