using Distillery.GpuNode.Data;
using Distillery.Shared;

namespace Distillery.GpuNode.Tests.Data;

public sealed class CifarDatasetTests : IDisposable
{
    private static readonly CifarLayout TwoFiles = CifarLayout.Cifar10 with
    {
        TrainFiles = ["data_batch_1.bin", "data_batch_2.bin"],
        RecordsPerTrainFile = 2,
        RecordsPerValidationFile = 1,
    };

    private static readonly CifarLayout CoarseAndFine =
        CifarLayout.Cifar100 with { RecordsPerTrainFile = 2, RecordsPerValidationFile = 1 };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_files_of_cifar10_follow_one_another()
    {
        Write("data_batch_1.bin", Record(1, [3]), Record(2, [9]));
        Write("data_batch_2.bin", Record(3, [0]), Record(4, [7]));
        InMemoryDataset dataset = CifarDataset.Open(TwoFiles, _folder.Path, DatasetSplit.Train);
        Assert.Equal((4, new ImageShape(3, 32, 32), 10), (dataset.Count, dataset.Shape, dataset.ClassCount));
        Assert.Equal([3, 9, 0, 7], Enumerable.Range(0, 4).Select(dataset.Label));
        byte[] image = new byte[3072];
        for (int i = 0; i < 4; i++)
        {
            dataset.ReadImage(i, image);
            Assert.Equal(Record(i + 1, []), image);
        }
    }

    [Fact]
    public void Cifar100_uses_the_fine_label()
    {
        Write("train.bin", Record(1, [19, 99]), Record(2, [0, 42]));
        Write("test.bin", Record(3, [5, 6]));
        InMemoryDataset train = CifarDataset.Open(CoarseAndFine, _folder.Path, DatasetSplit.Train);
        Assert.Equal((2, 100, 99, 42), (train.Count, train.ClassCount, train.Label(0), train.Label(1)));
        InMemoryDataset validation = CifarDataset.Open(CoarseAndFine, _folder.Path, DatasetSplit.Validation);
        Assert.Equal((1, 6), (validation.Count, validation.Label(0)));
    }

    [Fact]
    public void A_missing_file_is_named_with_the_place_to_get_it()
    {
        Write("data_batch_1.bin", Record(1, [3]), Record(2, [9]));
        UserErrorException error = OpenFails(TwoFiles);
        Assert.Contains(_folder.File("data_batch_2.bin"), error.Message);
        Assert.Contains("cs.toronto.edu", error.NextStep);
        Assert.Contains("data.path", error.NextStep);
    }

    [Fact]
    public void Damaged_files_are_refused()
    {
        AssertRefused("truncated", Record(1, [0, 1]));
        AssertRefused("truncated", Record(1, [0, 1]), Record(2, [0, 1])[..^1]);
        AssertRefused("truncated", []);
        AssertRefused("additional bytes", Record(1, [0, 1]), Record(2, [0, 1]), [0]);
        AssertRefused("label 20 at image 1", Record(1, [0, 1]), Record(2, [20, 1]));
        AssertRefused("label 100 at image 0", Record(1, [0, 100]), Record(2, [0, 1]));
    }

    [Fact]
    public void The_catalog_expects_the_published_sizes()
    {
        Write("test_batch.bin", Record(1, [3]));
        var error = Assert.Throws<UserErrorException>(
            () => DatasetCatalog.Open("cifar10", _folder.Path, DatasetSplit.Validation));
        Assert.Contains("30730000 bytes", error.Message); // 10,000 records of 1 + 3072 bytes
        Write("test.bin", Record(1, [3, 4]));
        error = Assert.Throws<UserErrorException>(
            () => DatasetCatalog.Open("cifar100", _folder.Path, DatasetSplit.Validation));
        Assert.Contains("30740000 bytes", error.Message); // 10,000 records of 2 + 3072 bytes
    }

    [Fact]
    public void An_unknown_format_is_answered_with_the_known_ones()
    {
        var error = Assert.Throws<UserErrorException>(
            () => DatasetCatalog.Open("cifar", _folder.Path, DatasetSplit.Train));
        Assert.Contains("'cifar'", error.Message);
        Assert.Contains("cifar10, cifar100, idx", error.NextStep);
    }

    private void AssertRefused(string reason, params byte[][] records)
    {
        Write("train.bin", records);
        UserErrorException error = OpenFails(CoarseAndFine);
        Assert.Contains(_folder.File("train.bin"), error.Message);
        Assert.Contains(reason, error.Message);
    }

    private UserErrorException OpenFails(CifarLayout layout) =>
        Assert.Throws<UserErrorException>(() => CifarDataset.Open(layout, _folder.Path, DatasetSplit.Train));

    private void Write(string name, params byte[][] records) =>
        File.WriteAllBytes(_folder.File(name), [.. records.SelectMany(record => record)]);

    private static byte[] Record(int number, byte[] labels)
    {
        byte[] pixels = new byte[3072];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)((i * 7) + number);
        return [.. labels, .. pixels];
    }
}
