using Distillery.Messages;
using Distillery.Shared.Wire;
using Proto = Distillery.Shared.Wire.Proto;

namespace Distillery.Shared.TensorLinks.Memory;

/// <summary>The memory that the two ends of a link share: what this one offers, and what it has mapped of the other.</summary>
/// <param name="peerProcessId">On this machine.</param>
/// <param name="send">Puts a frame into the connection's queue.</param>
internal sealed class LinkMemory(NodeId peer, int peerProcessId, Action<byte[]> send, Action<string> events) : IDisposable
{
    private readonly RegionOffers _offers = new(peer, send, events);
    private readonly RegionMappings _mappings = new(peer, peerProcessId, send, events);

    /// <inheritdoc cref="RegionOffers.Refer"/>
    internal SharedReference? Refer(Payload payload) => _offers.Refer(payload);

    /// <inheritdoc cref="RegionMappings.Resolve"/>
    internal Payload Resolve(SharedReference reference) => _mappings.Resolve(reference);

    /// <summary>Takes a frame about regions.</summary>
    /// <exception cref="WireException">It is none, or does not fit what was said before.</exception>
    internal void Receive(FrameKind kind, ReadOnlySpan<byte> body)
    {
        switch (kind)
        {
            case FrameKind.RegionOffer: _mappings.Take(RegionOffer.Of(Fields.Parse(Proto.RegionOffer.Parser, body))); break;
            case FrameKind.RegionAccepted: _offers.Accepted(Fields.Parse(Proto.RegionAccepted.Parser, body).Region); break;
            case FrameKind.RegionRefused:
                Proto.RegionRefused refused = Fields.Parse(Proto.RegionRefused.Parser, body);
                _offers.Refused(refused.Region, refused.Reason);
                break;
            case FrameKind.RegionClosed: _mappings.Close(Fields.Parse(Proto.RegionClosed.Parser, body).Region); break;
            default: throw new WireException($"{kind} is not about memory");
        }
    }

    public void Dispose()
    {
        _offers.Dispose();
        _mappings.Dispose();
    }
}
