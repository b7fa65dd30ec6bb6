namespace Distillery.GpuNode.Data;

/// <summary>How one of the CIFAR data sets lies in its files, in the "binary version" of its authors.</summary>
/// <remarks>Source: Krizhevsky, "Learning Multiple Layers of Features from Tiny Images" (2009) and its download page.
/// Each record is one byte for each kind of label and then 3x32x32 bytes, channel by channel and row by
/// row.</remarks>
/// <param name="Name">The format's name in the configuration.</param>
/// <param name="Folder">The folder that the published archive unpacks to.</param>
/// <param name="LabelClassCounts">The classes of each label byte in order; the last label is the one that is
/// used.</param>
/// <param name="TrainFiles">The training files, in the order in which their images are numbered.</param>
/// <param name="RecordsPerTrainFile">How many images each training file holds.</param>
/// <param name="ValidationFile">The file that the authors publish as the test set.</param>
/// <param name="RecordsPerValidationFile">How many images it holds.</param>
public sealed record CifarLayout(
    string Name,
    string Folder,
    IReadOnlyList<int> LabelClassCounts,
    IReadOnlyList<string> TrainFiles,
    int RecordsPerTrainFile,
    string ValidationFile,
    int RecordsPerValidationFile)
{
    /// <summary>10 classes; 50,000 training images in five files and 10,000 for validation.</summary>
    public static CifarLayout Cifar10 { get; } = new(
        "cifar10",
        "cifar-10-batches-bin",
        [10],
        ["data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"],
        10_000,
        "test_batch.bin",
        10_000);

    /// <summary>20 coarse and 100 fine classes, of which the fine ones are used; 50,000 and 10,000 images.</summary>
    public static CifarLayout Cifar100 { get; } = new(
        "cifar100", "cifar-100-binary", [20, 100], ["train.bin"], 50_000, "test.bin", 10_000);
}
