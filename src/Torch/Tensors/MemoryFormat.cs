namespace Distillery.Torch;

/// <summary>Orders of a tensor's memory, with the numbers that libtorch gives them (c10/core/MemoryFormat.h).</summary>
public enum MemoryFormat : sbyte
{
    Contiguous = 0,
    Preserve = 1,
    ChannelsLast = 2,
}
