using Distillery.Shared.Wire;
using Proto = Distillery.Shared.Wire.Proto;

namespace Distillery.Shared.TensorLinks.Memory;

/// <summary>How another process can map a region.</summary>
/// <param name="Region">The owner's number of it.</param>
/// <param name="FileDescriptor">In the owner's process.</param>
/// <param name="Key">Stands in the region, so that nothing else is taken for it.</param>
internal readonly record struct RegionOffer(ulong Region, int FileDescriptor, long ByteCount, ulong Key)
{
    internal byte[] ToFrame() => FrameWriter.OwnFrame(FrameKind.RegionOffer, new Proto.RegionOffer
    {
        Region = Region, FileDescriptor = FileDescriptor, ByteCount = ByteCount, Key = Key,
    });

    internal static RegionOffer Of(Proto.RegionOffer offer) => new(offer.Region, offer.FileDescriptor, offer.ByteCount, offer.Key);
}
