namespace Distillery.GpuNode.Teacher.Onnx.Format;

/// <summary>What an ONNX file says of itself, without its weights.</summary>
/// <param name="Inputs">What must be given, without weights that are listed as inputs, as older files do.</param>
/// <param name="Metadata">Free texts by key.</param>
/// <param name="External">Weights that lie in other files.</param>
internal sealed record OnnxOutline(
    IReadOnlyList<OnnxValue> Inputs, IReadOnlyList<OnnxValue> Outputs, IReadOnlyDictionary<string, string> Metadata,
    IReadOnlyList<OnnxExternalData> External);

/// <summary>An input or output of a network.</summary>
/// <param name="Type">Undefined where it is no tensor.</param>
/// <param name="Shape">A size for each dimension, null where it is open; null as a whole where nothing is said.</param>
internal sealed record OnnxValue(string Name, OnnxElementType Type, IReadOnlyList<long?>? Shape)
{
    /// <summary>As in <c>image: Float [?, 3, 224, 224]</c>.</summary>
    public override string ToString() =>
        $"{Name}: {Type} {(Shape is null ? "of unknown shape" : $"[{string.Join(", ", Shape.Select(size => size?.ToString() ?? "?"))}]")}";
}

/// <summary>Where a tensor's bytes lie that are not in the ONNX file itself.</summary>
/// <param name="Location">A path, as the file states it.</param>
/// <param name="Offset">In bytes.</param>
/// <param name="Length">Its bytes.</param>
internal sealed record OnnxExternalData(string Tensor, string Location, long Offset, long Length);
