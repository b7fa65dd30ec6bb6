using System.Text.RegularExpressions;
using Distillery.Shared.Configuration.Reading;

namespace Distillery.Shared.Configuration;

/// <summary>Gives every method of a run a folder name of its own.</summary>
internal static partial class MethodLabels
{
    /// <summary>The methods with their labels: the stated one, else the method's name, with what it keeps if the name
    /// occurs several times.</summary>
    internal static ValueList<MethodConfig> Assign(
        IReadOnlyList<MethodConfig> methods, IReadOnlyList<SectionReader> sections)
    {
        List<MethodConfig> labelled = [];
        for (int i = 0; i < methods.Count; i++)
        {
            MethodConfig method = methods[i] with { Label = LabelOf(methods[i], methods) };
            Check(method, labelled, sections[i]);
            labelled.Add(method);
        }
        return new ValueList<MethodConfig>(labelled);
    }

    private static string LabelOf(MethodConfig method, IReadOnlyList<MethodConfig> all)
    {
        if (method.Label.Length > 0) return method.Label;
        string name = Words.Of(method.Name);
        bool isAlone = all.Count(other => other.Name == method.Name) == 1;
        return isAlone ? name : $"{name}-{Words.Of(method.Keep)}";
    }

    private static void Check(MethodConfig method, List<MethodConfig> earlier, SectionReader section)
    {
        if (!FolderName().IsMatch(method.Label))
            section.Fail(
                "label", $"'{method.Label}' cannot name a folder",
                "Write up to 64 letters, digits, '-', '_' or '.', beginning with a letter or digit.");
        if (earlier.Exists(other => string.Equals(other.Label, method.Label, StringComparison.OrdinalIgnoreCase)))
            section.Fail(
                "label", $"an earlier method is stored as '{method.Label}' already",
                "Give the method a label of its own, such as 'label: unix-margin'.");
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex FolderName();
}
