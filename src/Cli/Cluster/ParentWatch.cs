namespace Distillery.Cli.Cluster;

/// <summary>Tells a process that another one has started when that one is gone: its standard input ends then.</summary>
internal static class ParentWatch
{
    /// <param name="gone">Called once, on a thread of its own.</param>
    internal static void Start(Action gone)
    {
        Thread thread = new(() =>
        {
            using Stream input = Console.OpenStandardInput();
            Span<byte> ignored = stackalloc byte[64];
            while (input.Read(ignored) > 0)
            {
                // Nothing is said this way.
            }
            gone();
        })
        { IsBackground = true, Name = "parent watch" };
        thread.Start();
    }
}
