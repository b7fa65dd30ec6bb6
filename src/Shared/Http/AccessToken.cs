using System.Security.Cryptography;
using System.Text;

namespace Distillery.Shared.Http;

/// <summary>The secret that callers of the HTTP face know. It comes from a file or from the environment, and never from a
/// command line, which every user of a machine can read.</summary>
public sealed class AccessToken
{
    /// <summary>The environment variable that is asked when no file is named.</summary>
    public const string EnvironmentName = "DISTILLERY_TOKEN";

    /// <summary>Shorter ones can be guessed.</summary>
    public const int FewestCharacters = 16;

    /// <summary>Has to fit into a request's headers beside all others.</summary>
    public const int MostCharacters = 1024;

    private const string Scheme = "Bearer ";
    private const string HowToMakeOne = "Make one with: openssl rand -hex 32";

    private readonly string _text;
    private readonly byte[] _hash;

    private AccessToken(string text) => (_text, _hash) = (text, HashOf(text));

    /// <summary>The token of a file, else of the environment, else none.</summary>
    /// <param name="file">Null when none is named.</param>
    /// <exception cref="UserErrorException">The file cannot be read, or what it holds is no token.</exception>
    public static AccessToken? Find(string? file) => Find(file, Environment.GetEnvironmentVariable(EnvironmentName));

    /// <summary>The value of the header Authorization.</summary>
    public string ToHeader() => Scheme + _text;

    /// <summary>Nothing of the secret, wherever it may be printed.</summary>
    public override string ToString() => nameof(AccessToken);

    /// <summary>The token of a file, else of a text, else none.</summary>
    /// <exception cref="UserErrorException">The file cannot be read, or what it holds is no token.</exception>
    public static AccessToken? Find(string? file, string? environment)
    {
        if (file is not null) return Parse(ReadFile(file), file);
        return string.IsNullOrEmpty(environment) ? null : Parse(environment, EnvironmentName);
    }

    /// <summary>Whether a header is the right one. How long this takes says nothing about how much of it is.</summary>
    internal bool IsIn(string? header)
    {
        bool hasScheme = header is not null && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);
        string text = hasScheme ? header![Scheme.Length..].Trim() : "";
        return CryptographicOperations.FixedTimeEquals(HashOf(text), _hash) && hasScheme;
    }

    private static AccessToken Parse(string content, string origin)
    {
        string text = content.Trim();
        string? problem = text switch
        {
            { Length: < FewestCharacters } => $"is shorter than {FewestCharacters} characters",
            { Length: > MostCharacters } => $"is longer than {MostCharacters} characters",
            _ when text.Any(letter => letter is <= ' ' or > '~') => "holds blanks or characters outside of ASCII",
            _ => null,
        };
        return problem is null
            ? new AccessToken(text) : throw new UserErrorException($"{origin}: the token {problem}", HowToMakeOne);
    }

    private static string ReadFile(string path)
    {
        try
        {
            using StreamReader reader = new(path);
            char[] text = new char[MostCharacters + 2]; // With the end of the line, and with one too many.
            return new string(text, 0, reader.ReadBlock(text));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException(
                $"the token file cannot be read: {error.Message}", "Name a file that holds the token and nothing else.", error);
        }
    }

    private static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
