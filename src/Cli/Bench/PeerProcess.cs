using System.Diagnostics;
using System.Text.Json;
using Distillery.Shared;

namespace Distillery.Cli.Bench;

/// <summary>The same step in PyTorch, in a process that answers lines with JSON (bench/peers/step.py).</summary>
internal sealed class PeerProcess : IStepSide, IDisposable
{
    private const string Interpreter = "/usr/bin/python3"; // Debian's, the one that python3-torch belongs to.
    private const string ScriptPath = "bench/peers/step.py";

    private readonly Process _process;
    private readonly Task<string> _errors;

    private PeerProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync(); // Read all along: a full pipe would stop the peer.
    }

    /// <summary>What the peer says of its PyTorch, such as <c>1.13.1</c>.</summary>
    internal string Version { get; private set; } = "";

    internal long ParameterCount { get; private set; }

    /// <param name="script">The peer's program; null to look for it in the repository around this program.</param>
    /// <exception cref="UserErrorException">Python, PyTorch or the script is missing, or the peer did not
    /// start.</exception>
    internal static PeerProcess Start(BenchShape shape, string? script)
    {
        string path = script ?? FindScript();
        if (!File.Exists(path))
            throw new UserErrorException($"there is no peer {path}", $"Name it with --peer {ScriptPath}.");
        if (!File.Exists(Interpreter)) throw WithoutTorch($"there is no {Interpreter}");
        PeerProcess peer = new(Process.Start(StartInfo(shape, path))!);
        try
        {
            using JsonDocument ready = peer.ReadAnswer();
            peer.Version = ready.RootElement.GetProperty("torch").GetString()!;
            peer.ParameterCount = ready.RootElement.GetProperty("parameters").GetInt64();
            return peer;
        }
        catch
        {
            peer.Dispose();
            throw;
        }
    }

    public double Train(int steps) => Ask($"run {steps}");

    public double Forward(int steps) => Ask($"forward {steps}");

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static ProcessStartInfo StartInfo(BenchShape shape, string path)
    {
        ProcessStartInfo info = new(Interpreter)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] arguments =
        [
            path, "--architecture", shape.Architecture, "--batch", $"{shape.Batch}", "--threads", $"{shape.Threads}",
            "--channels", $"{shape.Channels}", "--classes", $"{shape.Classes}", "--height", $"{shape.Pixels}",
        ];
        foreach (string argument in arguments) info.ArgumentList.Add(argument);
        return info;
    }

    private static string FindScript()
    {
        List<string> folders = [Directory.GetCurrentDirectory()];
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            folders.Add(folder.FullName);
        return folders.Select(folder => Path.Combine(folder, ScriptPath)).FirstOrDefault(File.Exists) ?? ScriptPath;
    }

    private double Ask(string request)
    {
        _process.StandardInput.WriteLine(request);
        _process.StandardInput.Flush();
        using JsonDocument answer = ReadAnswer();
        if (answer.RootElement.TryGetProperty("seconds", out JsonElement seconds)) return seconds.GetDouble();
        throw new UserErrorException(
            $"the peer answered '{request}' with {answer.RootElement.GetRawText()}",
            $"Use this version's {ScriptPath}.");
    }

    private JsonDocument ReadAnswer()
    {
        if (_process.StandardOutput.ReadLine() is { } line) return JsonDocument.Parse(line);
        string errors = _errors.GetAwaiter().GetResult().Trim();
        if (errors.Contains("No module named 'torch'", StringComparison.Ordinal))
            throw WithoutTorch($"{Interpreter} has no PyTorch");
        throw new UserErrorException(
            $"the PyTorch peer ended: {errors.Split('\n')[^1]}", $"Try it by hand: {Interpreter} {ScriptPath} --help.");
    }

    private static UserErrorException WithoutTorch(string problem) => new(
        $"{problem}, which is what the step is compared with",
        "Install Debian's package python3-torch: apt-get install python3-torch.");
}
