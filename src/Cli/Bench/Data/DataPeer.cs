using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Distillery.Shared;

namespace Distillery.Cli.Bench.Data;

/// <summary>torchvision with Pillow on the same shards, in processes of its own (bench/peers/data.py).</summary>
internal sealed class DataPeer : IDataSide
{
    private const string Interpreter = "/usr/bin/python3"; // Debian's, the one that python3-torchvision belongs to.
    internal const string ScriptPath = "bench/peers/data.py";

    private readonly Process _process;
    private readonly Task<string> _errors;

    private DataPeer(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync(); // Read all along: a full pipe would stop the peer.
    }

    /// <summary>What the peer says of its torchvision and Pillow.</summary>
    internal string Version { get; private set; } = "";

    /// <param name="script">The peer's program; null to look for it in the repository around this program.</param>
    /// <exception cref="UserErrorException">Python, torchvision or the script is missing, or the peer did not
    /// start.</exception>
    internal static DataPeer Start(IReadOnlyList<string> shards, int size, int workers, string? script)
    {
        string path = script ?? FindScript();
        if (!File.Exists(path)) throw new UserErrorException($"there is no peer {path}", $"Name it with --peer {ScriptPath}.");
        if (!File.Exists(Interpreter)) throw WithoutTorchvision($"there is no {Interpreter}");
        ProcessStartInfo info = new(Interpreter)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        string[] arguments =
        [
            "-B", path, "--size", size.ToString(CultureInfo.InvariantCulture), "--workers",
            workers.ToString(CultureInfo.InvariantCulture), .. shards,
        ];
        foreach (string argument in arguments) info.ArgumentList.Add(argument);
        DataPeer peer = new(Process.Start(info)!);
        try
        {
            using JsonDocument ready = peer.ReadAnswer();
            peer.Version = ready.RootElement.GetProperty("version").GetString()!;
            return peer;
        }
        catch
        {
            peer.Dispose();
            throw;
        }
    }

    public double Prepare(int images)
    {
        _process.StandardInput.WriteLine(images);
        _process.StandardInput.Flush();
        using JsonDocument answer = ReadAnswer();
        return answer.RootElement.GetProperty("seconds").GetDouble();
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private static string FindScript()
    {
        List<string> folders = [Directory.GetCurrentDirectory()];
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            folders.Add(folder.FullName);
        return folders.Select(folder => Path.Combine(folder, ScriptPath)).FirstOrDefault(File.Exists) ?? ScriptPath;
    }

    private JsonDocument ReadAnswer()
    {
        if (_process.StandardOutput.ReadLine() is { } line) return JsonDocument.Parse(line);
        string errors = _errors.GetAwaiter().GetResult().Trim();
        if (errors.Contains("No module named", StringComparison.Ordinal)) throw WithoutTorchvision($"{Interpreter} has no torchvision");
        throw new UserErrorException(
            $"the peer ended: {errors.Split('\n')[^1]}", $"Try it by hand: {Interpreter} {ScriptPath} --help.");
    }

    private static UserErrorException WithoutTorchvision(string problem) => new(
        $"{problem}, which is what the data path is compared with",
        "Install Debian's packages: apt-get install python3-torchvision python3-pil.");
}
