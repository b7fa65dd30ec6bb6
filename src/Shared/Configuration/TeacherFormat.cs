namespace Distillery.Shared.Configuration;

/// <summary>What kind of file a teacher comes in.</summary>
public enum TeacherFormat
{
    /// <summary>Weights by name, of an architecture that Distillery has.</summary>
    Weights,

    /// <summary>A TorchScript module, which brings its own network.</summary>
    Torchscript,

    /// <summary>An ONNX file, which brings its own network.</summary>
    Onnx,
}
