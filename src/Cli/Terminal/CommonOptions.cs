using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Distillery.GpuNode.Tensors;
using Distillery.Shared;

namespace Distillery.Cli.Terminal;

/// <summary>Options that several commands have, each with one meaning.</summary>
internal static class CommonOptions
{
    internal const string VerboseName = "--verbose";
    private const string DeviceName = "--device";

    internal static Option<bool> Verbose() => new(VerboseName)
    {
        Description = "Show the effective configuration, and where an unexpected error happened.",
        Recursive = true,
    };

    internal static Argument<string> Config() => new("CONFIG")
    {
        Description = "The configuration, a YAML file; docs/configuration.md describes every key.",
        Validators = { ParseErrors.RefuseOptions },
    };

    internal static Option<string[]> Set() => new("--set")
    {
        Description = "Changes one key for this time, such as train.epochs=1. May be repeated.",
        HelpName = "key=value",
        DefaultValueFactory = _ => [],
    };

    internal static Option<bool> Json() => new("--json")
    {
        Description = "Write one JSON object a line to standard output, and nothing else there.",
    };

    /// <summary>A whole number of 1 or more.</summary>
    internal static Option<int> Number(string name, string description, int value, int maximum = int.MaxValue) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => value,
        CustomParser = result => ParseNumber(result, name, maximum),
    };

    /// <param name="script">The peer of the repository.</param>
    internal static Option<string?> Peer(string script) => new("--peer")
    {
        Description = $"The peer's program; without it {script} of the repository.",
        HelpName = "PATH",
    };

    internal static Option<bool> PeerChannelsLast() => new("--channels-last")
    {
        Description = "The peer's network and images in PyTorch's channels-last order; without it in its usual one.",
    };

    /// <summary>One device.</summary>
    internal static Option<string> Device() => new(DeviceName)
    {
        Description = "Where to compute: cpu or cuda:K.",
        HelpName = "cpu|cuda:K",
        DefaultValueFactory = _ => ComputeDevice.Host.Name,
    };

    /// <summary>One device or several.</summary>
    internal static Option<string> Devices() => new(DeviceName)
    {
        Description = "Where to compute: cpu, cuda:K, several such as cuda:0,cuda:1, or cuda:all; cpu:0,cpu:1 stand in for two. "
            + "The result does not depend on how many they are.",
        HelpName = "cpu|cuda:K,…|cuda:all",
        DefaultValueFactory = _ => ComputeDevice.Host.Name,
    };

    internal static Option<bool> RecordSamples() => new("--record-samples")
    {
        Description = "Write samples.jsonl: which samples each step saw and kept.",
    };

    internal static Option<bool> Insecure() => new("--insecure")
    {
        Description = "Listen beyond this machine without TLS: whoever reaches the port can stop or change the run.",
    };

    /// <summary>Given by a process that starts this one, and ends it by ending its standard input.</summary>
    internal static Option<bool> Supervised() => new("--supervised") { Hidden = true };

    private static int ParseNumber(ArgumentResult result, string name, int maximum)
    {
        string text = result.Tokens[^1].Value;
        bool isNumber = int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number);
        if (isNumber && number >= 1 && number <= maximum) return number;
        string range = maximum == int.MaxValue ? "1 or more" : $"1 to {maximum}";
        result.AddError($"{name} {text} is out of range; it is a whole number, {range}");
        return default;
    }

    /// <exception cref="UserErrorException">A device is unknown, missing or named twice, or they are of several kinds.</exception>
    internal static IReadOnlyList<ComputeDevice> ParseDevices(string text) =>
        DeviceList.Parse(text, () => TorchRuntime.HasCuda ? TorchRuntime.CudaDeviceCount : null);

    /// <exception cref="UserErrorException">The text is no device, or there is no such, or there are several.</exception>
    internal static Device ParseDevice(string text)
    {
        IReadOnlyList<ComputeDevice> devices = ParseDevices(text);
        return devices.Count == 1 ? devices[0].Torch : throw new UserErrorException(
            $"{DeviceName} {text}: this command computes on one device", $"Write {DeviceName} {devices[0]}.");
    }
}
