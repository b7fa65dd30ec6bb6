using System.Text.Json.Nodes;
using Distillery.Cli.Terminal;

namespace Distillery.Cli.Answers;

/// <summary>What is kept, for people and for programs.</summary>
internal static class CacheReport
{
    internal static JsonObject ToJson(AnswerCache cache) => new()
    {
        ["answers"] = cache.Store.Count,
        ["wanted"] = cache.Wanted,
        ["damaged"] = cache.Store.DamagedCount,
        ["classes"] = cache.Store.Layout.ClassCount,
        ["top"] = cache.Store.Layout.Top == 0 ? null : cache.Store.Layout.Top,
        ["bytes"] = cache.Store.Files.Sum(file => file.Bytes),
        ["files"] = new JsonArray([.. cache.Store.Files.Select(file => (JsonNode)new JsonObject
        {
            ["path"] = file.Path, ["answers"] = file.Records, ["bytes"] = file.Bytes,
        })]),
        ["views"] = new JsonArray([.. cache.Store.CountByView.OrderBy(view => view.Key).Select(view => (JsonNode)view.Value)]),
    };

    internal static void Write(AnswerCache cache, TextWriter output)
    {
        output.WriteLine(
            $"{Phrases.Count(cache.Store.Count)} of {Phrases.Count(cache.Wanted)} answers are kept, "
            + $"{Phrases.Count(cache.Data.Training.Count)} images in {cache.Config.Data.Views} views");
        foreach ((string path, long records, long bytes) in cache.Store.Files)
            output.WriteLine($"  {path}: {Phrases.Count(records)} answers, {Phrases.Bytes(bytes)}");
        if (cache.Store.DamagedCount > 0)
            output.WriteLine($"  {Phrases.Count(cache.Store.DamagedCount)} records are damaged: their answers are asked again");
    }
}
