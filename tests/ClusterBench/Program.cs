using System.Globalization;
using Distillery.ClusterBench.Host;

// How the cluster's engine performs, on several members in this one process:
//   dotnet run --project tests/ClusterBench -c Release -- idle MEMBERS [SECONDS]      processor time while nothing happens
//   dotnet run --project tests/ClusterBench -c Release -- loss MEMBERS [TRIALS]       a member dies: told, and removed everywhere
//   dotnet run --project tests/ClusterBench -c Release -- leader [TRIALS]             the leader dies: the standby answers
//   dotnet run --project tests/ClusterBench -c Release -- start [TRIALS]              until the actors run, alone and as a founder
int Argument(int index, int otherwise) => args.Length > index ? int.Parse(args[index], CultureInfo.InvariantCulture) : otherwise;
switch (args.FirstOrDefault())
{
    case "idle": await IdleBench.RunAsync(Argument(1, 1), TimeSpan.FromSeconds(Argument(2, 20))); return 0;
    case "loss": await LossBench.RunAsync(Argument(1, 3), Argument(2, 20)); return 0;
    case "leader": await LeaderBench.RunAsync(Argument(1, 20)); return 0;
    case "start": await StartBench.RunAsync(Argument(1, 10)); return 0;
    default: Console.Error.WriteLine("idle MEMBERS [SECONDS] | loss MEMBERS [TRIALS] | leader [TRIALS] | start [TRIALS]"); return 2;
}
