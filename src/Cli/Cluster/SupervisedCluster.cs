using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Distillery.Cli.Cluster.Host;
using Distillery.Cli.Runs;
using Distillery.Cli.Terminal;
using Distillery.GpuNode.Protocol;
using Distillery.Shared;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Cluster;

/// <summary>A run whose coordinator has a process of its own, too: this one only starts the others, and starts them
/// again.</summary>
/// <param name="http">Null when the coordinator does not answer over HTTP.</param>
internal sealed class SupervisedCluster(
    ClusterRequest request, HttpRequest? http, bool isJson, CliContext context) : IRunCluster
{
    public RunSummary Train(MethodRun run, CancellationToken stop)
    {
        string configPath = Path.Combine(Path.GetTempPath(), $"{NodeNames.Create()}.yaml");
        File.WriteAllText(configPath, run.Config.ToYaml());
        try
        {
            return TrainAsync(run, configPath, stop).GetAwaiter().GetResult();
        }
        finally
        {
            File.Delete(configPath);
        }
    }

    private async Task<RunSummary> TrainAsync(MethodRun run, string configPath, CancellationToken stop)
    {
        string address = $"127.0.0.1:{FreePort().ToString(CultureInfo.InvariantCulture)}";
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        CoordinatorProcess coordinator = new(ArgumentsFor(run, configPath, address), request.Restarts, Tell, context.Time);
        Task<int> ended = coordinator.RunAsync(ending.Token);
        await using NodeProcesses nodes = NodeProcesses.Start(request, address, Tell, context.Time);
        await Task.WhenAny(ended, nodes.Failed);
        NodeExit? failure = ended.IsCompleted ? null : await nodes.Failed;
        if (failure is not null) await ending.CancelAsync();
        int code = await ended;
        if (failure is not null) throw RunFailures.Of(failure);
        return code switch
        {
            ExitCodes.Done or ExitCodes.Interrupted => ReadSummary(run),
            ExitCodes.RequestIsWrong => throw new UserErrorException(coordinator.LastWords.Problem, coordinator.LastWords.NextStep),
            ExitCodes.Failed => throw new RunFailedException(coordinator.LastWords.Problem, coordinator.LastWords.NextStep),
            _ => throw new RunFailedException(
                $"the coordinator's process has ended with exit code {code}", "Run the same command again to go on."),
        };
    }

    private static RunSummary ReadSummary(MethodRun run)
    {
        using RunFolder folder = RunFolder.OpenForReading(run.FolderPath);
        return RunSummary.Read(folder.SummaryPath);
    }

    private List<string> ArgumentsFor(MethodRun run, string configPath, string address)
    {
        List<string> arguments =
        [
            "coordinator", configPath, "--run-dir", run.FolderPath, "--listen", address, "--supervised",
            "--set", $"cluster.nodes={request.NodeCount.ToString(CultureInfo.InvariantCulture)}",
        ];
        if (isJson) arguments.Add("--json");
        if (http is not null) arguments.AddRange(http.ToArguments());
        if (request.RecordSamples) arguments.Add("--record-samples");
        return arguments;
    }

    // The coordinator has the same port whenever it is started again, so that the nodes find it.
    private static int FreePort()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private void Tell(string text) => context.Error.WriteLine(text);
}
