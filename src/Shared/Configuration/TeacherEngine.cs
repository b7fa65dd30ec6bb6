namespace Distillery.Shared.Configuration;

/// <summary>What computes a teacher's answers.</summary>
public enum TeacherEngine
{
    /// <summary>ONNX Runtime where it has the network and answers alike, libtorch elsewhere.</summary>
    Auto,

    /// <summary>libtorch.</summary>
    Torch,

    /// <summary>ONNX Runtime.</summary>
    Onnxruntime,
}
