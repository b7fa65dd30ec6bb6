using System.Diagnostics;
using System.Text.Json;
using Distillery.Shared;

namespace Distillery.Cli.Bench;

/// <summary>A program that takes part in a benchmark as a process of its own. It answers each line of input with a line of
/// JSON, and says one when it is ready.</summary>
internal sealed class LineProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly Func<string, UserErrorException> _ended;

    /// <param name="ended">What to say when it ends by itself, from what it wrote to standard error.</param>
    internal LineProcess(ProcessStartInfo info, Func<string, UserErrorException> ended)
    {
        info.RedirectStandardInput = true;
        info.RedirectStandardOutput = true;
        info.RedirectStandardError = true;
        _process = Process.Start(info)!;
        _errors = _process.StandardError.ReadToEndAsync(); // Read all along: a full pipe would stop the process.
        _ended = ended;
    }

    internal void Tell(string request)
    {
        try
        {
            _process.StandardInput.WriteLine(request);
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            throw _ended(_errors.GetAwaiter().GetResult().Trim());
        }
    }

    /// <summary>The next line.</summary>
    /// <exception cref="UserErrorException">The process has ended.</exception>
    internal JsonElement ReadAnswer()
    {
        if (_process.StandardOutput.ReadLine() is not { } line) throw _ended(_errors.GetAwaiter().GetResult().Trim());
        using JsonDocument document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }

    /// <summary>Tells and reads: the answer must be a time.</summary>
    /// <exception cref="UserErrorException">It is none, or the process has ended.</exception>
    internal double AskSeconds(string request)
    {
        Tell(request);
        return ReadSeconds(request);
    }

    /// <inheritdoc cref="AskSeconds"/>
    internal double ReadSeconds(string request)
    {
        JsonElement answer = ReadAnswer();
        if (answer.TryGetProperty("seconds", out JsonElement seconds)) return seconds.GetDouble();
        throw new UserErrorException(
            $"a program answered '{request}' with {answer.GetRawText()}", "Use the peers in bench/peers of this version.");
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }
}
