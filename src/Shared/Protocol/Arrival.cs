using Distillery.Messages;

namespace Distillery.Shared.Protocol;

/// <summary>What follows from something that came on a control link; done in this order.</summary>
/// <param name="Loss">The link that stood is lost, and its machine is told so.</param>
/// <param name="Message">The message is the next in order: the machine gets it.</param>
/// <param name="Answer">What the sender is told.</param>
public readonly record struct Arrival(LossReason? Loss = null, Message? Message = null, LinkEnded? Answer = null);
