using Distillery.GpuNode.Weights;
using Distillery.Shared;

namespace Distillery.GpuNode.Tests.Weights;

public sealed class StateMatchingTests
{
    private static readonly (string Name, ScalarType Type, IReadOnlyList<long> Shape)[] Expected =
    [
        ("a", ScalarType.Float32, [2, 3]),
        ("b", ScalarType.Float32, [4]),
        ("bn.num_batches_tracked", ScalarType.Int64, []),
    ];

    [Fact]
    public void Equal_states_pass_with_and_without_the_counters()
    {
        StateMatching.Check(Expected, State(("a", [2, 3]), ("b", [4])), "file");
        StateMatching.Check(Expected, State(("b", [4]), ("a", [2, 3]), ("other.num_batches_tracked", [1])), "file");
    }

    [Fact]
    public void Another_floating_point_type_passes_and_an_integer_does_not()
    {
        NamedArray halves = new("a", ScalarType.Float16, [2, 3], new byte[12]);
        NamedArray integers = new("a", ScalarType.Int32, [2, 3], new byte[24]);
        NamedArray other = WeightsFolder.Floats("b", [4], new float[4]);

        StateMatching.Check(Expected, new NamedArrays([halves, other]), "file");
        string message = Refusal(new NamedArrays([integers, other]));
        Assert.Contains("1 of another type (a: Int32 instead of Float32)", message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_message_has_every_difference_with_counts_and_five_examples()
    {
        (string, long[])[] additional = [.. Enumerable.Range(0, 7).Select(i => ($"x{i}", new long[] { 1 }))];

        string message = Refusal(State([("a", [3, 2]), .. additional]));

        Assert.Equal(
            "The weights in 'some.pth' do not fit the network of 2 tensors: 1 missing (b); "
            + "7 additional (x0, x1, x2, x3, x4 and 2 more); 1 of another shape (a: [3, 2] instead of [2, 3]).",
            message);
    }

    private static string Refusal(NamedArrays actual) =>
        Assert.Throws<UserErrorException>(() => StateMatching.Check(Expected, actual, "some.pth")).Message;

    private static NamedArrays State(params (string Name, long[] Shape)[] entries) =>
        new(entries.Select(entry => Zeros(entry.Name, entry.Shape)));

    private static NamedArray Zeros(string name, long[] shape) =>
        WeightsFolder.Floats(name, shape, new float[shape.Aggregate(1L, (count, size) => count * size)]);
}
