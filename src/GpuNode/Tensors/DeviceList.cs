using Distillery.Shared;

namespace Distillery.GpuNode.Tensors;

/// <summary>The devices of a node, as <c>--device</c> names them.</summary>
public static class DeviceList
{
    private const string AllOfCuda = "cuda:all";
    private const string NextStep = "Write --device cpu, or leave it out.";

    /// <param name="text">Names as <see cref="Devices.Parse"/> takes them, between commas; <c>cuda:all</c> stands for all that there are.</param>
    /// <param name="countCuda">How many of NVIDIA's devices there are; null in a build for the processor alone. Called where one is named.</param>
    /// <returns>One or more, of one kind, none of them twice.</returns>
    /// <exception cref="UserErrorException">A device is unknown, missing or named twice, or they are of several kinds.</exception>
    public static IReadOnlyList<ComputeDevice> Parse(string text, Func<int?> countCuda)
    {
        List<ComputeDevice> devices = [];
        foreach (string name in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (name == AllOfCuda) devices.AddRange(All(countCuda()));
            else devices.Add(ParseOne(name));
        }
        RequireDistinct(devices);
        RequireOneKind(devices);
        if (devices[0].Torch.type == DeviceType.CUDA) RequirePresent(devices, countCuda());
        return devices;
    }

    private static IEnumerable<ComputeDevice> All(int? count) => count is > 0
        ? Enumerable.Range(0, count.Value).Select(Devices.OfCuda)
        : throw new UserErrorException($"--device: {AllOfCuda} names no device: {Found(count)}", NextStep);

    private static ComputeDevice ParseOne(string name)
    {
        try
        {
            return Devices.Parse(name);
        }
        catch (FormatException error)
        {
            throw new UserErrorException($"--device: {error.Message}", NextStep, error);
        }
    }

    private static void RequireDistinct(List<ComputeDevice> devices)
    {
        string? twice = devices.GroupBy(device => device.Name).FirstOrDefault(group => group.Count() > 1)?.Key;
        if (twice is not null) throw new UserErrorException($"--device: {twice} is named twice", "Name each device once.");
    }

    private static void RequireOneKind(List<ComputeDevice> devices)
    {
        ComputeDevice? other = devices.Find(device => device.Torch.type != devices[0].Torch.type);
        if (other is not null)
        {
            throw new UserErrorException(
                $"--device: {devices[0]} and {other} are of two kinds, and what they compute has other bits",
                "Name devices of one kind.");
        }
        if (devices.Count > 1 && !devices.TrueForAll(device => device.HasOwnMemory))
        {
            throw new UserErrorException(
                "--device: cpu is the whole processor, beside which there is no other device", "Write cpu alone, or stand-ins alone: cpu:0,cpu:1.");
        }
    }

    private static void RequirePresent(List<ComputeDevice> devices, int? count)
    {
        ComputeDevice? missing = devices.Find(device => device.Torch.index >= (count ?? 0));
        if (missing is null) return;
        throw new UserErrorException(
            $"--device: there is no {missing}: {Found(count)}",
            count > 0 ? $"Write {AllOfCuda} for those that there are." : NextStep);
    }

    private static string Found(int? count) =>
        count is null ? "this build of Distillery is for the processor alone" : $"libtorch sees {count} CUDA devices";
}
