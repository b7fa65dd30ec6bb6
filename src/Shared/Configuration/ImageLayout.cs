namespace Distillery.Shared.Configuration;

/// <summary>The order of dimensions in which a network takes images.</summary>
public enum ImageLayout
{
    /// <summary>What the file says; channels first where it fits both.</summary>
    Auto,

    /// <summary>[batch, channels, height, width], as PyTorch has it.</summary>
    Nchw,

    /// <summary>[batch, height, width, channels], as TensorFlow has it.</summary>
    Nhwc,
}
