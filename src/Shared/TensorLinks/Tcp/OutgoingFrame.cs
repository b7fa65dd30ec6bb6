using Distillery.Messages;

namespace Distillery.Shared.TensorLinks.Tcp;

/// <summary>A frame on its way out.</summary>
/// <param name="Head">Header and body, and what refers to a payload in shared memory.</param>
/// <param name="Payload">Bytes to follow; disposed when they are written, or will never be.</param>
internal readonly record struct OutgoingFrame(byte[] Head, Payload? Payload);
