namespace Distillery.GpuNode.Data;

/// <summary>A batch in host memory that is filled again and again; who holds it owns its content.</summary>
/// <param name="shape">The shape of one prepared image.</param>
/// <param name="capacity">The most images that the batch can hold.</param>
/// <param name="normalization">What the networks make of the bytes.</param>
public sealed class HostBatch(ImageShape shape, int capacity, Normalization normalization)
{
    /// <summary>The shape of one prepared image.</summary>
    public ImageShape Shape { get; } = shape;

    /// <summary>The most images that the batch can hold.</summary>
    public int Capacity { get; } = capacity;

    /// <summary>The prepared images, capacity x channels x height x width; the first <see cref="Count"/> are
    /// valid.</summary>
    public byte[] Pixels { get; } = new byte[checked(capacity * shape.ValueCount)];

    /// <summary>The class of each image; the first <see cref="Count"/> are valid.</summary>
    public long[] Labels { get; } = new long[capacity];

    /// <summary>The number of each image in its data set; the first <see cref="Count"/> are valid.</summary>
    public int[] Indices { get; } = new int[capacity];

    /// <summary>By row: what is wrong with the image whose number stands in <see cref="Indices"/>, so that another one took
    /// its place; null where nothing is.</summary>
    public DamagedImage?[] Damages { get; } = new DamagedImage?[capacity];

    /// <summary>How many images the batch holds now.</summary>
    public int Count { get; set; }

    /// <summary>The epoch, from 0; always 0 in an evaluation.</summary>
    public int Epoch { get; set; }

    /// <summary>The step within the epoch, from 0; in an evaluation the batch's number.</summary>
    public int StepInEpoch { get; set; }

    /// <summary>The step within the run, from 0; in an evaluation the batch's number.</summary>
    public long Step { get; set; }

    /// <summary>The rank that the batch belongs to; always 0 in an evaluation.</summary>
    public int Rank { get; set; }

    /// <summary>The bytes of one image, by its row in the batch.</summary>
    public Span<byte> Image(int row) => Pixels.AsSpan(row * Shape.ValueCount, Shape.ValueCount);

    /// <summary>The images as the networks see them, [count, channels, height, width] on the device.</summary>
    public Tensor Images(Device device) => normalization.ToTensor(this, device);
}
