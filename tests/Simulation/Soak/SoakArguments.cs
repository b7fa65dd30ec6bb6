using System.Globalization;

namespace Distillery.Simulation.Soak;

/// <summary>The command line of a soak.</summary>
/// <param name="Count">How many seeds; 0 for as many as there are until Ctrl-C.</param>
/// <param name="TraceLines">Of a failed run; of a single seed also when all holds.</param>
/// <param name="Words">Part of the names of the wanted scenarios; empty for all.</param>
/// <param name="Sizes">Numbers of nodes whose growth is wanted.</param>
public sealed record SoakArguments(
    SoakMode Mode, ulong First, ulong Count, int TraceLines, string Words, IReadOnlyList<int> Sizes)
{
    public const string Usage = """
        usage:
          soak [--first SEED] [--count N] [--trace LINES]     N seeds from SEED on (1,000 from 1; 0: until Ctrl-C)
          soak --seed SEED [--trace LINES]                    one seed, and its trace
          soak --scenarios [WORDS] [--first SEED] [--count N] named scenarios, or those with WORDS in their names, with N seeds each (100)
          soak --growth [NODES,NODES,...]                     messages and time by the number of nodes (10,30,100,300,1000)
        exit codes: 0 all held; 1 something did not; 2 wrong arguments; 3 interrupted, and all held until then
        """;

    private const ulong UsualSeeds = 1_000;
    private const ulong UsualSeedsOfScenario = 100;
    private const int UsualTraceLines = 200;
    private static readonly int[] UsualSizes = [10, 30, 100, 300, 1_000];

    /// <summary>Whether one run alone is asked for: then its trace is wanted.</summary>
    public bool IsSingle => Mode == SoakMode.Seeds && Count == 1;

    /// <returns>What is asked for, or what is wrong.</returns>
    public static (SoakArguments? Arguments, string? Problem) Parse(IReadOnlyList<string> args)
    {
        SoakArguments wanted = new(SoakMode.Seeds, 1, UsualSeeds, UsualTraceLines, "", UsualSizes);
        bool hasCount = false;
        for (int i = 0; i < args.Count; i++)
        {
            string name = args[i];
            string? value = i + 1 < args.Count && !args[i + 1].StartsWith("--", StringComparison.Ordinal) ? args[i + 1] : null;
            if (value is not null) i++;
            (SoakArguments? next, string? problem) = wanted.With(name, value);
            if (next is null) return (null, problem);
            wanted = next;
            hasCount |= name is "--count" or "--seed";
        }
        if (wanted.Mode == SoakMode.Scenarios && !hasCount) wanted = wanted with { Count = UsualSeedsOfScenario };
        if (wanted is { Mode: SoakMode.Scenarios, Count: 0 }) return (null, "--scenarios needs a --count above 0");
        return (wanted, null);
    }

    private (SoakArguments? Arguments, string? Problem) With(string name, string? value) => name switch
    {
        "--seed" => ulong.TryParse(value, Digits, null, out ulong seed)
            ? (this with { First = seed, Count = 1 }, null) : Wrong(name, value, "a seed, from 0"),
        "--first" => ulong.TryParse(value, Digits, null, out ulong first)
            ? (this with { First = first }, null) : Wrong(name, value, "a seed, from 0"),
        "--count" => ulong.TryParse(value, Digits, null, out ulong count) && count <= long.MaxValue
            ? (this with { Count = count }, null) : Wrong(name, value, "a number of seeds, from 0"),
        "--trace" => int.TryParse(value, Digits, null, out int lines)
            ? (this with { TraceLines = lines }, null) : Wrong(name, value, "a number of lines, from 0"),
        "--scenarios" => (this with { Mode = SoakMode.Scenarios, Words = value ?? "" }, null),
        "--growth" => ParseSizes(value) is { } sizes
            ? (this with { Mode = SoakMode.Growth, Sizes = sizes }, null) : Wrong(name, value, "numbers of nodes, from 2 to 4096"),
        _ => (null, $"{name} is unknown"),
    };

    private static int[]? ParseSizes(string? text)
    {
        if (text is null) return UsualSizes;
        int[] sizes = [.. text.Split(',').Select(part => int.TryParse(part, Digits, null, out int size) ? size : 0)];
        return sizes.All(size => size is >= 2 and <= 4096) ? sizes : null;
    }

    private static (SoakArguments? Arguments, string? Problem) Wrong(string name, string? value, string wanted) =>
        (null, value is null ? $"{name} needs {wanted}" : $"{name} needs {wanted}, and has {value}");

    private const NumberStyles Digits = NumberStyles.None;
}
