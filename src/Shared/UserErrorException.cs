namespace Distillery.Shared;

/// <summary>The request, the configuration or a file is wrong: the person is told, and nothing is lost.</summary>
/// <remarks>The command line prints it without a stack trace and exits with 2 (contract in docs/cli.md). The message
/// says what is wrong and where; <see cref="NextStep"/> says what to do next.</remarks>
/// <param name="message">What is wrong, and where: file, key, line.</param>
/// <param name="nextStep">What to do next, as a full sentence.</param>
public sealed class UserErrorException(string message, string nextStep, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>What the person should do next, as a full sentence.</summary>
    public string NextStep { get; } = nextStep;
}
