using Distillery.Messages;

namespace Distillery.Shared.Transport.Tcp;

/// <summary>Offers memory for the payload of a message that is just arriving, so that it need not be copied there later.
/// Called from a thread of the transport; when the link breaks, some of the memory may have been written and no message
/// follows.</summary>
/// <param name="peer">Who sends it.</param>
/// <param name="message">All of the message but its payload, which is still empty.</param>
/// <param name="byteCount">The payload's length.</param>
/// <returns>Memory of exactly that length, or none for a buffer of the transport.</returns>
public delegate Memory<byte> PayloadPlace(NodeId peer, Message message, int byteCount);
