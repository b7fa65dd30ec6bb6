namespace Distillery.Shared.Configuration;

/// <summary>The number format of activations and gradients in the forward and backward pass.</summary>
public enum Precision
{
    Float32,

    /// <summary>Autocast to bfloat16; the parameters themselves stay float32.</summary>
    Bfloat16,
}
