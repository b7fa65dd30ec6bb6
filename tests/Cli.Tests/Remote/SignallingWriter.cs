namespace Distillery.Cli.Tests.Remote;

/// <summary>Lets a test wait until a line with a certain text is written.</summary>
internal sealed class SignallingWriter(string text) : StringWriter
{
    private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task Written => _written.Task;

    /// <summary>Gets the same lines.</summary>
    internal TextWriter? Next { get; set; }

    public override void WriteLine(string? value)
    {
        base.WriteLine(value);
        Next?.WriteLine(value);
        if (value?.Contains(text, StringComparison.Ordinal) == true) _written.TrySetResult();
    }
}
