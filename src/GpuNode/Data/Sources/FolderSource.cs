using Distillery.GpuNode.Data.Augmentation;
using Distillery.Shared;

namespace Distillery.GpuNode.Data.Sources;

/// <summary>Images as files in one folder for each class: torchvision's ImageFolder.</summary>
/// <remarks>Classes are the sub-folders in the order of their names' bytes, numbered from 0; images are all JPEG and PNG files below
/// them in the order of their paths, class by class. Links are followed.</remarks>
public sealed class FolderSource : ISampleSource
{
    private readonly string _folder;
    private readonly PathTable _paths;
    private readonly int[] _labels;

    private FolderSource(string folder, IReadOnlyList<string> classNames, PathTable paths, int[] labels)
    {
        (_folder, ClassNames, _paths, _labels) = (folder, classNames, paths, labels);
        Name = Path.Combine(Path.GetFileName(Path.GetDirectoryName(folder) ?? "") ?? "", Path.GetFileName(folder));
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int Count => _labels.Length;

    /// <inheritdoc/>
    public int ClassCount => ClassNames.Count;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames { get; }

    /// <inheritdoc/>
    public IReadOnlyList<int> ShardCounts => [Count];

    /// <summary>Lists the files of one split.</summary>
    /// <param name="classNames">Those of the training set, where this is the validation set; null to take all
    /// sub-folders.</param>
    /// <exception cref="UserErrorException">The folder is missing or cannot be read, or has no images, or a class that the
    /// training set has not.</exception>
    public static FolderSource Open(string folder, IReadOnlyList<string>? classNames = null)
    {
        try
        {
            string[] found = ClassFolders(folder);
            IReadOnlyList<string> classes = classNames ?? found;
            string? unknown = found.FirstOrDefault(name => !classes.Contains(name, StringComparer.Ordinal));
            if (unknown is not null)
            {
                throw new UserErrorException(
                    $"{Path.Combine(folder, unknown)} is a class that the training set has not",
                    "Give both sets the same folders of classes.");
            }
            return List(folder, classes, [.. classes.Select((name, label) => (name, label)).Where(entry => found.Contains(entry.name, StringComparer.Ordinal))]);
        }
        catch (DirectoryNotFoundException error)
        {
            throw new UserErrorException(
                $"the folder {folder} does not exist",
                "Set data.path, data.train and data.validation to folders that have one folder for each class.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException(
                $"the folder {folder} cannot be read: {error.Message}", "Check the folder and its permissions.", error);
        }
    }

    /// <inheritdoc/>
    public int Label(int sample) => _labels[sample];

    /// <inheritdoc/>
    public string NameOf(int sample) => PathOf(sample);

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Read(int sample, EncodedBuffer buffer)
    {
        string path = PathOf(sample);
        return StoredBytes.Read(path, buffer);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Files are open only while they are read.
    }

    private static FolderSource List(
        string folder, IReadOnlyList<string> classNames, IReadOnlyList<(string Name, int Label)> present)
    {
        PathTable paths = new();
        List<int> labels = [];
        foreach ((string name, int label) in present)
        {
            string classFolder = Path.Combine(folder, name);
            string[] files =
            [
                .. Directory.EnumerateFiles(classFolder, "*", SearchOption.AllDirectories)
                    .Where(ImageNames.IsImage).Order(StringComparer.Ordinal),
            ];
            foreach (string file in files)
            {
                paths.Add(Path.GetRelativePath(folder, file));
                labels.Add(label);
            }
        }
        if (labels.Count == 0)
        {
            throw new UserErrorException(
                $"{folder} has no JPEG or PNG files in folders of classes",
                "Put images into one folder for each class below it, or choose another data.format.");
        }
        return new FolderSource(folder, classNames, paths, [.. labels]);
    }

    private static string[] ClassFolders(string folder) =>
    [
        .. Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path)!)
            .Where(name => !name.StartsWith('.')).Order(StringComparer.Ordinal),
    ];

    private string PathOf(int sample) => Path.Combine(_folder, _paths[sample]);
}
