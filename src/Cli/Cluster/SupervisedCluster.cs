using System.Globalization;
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
    // The same for all methods, and whenever the coordinator is started again.
    private readonly HttpRequest? _http = http?.WithPort();

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
        string address = $"127.0.0.1:{FreePort.Find().ToString(CultureInfo.InvariantCulture)}"; // Where nodes find it again.
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
        if (_http is not null) arguments.AddRange(_http.ToArguments());
        if (request.RecordSamples) arguments.Add("--record-samples");
        return arguments;
    }

    private void Tell(string text) => context.Error.WriteLine(text);
}
