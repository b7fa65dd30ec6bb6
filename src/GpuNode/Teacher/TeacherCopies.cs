using Distillery.GpuNode.Tensors;
using Distillery.Shared;

namespace Distillery.GpuNode.Teacher;

/// <summary>One teacher, loaded on each of several devices of a kind. The copy that is where the images are answers; stand-ins are all where
/// the processor is, and of them the one with the least to do. An answer is a function of the images, so it does not show which.</summary>
public sealed class TeacherCopies : ITeacher
{
    private readonly Copy[] _copies;
    private readonly Lock _gate = new();

    private TeacherCopies(Copy[] copies) => _copies = copies;

    public long? MacsPerImage => _copies[0].Teacher.MacsPerImage;

    /// <summary>A teacher for these devices.</summary>
    /// <param name="devices">One or more, of one kind.</param>
    /// <param name="load">Loads it on one of them.</param>
    public static ITeacher Load(IReadOnlyList<ComputeDevice> devices, Func<Device, ITeacher> load)
    {
        if (devices.Count == 1) return load(devices[0].Torch);
        List<Copy> copies = [];
        try
        {
            foreach (ComputeDevice device in devices) copies.Add(new Copy(device.Torch, load(device.Torch)));
            return new TeacherCopies([.. copies]);
        }
        catch
        {
            foreach (Copy copy in copies) copy.Teacher.Dispose();
            throw;
        }
    }

    public Tensor Answer(Tensor images)
    {
        Copy copy = Enter(images.device);
        try
        {
            return copy.Teacher.Answer(images);
        }
        finally
        {
            Leave(copy);
        }
    }

    public void Dispose()
    {
        foreach (Copy copy in _copies) copy.Teacher.Dispose();
    }

    private Copy Enter(Device device)
    {
        lock (_gate)
        {
            Copy? copy = _copies.Where(copy => copy.IsOn(device)).MinBy(copy => copy.Asked);
            Invariant.That(copy is not null, $"a teacher is asked about images on {device}, where it has no copy");
            copy.Asked++;
            return copy;
        }
    }

    private void Leave(Copy copy)
    {
        lock (_gate) copy.Asked--;
    }

    private sealed class Copy(Device device, ITeacher teacher)
    {
        internal ITeacher Teacher { get; } = teacher;

        /// <summary>Questions that it is answering.</summary>
        internal int Asked { get; set; }

        internal bool IsOn(Device other) =>
            device.type == other.type && (device.type == DeviceType.CPU || device.index == other.index);
    }
}
