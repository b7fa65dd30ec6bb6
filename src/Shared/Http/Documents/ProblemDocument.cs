namespace Distillery.Shared.Http.Documents;

/// <summary>Why a request was not answered (RFC 9457).</summary>
/// <param name="Title">The status in words.</param>
/// <param name="Detail">What is wrong.</param>
/// <param name="Next">What to do next, as a full sentence.</param>
public sealed record ProblemDocument(string Title, int Status, string Detail, string Next)
{
    public const string ContentType = "application/problem+json";
}
