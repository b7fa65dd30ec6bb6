using Distillery.GpuNode.Optimizers;
using Distillery.GpuNode.Weights;
using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Tests.Golden;

public sealed class OptimizerGoldenTests : SingleThreadedTorch
{
    private const int Steps = 5;
    private const double Tolerance = 1e-6;

    private static readonly string[] Names = ["weight", "bias", "matrix"];

    [Theory]
    [InlineData("sgd", false)]
    [InlineData("sgd-nesterov", true)]
    public void Sgd_takes_the_steps_of_PyTorch(string file, bool nesterov)
    {
        using DisposeScope scope = NewDisposeScope();
        NamedArrays golden = GoldenFiles.Read($"optimizers/{file}.safetensors");
        using Sgd sgd = new(
            Flat(golden, "initial").numel(), golden.Fact("momentum"), nesterov, golden.Fact("weight_decay"), Devices.Cpu);
        AssertSteps(golden, sgd);
    }

    [Fact]
    public void AdamW_takes_the_steps_of_PyTorch()
    {
        using DisposeScope scope = NewDisposeScope();
        NamedArrays golden = GoldenFiles.Read("optimizers/adamw.safetensors");
        using AdamW adamW = new(
            Flat(golden, "initial").numel(), beta1: 0.9, beta2: 0.999, golden.Fact("eps"), golden.Fact("weight_decay"),
            Devices.Cpu);
        AssertSteps(golden, adamW);
    }

    [Theory]
    [InlineData("clipping")]
    [InlineData("clipping-within-norm")]
    public void Clipping_scales_by_the_norm_of_all_gradients_as_PyTorch_does(string file)
    {
        using DisposeScope scope = NewDisposeScope();
        NamedArrays golden = GoldenFiles.Read($"optimizers/{file}.safetensors");
        Tensor gradient = Flat(golden, "gradient");

        Tensor clipped = GradientClipping.Apply(gradient, golden.Fact("max_norm"));

        Closeness.AssertClose("the norm", golden["norm"].Doubles(), [GradientClipping.Norm(gradient)], Tolerance);
        Closeness.AssertClose("the gradient", Flat(golden, "clipped").Doubles(), clipped.Doubles(), Tolerance);
    }

    private static void AssertSteps(NamedArrays golden, IOptimizer optimizer)
    {
        Tensor parameters = Flat(golden, "initial");
        for (int step = 0; step < Steps; step++)
        {
            optimizer.Apply(parameters, Flat(golden, $"gradient.{step}"), golden.Fact("lr"), step);
            Closeness.AssertClose(
                $"step {step}", Flat(golden, $"after.{step}").Doubles(), parameters.Doubles(), Tolerance);
        }
    }

    // All tensors behind each other, as the product's flat vectors hold them.
    private static Tensor Flat(NamedArrays golden, string prefix)
    {
        float[] values = [.. Names.SelectMany(name => golden[$"{prefix}.{name}"].Floats())];
        return HostTensor.From<float>(values, values.Length);
    }
}
