namespace Distillery.Cli.Tests;

/// <summary>Asks to stop as soon as a certain line is written.</summary>
internal sealed class StoppingWriter(Predicate<string> isTime) : StringWriter
{
    private readonly CancellationTokenSource _stop = new();

    internal CancellationToken Stop => _stop.Token;

    public override void WriteLine(string? value)
    {
        base.WriteLine(value);
        if (value is not null && isTime(value)) _stop.Cancel();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _stop.Dispose();
        base.Dispose(disposing);
    }
}
