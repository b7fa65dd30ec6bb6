using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Losses;

/// <summary>What a step minimises, as scalars in Float32 on the device.</summary>
/// <param name="Total">The sum of the terms that there are.</param>
/// <param name="Label">label_weight · cross-entropy; null where it is not computed.</param>
/// <param name="Distill">distill_weight · T² · KL(teacher ‖ student); null where it is not computed.</param>
public sealed record LossTerms(Tensor Total, Tensor? Label, Tensor? Distill)
{
    /// <summary>Waits for the device, once: the parts come with the total.</summary>
    public LossValues Read()
    {
        if (Label is null || Distill is null)
        {
            double only = Total.item<float>();
            return new LossValues(only, Label is null ? double.NaN : only, Distill is null ? double.NaN : only);
        }
        return Total.device_type == DeviceType.CPU
            ? new LossValues(Total.item<float>(), Label.item<float>(), Distill.item<float>()) // Nothing to wait for.
            : ReadTogether(Total, Label, Distill);
    }

    /// <summary>In one copy: putting them together costs less than two more waits.</summary>
    internal static LossValues ReadTogether(Tensor total, Tensor label, Tensor distill)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable guard = no_grad();
        float[] values = stack([total, label, distill], 0).ToArray<float>();
        return new LossValues(values[0], values[1], values[2]);
    }
}
