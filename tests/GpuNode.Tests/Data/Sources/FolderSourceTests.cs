using Distillery.GpuNode.Data.Augmentation;
using Distillery.GpuNode.Data.Sources;
using Distillery.Shared;

namespace Distillery.GpuNode.Tests.Data.Sources;

public sealed class FolderSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Images_are_in_the_order_of_classes_and_paths()
    {
        TestShards.WriteFolder(_folder.Path);
        File.WriteAllText(Path.Combine(_folder.Path, "a", "notes.txt"), "no image");
        using FolderSource source = FolderSource.Open(_folder.Path);
        Assert.Equal((9, 3), (source.Count, source.ClassCount));
        Assert.Equal(["a", "b", "c"], source.ClassNames);
        Assert.Equal([0, 0, 0, 1, 1, 1, 2, 2, 2], Enumerable.Range(0, 9).Select(source.Label));
        EncodedBuffer buffer = new();
        for (int i = 8; i >= 0; i--)
            Assert.Equal(ImageFixtures.Bytes(TestShards.ImageOf(i)), source.Read(i, buffer).ToArray());
        Assert.EndsWith("b/3.jpg", source.NameOf(3), StringComparison.Ordinal);
    }

    [Fact]
    public void Classes_that_the_validation_set_lacks_keep_their_numbers()
    {
        TestShards.WriteFolder(_folder.Path);
        Directory.Delete(Path.Combine(_folder.Path, "b"), recursive: true);
        using FolderSource source = FolderSource.Open(_folder.Path, ["a", "b", "c"]);
        Assert.Equal([0, 0, 0, 2, 2, 2], Enumerable.Range(0, 6).Select(source.Label));
        UserErrorException error = Assert.Throws<UserErrorException>(() => FolderSource.Open(_folder.Path, ["a", "b"]));
        Assert.Contains("a class that the training set has not", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_images_or_none_at_all_is_refused()
    {
        Assert.Contains("no JPEG or PNG", Assert.Throws<UserErrorException>(() => FolderSource.Open(_folder.Path)).Message);
        string missing = _folder.File("missing");
        Assert.Contains(missing, Assert.Throws<UserErrorException>(() => FolderSource.Open(missing)).Message);
    }

    [Fact]
    public void A_file_that_vanishes_is_an_error_and_no_damaged_image()
    {
        TestShards.WriteFolder(_folder.Path);
        using FolderSource source = FolderSource.Open(_folder.Path);
        File.Delete(source.NameOf(4));
        UserErrorException error = Assert.Throws<UserErrorException>(() => source.Read(4, new EncodedBuffer()).Length);
        Assert.Contains(source.NameOf(4), error.Message, StringComparison.Ordinal);
    }
}
