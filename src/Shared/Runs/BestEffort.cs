namespace Distillery.Shared.Runs;

/// <summary>Tidying after a failure: when it fails too, the first failure is the one worth telling.</summary>
internal static class BestEffort
{
    internal static void Run(Action tidy)
    {
        try
        {
            tidy();
        }
        catch (IOException)
        {
            // The next opening of the folder tidies again.
        }
        catch (UnauthorizedAccessException)
        {
            // As above: .NET tells EACCES, EPERM and EROFS by this type.
        }
    }
}
