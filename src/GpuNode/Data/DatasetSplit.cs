namespace Distillery.GpuNode.Data;

/// <summary>Which part of a data set is read.</summary>
public enum DatasetSplit
{
    /// <summary>The images that the student learns from.</summary>
    Train,

    /// <summary>The images that measure accuracy, which data sets publish as their test set.</summary>
    Validation,
}
