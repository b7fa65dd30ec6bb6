using Distillery.Shared.Transport;
using Distillery.Shared.Wire;

namespace Distillery.Shared.Transport.Memory;

/// <summary>How another process can map a region.</summary>
/// <param name="Region">The owner's number of it.</param>
/// <param name="FileDescriptor">In the owner's process.</param>
/// <param name="Key">Stands in the region, so that nothing else is taken for it.</param>
internal readonly record struct RegionOffer(ulong Region, int FileDescriptor, long ByteCount, ulong Key)
{
    internal byte[] ToFrame()
    {
        RegionOffer offer = this;
        return FrameWriter.OwnFrame(FrameKind.RegionOffer, MessagePlane.Bulk, writer =>
        {
            writer.UInt64(offer.Region);
            writer.Int32(offer.FileDescriptor);
            writer.Int64(offer.ByteCount);
            writer.UInt64(offer.Key);
        });
    }

    internal static RegionOffer Read(ref WireReader reader) =>
        new(reader.UInt64(), reader.Int32(), reader.Int64(), reader.UInt64());
}
