using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Weights;

namespace Distillery.GpuNode.Tests.Weights;

/// <summary>Files that PyTorch wrote (Fixtures/make_fixtures.py), with values that count upwards.</summary>
public sealed class PyTorchFileTests
{
    private static readonly string[] Names =
    [
        "0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var", "1.num_batches_tracked",
    ];

    [Theory]
    [InlineData("state_dict.pth")]
    [InlineData("state_dict_protocol_4.pth")]
    [InlineData("state_dict_protocol_5.pth")]
    [InlineData("state_dict_legacy.pth")]
    [InlineData("data_parallel.pth")]
    [InlineData("nested.pth")]
    [InlineData("nested_legacy.pth")]
    public void The_state_dict_is_found_in_every_form(string fixture)
    {
        NamedArrays arrays = WeightsFile.Read(WeightsFolder.Fixture(fixture));

        Assert.Equal(Names, arrays.Select(array => array.Name));
        Assert.Equal([3, 2], arrays["0.weight"].Shape);
        Assert.Equal([0f, 1f, 2f, 3f, 4f, 5f], WeightsFolder.Floats(arrays["0.weight"]));
        Assert.Equal([18f, 19f, 20f], WeightsFolder.Floats(arrays["1.running_var"]));
        Assert.Equal([], arrays["1.num_batches_tracked"].Shape);
        Assert.Equal(21, BitConverter.ToInt64(arrays["1.num_batches_tracked"].Data.Span));
    }

    [Fact]
    public void Parameters_are_read_as_the_tensors_in_them()
    {
        NamedArrays arrays = PyTorchFile.Read(WeightsFolder.Fixture("parameters.pth"));

        Assert.Equal(["0.weight", "0.bias", "1.weight", "1.bias"], arrays.Select(array => array.Name));
        Assert.Equal([6f, 7f, 8f], WeightsFolder.Floats(arrays["0.bias"]));
    }

    [Fact]
    public void Strided_views_become_row_major()
    {
        NamedArrays arrays = PyTorchFile.Read(WeightsFolder.Fixture("views.pth"));

        Assert.Equal([3, 2], arrays["transposed"].Shape);
        Assert.Equal([0f, 3f, 1f, 4f, 2f, 5f], WeightsFolder.Floats(arrays["transposed"]));
        Assert.Equal([2f, 5f, 8f], WeightsFolder.Floats(arrays["every_third"]));
        Assert.Equal([5f, 5f, 5f, 5f], WeightsFolder.Floats(arrays["expanded"]));
        Assert.Equal([4f, 5f, 6f, 7f], WeightsFolder.Floats(arrays["part"]));
        Assert.Equal([1, 2, 3, 4], arrays["channels_last"].Shape);
        Assert.Equal(Enumerable.Range(0, 24).Select(i => (float)i), WeightsFolder.Floats(arrays["channels_last"]));
    }

    [Theory]
    [InlineData("element_types.pth")]
    [InlineData("element_types_legacy.pth")]
    public void Every_element_type_is_read(string fixture)
    {
        NamedArrays arrays = PyTorchFile.Read(WeightsFolder.Fixture(fixture));

        foreach (string name in new[] { "float64", "float32", "float16", "bfloat16" })
        {
            Assert.Equal(Enum.Parse<ScalarType>(name, ignoreCase: true), arrays[name].Type);
            Assert.Equal([0f, 1f, 3f], WeightsFolder.Floats(arrays[name]));
        }
        foreach (string name in new[] { "int64", "int32", "int16", "int8", "uint8", "bool" })
        {
            ScalarType type = name == "uint8" ? ScalarType.Byte : Enum.Parse<ScalarType>(name, ignoreCase: true);
            Assert.Equal(type, arrays[name].Type);
            Assert.Equal(type == ScalarType.Bool ? 1 : 3, arrays[name].Data.Span[2 * type.SizeInBytes()]);
        }
        Assert.Equal([2.5f], WeightsFolder.Floats(arrays["scalar"]));
        Assert.Equal([0, 4], arrays["empty"].Shape);
    }
}
