namespace Distillery.Cli.Remote;

/// <summary>No coordinator answers at an address: none was ever there, or it has gone.</summary>
internal sealed class UnreachableException(Uri address, string reason, Exception inner)
    : Exception($"no coordinator answers at {address.Authority}: {reason}", inner)
{
    /// <summary>Nothing listens there, or the connection broke; otherwise something is there and too slow.</summary>
    internal bool IsGone => InnerException is HttpRequestException;

    /// <summary>What to do next, as a full sentence.</summary>
    internal const string NextStep =
        "Check that it runs, and that this is the address that it has printed for HTTP.";
}
