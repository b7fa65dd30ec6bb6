using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Distillery.Torch;

namespace Distillery.GpuNode.Tests;

/// <summary>Sets libtorch up once, before the first test.</summary>
internal static class TorchSetup
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "No test may run before it, whichever comes first.")]
    internal static void Initialize() => TorchRuntime.Initialize(deterministic: true);
}
