using Distillery.Shared.Seeds;

namespace Distillery.Shared.Tests.Seeds;

public sealed class PhiloxTests
{
    /// <summary>The lines "philox4x32 10" of Random123's file tests/kat_vectors.</summary>
    [Theory]
    [InlineData(
        new uint[] { 0, 0, 0, 0 }, new uint[] { 0, 0 },
        new uint[] { 0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8 })]
    [InlineData(
        new uint[] { 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF }, new uint[] { 0xFFFFFFFF, 0xFFFFFFFF },
        new uint[] { 0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD })]
    [InlineData(
        new uint[] { 0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344 }, new uint[] { 0xA4093822, 0x299F31D0 },
        new uint[] { 0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1 })]
    public void The_published_known_answers_are_met(uint[] counter, uint[] key, uint[] expected)
    {
        var block = new PhiloxBlock(counter[0], counter[1], counter[2], counter[3]);
        Assert.Equal(
            new PhiloxBlock(expected[0], expected[1], expected[2], expected[3]),
            Philox.Apply(block, key[0], key[1]));
    }
}
