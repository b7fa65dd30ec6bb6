namespace Distillery.Shared.Runs;

/// <summary>The folder of one run: its configuration, results, curves and checkpoints, and the only durable state
/// there is. Opened for a run it is locked against other processes; opened for reading it is not.</summary>
public sealed class RunFolder : IDisposable
{
    private const string ConfigFileName = "config.yaml";
    private const string SummaryFileName = "summary.json";
    private const string ForecastFileName = "forecast.json";
    private const string MetricsFileName = "metrics.jsonl";
    private const string SamplesFileName = "samples.jsonl";
    private const string StepsFileName = "steps.jsonl";
    private const string EventsFileName = "events.jsonl";
    private const string CoordinatorFileName = "coordinator.json";
    public const string MembersFileName = "members.txt";
    private const string CheckpointsFolderName = "checkpoints";
    private const string LostAndFound = "lost+found"; // A freshly made volume holds it and nothing else.

    private readonly RunFolderLock? _lock;

    private RunFolder(string path, RunFolderLock? folderLock) => (FullPath, _lock) = (path, folderLock);

    public string FullPath { get; }
    public string ConfigPath => Path.Combine(FullPath, ConfigFileName);
    public string SummaryPath => Path.Combine(FullPath, SummaryFileName);
    public string ForecastPath => Path.Combine(FullPath, ForecastFileName);
    public string MetricsPath => Path.Combine(FullPath, MetricsFileName);
    public string SamplesPath => Path.Combine(FullPath, SamplesFileName);
    public string StepsPath => Path.Combine(FullPath, StepsFileName);
    public string EventsPath => Path.Combine(FullPath, EventsFileName);
    public string CoordinatorPath => Path.Combine(FullPath, CoordinatorFileName);
    public string MembersPath => Path.Combine(FullPath, MembersFileName);
    public string CheckpointsPath => Path.Combine(FullPath, CheckpointsFolderName);

    /// <summary>The checkpoints of the run in a folder that another process holds.</summary>
    public static string CheckpointsPathIn(string runFolder) => Path.Combine(Normalize(runFolder), CheckpointsFolderName);

    /// <summary>TensorBoard looks for its event files here: the run folder itself.</summary>
    public string EventsDirectory => FullPath;

    /// <summary>Opens the folder for a run, creating it if need be, and holds it until disposed.</summary>
    /// <exception cref="UserErrorException">It is a file, cannot be written, holds other things than a run, or another
    /// process uses it.</exception>
    public static RunFolder Open(string path) =>
        Prepare(path, fullPath => new RunFolder(fullPath, RunFolderLock.Acquire(fullPath)));

    /// <summary>The same, but null while another process holds the folder.</summary>
    /// <exception cref="UserErrorException">It is a file, cannot be written, or holds other things than a run.</exception>
    public static RunFolder? TryOpen(string path) => Prepare(
        path, fullPath => RunFolderLock.TryAcquire(fullPath) is { } held ? new RunFolder(fullPath, held) : null);

    /// <summary>Who holds or last held the folder, in words.</summary>
    public static string OwnerOf(string path) => RunFolderLock.OwnerOf(Normalize(path));

    /// <summary>Opens the folder of a run, which may be running, to look at it. Nothing is created or locked.</summary>
    /// <exception cref="UserErrorException">There is no such folder, or it holds no run.</exception>
    public static RunFolder OpenForReading(string path)
    {
        string fullPath = Normalize(path);
        if (IsRunFolder(fullPath)) return new RunFolder(fullPath, null);
        if (File.Exists(fullPath)) throw NotAFolder(fullPath);
        string message = Directory.Exists(fullPath) ? $"{fullPath} holds no run" : $"there is no folder {fullPath}";
        throw new UserErrorException(message, "Name a folder that `distill run` has made.");
    }

    /// <summary>Whether this process still holds the folder that it has opened: not when somebody has removed the lock file, or
    /// when the folder cannot be read.</summary>
    public bool IsHeld() => _lock?.IsHeld() ?? false;

    /// <summary>Whether the folder carries the marks of a run.</summary>
    public static bool IsRunFolder(string path) =>
        File.Exists(Path.Combine(path, RunFolderLock.LockFileName)) || IsCopyOfRunFolder(path);

    /// <summary>The configuration that the run was started with; null before the first start.</summary>
    public string? ReadConfigText() => File.Exists(ConfigPath) ? File.ReadAllText(ConfigPath) : null;

    /// <exception cref="InvalidOperationException">The folder was opened for reading.</exception>
    /// <exception cref="DiskFullException">No room; the old content is still there.</exception>
    public void WriteConfigText(string text)
    {
        if (_lock is null) throw new InvalidOperationException($"{FullPath} was opened for reading");
        AtomicFile.WriteAllText(ConfigPath, text);
    }

    public void Dispose() => _lock?.Dispose();

    private static T Prepare<T>(string path, Func<string, T> open)
    {
        string fullPath = Normalize(path);
        if (File.Exists(fullPath)) throw NotAFolder(fullPath);
        try
        {
            Directory.CreateDirectory(fullPath);
            RefuseForeignFolder(fullPath);
            return open(fullPath);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new UserErrorException(
                $"the run folder {fullPath} cannot be written: {exception.Message}",
                "Give it another owner or access rights, or choose another folder with --run-dir.",
                exception);
        }
        catch (IOException exception) when (DiskFullException.Explains(exception))
        {
            throw new DiskFullException(fullPath, exception);
        }
    }

    private static string Normalize(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    /// <summary>A copy made without hidden files has no lock file. A configuration alone is no proof: many a project
    /// has a config.yaml, and a run in its midst would be a mess.</summary>
    private static bool IsCopyOfRunFolder(string path) =>
        File.Exists(Path.Combine(path, ConfigFileName))
        && (File.Exists(Path.Combine(path, SummaryFileName))
            || Directory.Exists(Path.Combine(path, CheckpointsFolderName)));

    private static void RefuseForeignFolder(string fullPath)
    {
        if (IsRunFolder(fullPath)) return;
        string? stranger = Directory.EnumerateFileSystemEntries(fullPath)
            .Select(Path.GetFileName)
            .Where(name => name != LostAndFound)
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();
        if (stranger is null) return;
        throw new UserErrorException(
            $"{fullPath} is not a run folder and not empty: it holds {stranger}",
            "Choose a new or empty folder with --run-dir.");
    }

    private static UserErrorException NotAFolder(string fullPath) =>
        new($"{fullPath} is a file, not a run folder", "Choose a folder with --run-dir.");
}
