using Distillery.Shared.Configuration.Reading;

namespace Distillery.Shared.Configuration;

/// <summary>Reads <c>method.name</c> and knows which keys go with which method.</summary>
internal static class MethodNames
{
    private static readonly string[] Planned = ["mixup", "reffakd", "lwkd"];

    internal static MethodName Read(SectionReader section)
    {
        string words = Words.AllOf<MethodName>();
        string? word = section.Special("name", "word", "required", words);
        if (word is not null && Words.TryParse(word, out MethodName name)) return name;
        string problem = word switch
        {
            null => "is required and missing",
            _ when Planned.Contains(word) => $"'{word}' is planned and not available yet",
            _ => $"'{word}' is not a method",
        };
        section.Fail("name", problem, $"Write one of {words}.");
        return MethodName.Unix; // The method with the most keys, so that no key is refused for want of a name.
    }

    internal static void RefuseForeignKeys(SectionReader section, MethodName name)
    {
        string word = Words.Of(name);
        section.AllowOnlyIf(
            name != MethodName.Supervised, $"{word} asks no teacher", "distill_weight", "temperature");
        section.AllowOnlyIf(
            name is MethodName.Random or MethodName.Unix, $"{word} keeps every sample of the batch", "keep");
        section.AllowOnlyIf(
            name == MethodName.Unix, $"{word} ranks and mixes no samples, only unix does",
            "uncertainty", "slope", "midpoint", "scoring_updates_statistics");
    }
}
