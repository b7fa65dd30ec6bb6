using System.Diagnostics;
using Distillery.Simulation.Scenarios;

// The soak: dotnet run --project tests/Simulation -c Release -- [FIRST-SEED] [COUNT] [TRACE-LINES]
ulong first = args.Length > 0 ? ulong.Parse(args[0]) : 1;
ulong count = args.Length > 1 ? ulong.Parse(args[1]) : 1_000;
int lines = args.Length > 2 ? int.Parse(args[2]) : 200;
Console.WriteLine($"seeds {first} to {first + count - 1}, {FileVersionInfo.GetVersionInfo(typeof(Simulator).Assembly.Location).ProductVersion}");
int failures = 0;
long messages = 0, repeated = 0;
Parallel.For(0L, (long)count, i =>
{
    SimulationResult result = Simulator.Run(Scenario.FromSeed(first + (ulong)i), _ => { }, lines);
    Interlocked.Add(ref messages, result.Messages);
    Interlocked.Add(ref repeated, result.RepeatedSteps);
    if (result.Failure is null) return;
    Interlocked.Increment(ref failures);
    Console.WriteLine($"seed {result.Seed}: {result.Failure}\n");
});
Console.WriteLine($"{count} runs, {failures} failed, {messages} messages, {repeated} repeated steps");
return failures == 0 ? 0 : 1;
