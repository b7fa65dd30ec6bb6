using System.Diagnostics.CodeAnalysis;
using Distillery.Messages;
using Google.Protobuf;

namespace Distillery.Shared.Wire;

/// <summary>Checks of what came from another process, before anybody relies on it.</summary>
internal static class Fields
{
    /// <summary>Protobuf's bytes, with what a newer version added read over.</summary>
    /// <exception cref="WireException">They are none.</exception>
    internal static T Parse<T>(MessageParser<T> parser, ReadOnlySpan<byte> bytes)
        where T : IMessage<T>
    {
        try
        {
            return parser.ParseFrom(bytes);
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or InvalidOperationException)
        {
            // The second kind comes from Protobuf's reader of nullable values, when they end early.
            throw new WireException($"a {typeof(T).Name} cannot be read: {error.Message}");
        }
    }

    internal static NodeId Node(string name)
    {
        bool isName = name.Length is > 0 and <= NodeId.LongestLength
            && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');
        return isName
            ? new NodeId(name)
            : throw new WireException("a node's name is empty, too long or has characters of no name");
    }

    /// <summary>Whether it is below a count that only the receiver knows is for the receiver to say.</summary>
    internal static int Position(int value) => value >= 0 ? value : throw new WireException($"{value} is no position");

    /// <summary>As many images as a rank's batch can have.</summary>
    internal static int ImageCount(int value) =>
        value is >= 0 and <= WireLimits.Images ? value : throw new WireException($"a query of {value} images");

    /// <summary>A value of an enum whose values are all known.</summary>
    internal static T Choice<T>(int value)
        where T : struct, Enum
    {
        T choice = (T)Enum.ToObject(typeof(T), value);
        return Enum.IsDefined(choice) ? choice : throw new WireException($"{value} is no {typeof(T).Name}");
    }

    /// <summary>A part that every version writes.</summary>
    internal static T Required<T>([NotNull] T? part)
        where T : class => part ?? throw new WireException($"a message without its {typeof(T).Name}");
}
