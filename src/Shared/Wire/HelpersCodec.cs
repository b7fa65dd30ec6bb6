using Distillery.Messages;
using Distillery.Messages.Helpers;

namespace Distillery.Shared.Wire;

/// <summary>The fields that the messages about helpers have in common, in the order of the records.</summary>
internal static class HelpersCodec
{
    internal delegate T MakeRoster<T>(long term, long revision, ulong fingerprint, IReadOnlyList<HelperPlace> places);

    internal static void Write(WireWriter writer, HelperRoster roster)
    {
        writer.Int64(roster.Term);
        writer.Int64(roster.Revision);
        writer.UInt64(roster.Fingerprint);
        writer.List(roster.Places, Write);
    }

    internal static T ReadRoster<T>(ref WireReader reader, MakeRoster<T> make)
        where T : HelperRoster => make(
            reader.Int64(), reader.Int64(), reader.UInt64(), reader.List(WireLimits.Members, "helpers", ReadPlace));

    internal static void Write(WireWriter writer, HelperBusy busy)
    {
        writer.Int64(busy.Query);
        writer.Int32(busy.Waiting);
    }

    internal static T ReadBusy<T>(ref WireReader reader, Func<long, int, T> make)
        where T : HelperBusy => make(reader.Int64(), reader.Int32());

    internal static void Write(WireWriter writer, HelperRefused refused)
    {
        writer.Int64(refused.Query);
        writer.Text(refused.Reason);
    }

    internal static T ReadRefused<T>(ref WireReader reader, Func<long, string, T> make)
        where T : HelperRefused => make(reader.Int64(), reader.Text());

    /// <summary>As many images as a rank's batch can have.</summary>
    internal static int ReadCount(ref WireReader reader)
    {
        int count = reader.Int32();
        return count is >= 0 and <= WireLimits.KeptSamples ? count : throw new WireException($"a query of {count} images");
    }

    private static void Write(WireWriter writer, HelperPlace place)
    {
        writer.Text(place.Node);
        writer.Text(place.Address);
    }

    private static HelperPlace ReadPlace(ref WireReader reader) => new(reader.Node(), reader.Text());
}
