using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Tests;

/// <summary>Sets libtorch up once, before the first test: deterministic, and with one thread. New threads take the number that was set
/// last, so that tests side by side have the same.</summary>
internal static class TorchSetup
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "No test may run before it, whichever comes first.")]
    internal static void Initialize()
    {
        TorchRuntime.Initialize(deterministic: true);
        TorchRuntime.Threads = 1;
    }
}
