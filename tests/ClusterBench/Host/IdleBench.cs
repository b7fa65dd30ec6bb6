using System.Diagnostics;

namespace Distillery.ClusterBench.Host;

/// <summary>What a member costs while nothing happens.</summary>
internal static class IdleBench
{
    // The runtime compiles what is hot a second time, which takes a busy machine half a minute.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(45);

    internal static async Task RunAsync(int members, TimeSpan time)
    {
        await using Engines engines = await Engines.FormAsync(members);
        await Wait.For(WarmUp);
        using Process self = Process.GetCurrentProcess();
        (TimeSpan processor, long allocated, long began) = (self.TotalProcessorTime, GC.GetTotalAllocatedBytes(), Stopwatch.GetTimestamp());
        await Wait.For(time);
        self.Refresh();
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        double share = (self.TotalProcessorTime - processor).TotalSeconds / seconds / members;
        double kilobytes = (GC.GetTotalAllocatedBytes() - allocated) / 1024.0 / seconds / members;
        Console.WriteLine($"{members} members: {share:P2} of a core each, {kilobytes:F0} KiB/s allocated each");
    }
}
