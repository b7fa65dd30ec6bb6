using System.Security.Cryptography;
using Distillery.Messages;

namespace Distillery.Cli.Cluster;

/// <summary>Names for the processes of a run.</summary>
internal static class NodeNames
{
    private const int LongestHostName = 63;
    private const int RandomBytes = 6;

    /// <summary>This machine's name, as far as a node's name may have it.</summary>
    internal static string Host { get; } = Plain(Environment.MachineName);

    /// <summary>A name that no process had before.</summary>
    internal static NodeId Create() =>
        new($"{Host}-{RandomNumberGenerator.GetHexString(2 * RandomBytes, lowercase: true)}");

    private static string Plain(string name)
    {
        string plain = string.Concat(name.Take(LongestHostName).Select(letter =>
            char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' ? letter : '-'));
        return plain.Length == 0 ? "node" : plain;
    }
}
