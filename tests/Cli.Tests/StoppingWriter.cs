namespace Distillery.Cli.Tests;

/// <summary>Asks to stop as soon as a line with a certain text is written, and so always at the same place of a
/// run.</summary>
internal sealed class StoppingWriter(string text) : StringWriter
{
    private readonly CancellationTokenSource _stop = new();

    internal CancellationToken Stop => _stop.Token;

    public override void WriteLine(string? value)
    {
        base.WriteLine(value);
        if (value?.Contains(text, StringComparison.Ordinal) == true) _stop.Cancel();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _stop.Dispose();
        base.Dispose(disposing);
    }
}
