using System.Diagnostics;
using System.Globalization;
using Distillery.Chaos.Runs;
using Distillery.Chaos.Runs.Host;

// The soak on real processes: dotnet run --project tests/Chaos -c Release -- [FIRST-SEED] [COUNT] [NODES] [STEPS] [FAULTS] [TEACHERS] [DATA-NODES]
long Argument(int index, long otherwise) => args.Length > index ? long.Parse(args[index], CultureInfo.InvariantCulture) : otherwise;
long first = Argument(0, 1), count = Argument(1, 10), nodes = Argument(2, 3), steps = Argument(3, 300), faults = Argument(4, 6), teachers = Argument(5, 0), data = Argument(6, 0);
string revision = FileVersionInfo.GetVersionInfo(typeof(ChaosRun).Assembly.Location).ProductVersion!;
Console.WriteLine($"seeds {first} to {first + count - 1}, {nodes} nodes, {teachers} teachers, {data} data nodes, {steps} steps, {faults} faults a run, revision {revision}");
string folder = Directory.CreateTempSubdirectory("chaos-").FullName;
ChaosOptions options = new("examples/smoke.yaml", folder, (int)nodes, steps, (int)faults, "nodes") 
{
    TeacherNodes = (int)teachers, DataNodes = (int)data,
};
string reference = Path.Combine(folder, "reference");
Console.WriteLine($"undisturbed: {ChaosRun.Reference(options, reference)}");
int failures = 0;
for (long seed = first; seed < first + count; seed++)
{
    ChaosResult result = ChaosRun.Execute(options with { Averaging = seed % 4 == 0 ? "coordinator" : "nodes" }, seed, reference);
    Console.WriteLine($"seed {seed}: {result.Summary}");
    if (result.Problem is null) continue;
    failures++;
    foreach (string line in result.Log) Console.WriteLine($"    {line}");
}
if (failures == 0) Directory.Delete(folder, recursive: true);
else Console.WriteLine($"the run folders are in {folder}");
Console.WriteLine($"{count} runs, {failures} failed");
return failures == 0 ? 0 : 1;
