using System.Text;
using Distillery.Shared;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Report;

/// <summary>Where a report goes.</summary>
internal static class ReportFile
{
    /// <summary>The name of a report that was given none.</summary>
    internal const string DefaultName = "report.html";

    /// <summary>Writes the report in one step. A report that is there is replaced, and another file only when that is asked
    /// for.</summary>
    /// <returns>Where it is.</returns>
    /// <exception cref="UserErrorException">There is another file, or the place cannot be written.</exception>
    internal static string Write(IReadOnlyList<ReportedRun> runs, RunComparison? comparison, string path, bool isForced, TimeProvider time)
    {
        string fullPath = Path.GetFullPath(path);
        if (Directory.Exists(fullPath)) throw new UserErrorException($"{fullPath} is a folder", "Name a file with --to, such as report.html.");
        if (!isForced && File.Exists(fullPath) && !IsReport(fullPath))
            throw new UserErrorException($"{fullPath} is there, and is no report", "Choose another name with --to, or give --force.");
        try
        {
            AtomicFile.WriteAllText(fullPath, ReportPage.Render(runs, comparison, time.GetUtcNow()));
        }
        catch (DirectoryNotFoundException error)
        {
            throw new UserErrorException($"there is no folder {Path.GetDirectoryName(fullPath)}", "Make it, or choose another place with --to.", error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new UserErrorException($"{fullPath} cannot be written: {error.Message}", "Choose another place with --to.", error);
        }
        return fullPath;
    }

    private static bool IsReport(string path)
    {
        byte[] start = new byte[ReportPage.Mark.Length];
        using FileStream file = File.OpenRead(path);
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length
            && Encoding.UTF8.GetString(start) == ReportPage.Mark;
    }
}
