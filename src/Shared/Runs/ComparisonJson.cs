using System.Text.Json;

namespace Distillery.Shared.Runs;

/// <summary>How a comparison looks to a program: one object a line, with its kind first.</summary>
internal static class ComparisonJson
{
    internal static string OfRun(ComparisonRow row) => Line(writer =>
    {
        writer.WriteString("kind", "run");
        writer.WriteString("folder", row.Folder);
        writer.WriteString("method", row.Summary.Method);
        writer.WriteString("method_label", row.Label);
        writer.WriteNumber("seed", row.Summary.Seed);
        writer.WriteString("status", row.Summary.Status.ToString().ToLowerInvariant());
        WriteNumber(writer, "top1", row.Top1);
        WriteNumber(writer, "compute_ratio", row.ComputeRatio);
        WriteNumber(writer, "teacher_queries", row.TeacherQueries);
        WriteNumber(writer, "images_per_second", row.ImagesPerSecond);
        WriteNumber(writer, "wall_seconds", row.WallSeconds);
        WriteNumber(writer, "steps", row.Steps);
    });

    internal static string OfAggregate(ComparisonAggregate aggregate) => Line(writer =>
    {
        writer.WriteString("kind", "aggregate");
        writer.WriteString("method_label", aggregate.Label);
        writer.WriteNumber("runs", aggregate.RunCount);
        WriteSpread(writer, "top1", aggregate.Top1);
        WriteSpread(writer, "compute_ratio", aggregate.ComputeRatio);
        WriteSpread(writer, "teacher_queries", aggregate.TeacherQueries);
        WriteSpread(writer, "images_per_second", aggregate.ImagesPerSecond);
        WriteSpread(writer, "wall_seconds", aggregate.WallSeconds);
        WriteSpread(writer, "steps", aggregate.Steps);
    });

    private static string Line(Action<Utf8JsonWriter> writeMembers)
    {
        using MemoryStream line = new();
        using (Utf8JsonWriter writer = new(line))
        {
            writer.WriteStartObject();
            writeMembers(writer);
            writer.WriteEndObject();
        }
        return System.Text.Encoding.UTF8.GetString(line.ToArray());
    }

    private static void WriteSpread(Utf8JsonWriter writer, string name, Spread? spread)
    {
        WriteNumber(writer, name + "_mean", spread?.Mean);
        WriteNumber(writer, name + "_deviation", spread?.Deviation);
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number)) writer.WriteNumber(name, number);
        else writer.WriteNull(name);
    }
}
