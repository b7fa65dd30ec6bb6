namespace Distillery.Cli.Bench.Step;

/// <summary>What both sides of a step benchmark compute.</summary>
/// <param name="Channels">Of the images, which are square.</param>
/// <param name="Pixels">Height and width.</param>
/// <param name="Batch">Images a step.</param>
/// <param name="Threads">Within an operator.</param>
internal sealed record StepShape(string Architecture, int Channels, int Pixels, int Classes, int Batch, int Threads)
{
    private const int SmallImagePixels = 32;

    /// <summary>lenet5 has grey images of 10 classes, all others coloured ones of 100.</summary>
    internal static StepShape Of(string architecture, int batch, int threads) => architecture == "lenet5"
        ? new StepShape(architecture, 1, SmallImagePixels, 10, batch, threads)
        : new StepShape(architecture, 3, SmallImagePixels, 100, batch, threads);
}
