using System.Diagnostics;
using Distillery.Simulation.Scenarios;

// The soak: dotnet run --project tests/Simulation -c Release -- [FIRST-SEED] [COUNT] [TRACE-LINES]
ulong first = args.Length > 0 ? ulong.Parse(args[0]) : (ulong)Random.Shared.NextInt64();
ulong count = args.Length > 1 ? ulong.Parse(args[1]) : 1;
int lines = args.Length > 2 ? int.Parse(args[2]) : 200;
Console.WriteLine($"seeds {first} to {first + count - 1}, {typeof(Simulator).Assembly.GetName().Version}");
Stopwatch clock = Stopwatch.StartNew();
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
Console.WriteLine($"{count} runs, {failures} failed, {messages} messages, {repeated} repeated steps, {clock.Elapsed.TotalSeconds:0.0} s");
return failures == 0 ? 0 : 1;
