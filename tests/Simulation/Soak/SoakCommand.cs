using Distillery.Simulation.Scenarios;
using Distillery.Simulation.Scenarios.Named;

namespace Distillery.Simulation.Soak;

/// <summary>What the program does for its arguments.</summary>
public sealed class SoakCommand(TextWriter output, TextWriter errors, TimeProvider time, CancellationToken stop)
{
    private const string Program = "dotnet run --project tests/Simulation -c Release --";

    /// <returns>The exit code, as in <see cref="SoakArguments.Usage"/>.</returns>
    public int Run(IReadOnlyList<string> args)
    {
        (SoakArguments? arguments, string? problem) = SoakArguments.Parse(args);
        if (arguments is null)
        {
            errors.WriteLine($"{problem}\n{SoakArguments.Usage}");
            return 2;
        }
        output.WriteLine(Revision.Text);
        return arguments.Mode switch
        {
            SoakMode.Scenarios => RunScenarios(arguments),
            SoakMode.Growth => ReportGrowth(arguments),
            _ when arguments.IsSingle => RunOne(arguments),
            _ => RunSeeds(arguments),
        };
    }

    private int RunSeeds(SoakArguments arguments)
    {
        output.WriteLine(arguments.Count == 0
            ? $"seeds from {arguments.First} on, until Ctrl-C" : $"seeds {arguments.First} to {arguments.First + arguments.Count - 1}");
        Soaker soaker = new(output, stop);
        soaker.Run(
            arguments.Count,
            number => Simulator.Run(Scenario.FromSeed(arguments.First + number), keptTraceLines: arguments.TraceLines),
            number => $"{Program} --seed {arguments.First + number}");
        return Conclude(soaker);
    }

    private int RunOne(SoakArguments arguments)
    {
        output.WriteLine($"seed {arguments.First}: {Scenario.FromSeed(arguments.First)}");
        return Conclude(Simulator.Run(
            Scenario.FromSeed(arguments.First), inTheEnd: world => output.WriteLine(world.Trace), keptTraceLines: arguments.TraceLines));
    }

    private int RunOne(NamedScenario scenario, SoakArguments arguments)
    {
        output.WriteLine($"{scenario.Name}, seed {arguments.First}");
        return Conclude(scenario.Run(arguments.First, arguments.TraceLines, world => output.WriteLine(world.Trace)));
    }

    private int RunScenarios(SoakArguments arguments)
    {
        NamedScenario[] scenarios = [.. NamedScenarios.All.Append(LargeCluster.ThousandNodes).Where(
            scenario => scenario.Name.Contains(arguments.Words, StringComparison.OrdinalIgnoreCase))];
        if (scenarios.Length == 0)
        {
            errors.WriteLine($"no named scenario has \"{arguments.Words}\" in its name; there are:");
            foreach (NamedScenario scenario in NamedScenarios.All) errors.WriteLine($"  {scenario.Name}");
            return 2;
        }
        if (scenarios.Length == 1 && arguments.Count == 1) return RunOne(scenarios[0], arguments);
        output.WriteLine($"{scenarios.Length} named scenarios, seeds {arguments.First} to {arguments.First + arguments.Count - 1}");
        Soaker soaker = new(output, stop);
        foreach (NamedScenario scenario in scenarios)
        {
            soaker.Run(
                arguments.Count, number => scenario.Run(arguments.First + number, arguments.TraceLines),
                number => $"{Program} --scenarios \"{scenario.Name}\" --first {arguments.First + number} --count 1");
        }
        return Conclude(soaker);
    }

    private int ReportGrowth(SoakArguments arguments)
    {
        new GrowthReport(output, time).Write(arguments.Sizes, stop);
        return stop.IsCancellationRequested ? 3 : 0;
    }

    private int Conclude(SimulationResult result)
    {
        output.WriteLine(result.Failure ?? $"all held: {result}");
        return result.Failure is null ? 0 : 1;
    }

    private int Conclude(Soaker soaker)
    {
        output.WriteLine(soaker.Summary());
        return soaker.HasFailures ? 1 : stop.IsCancellationRequested ? 3 : 0;
    }
}
