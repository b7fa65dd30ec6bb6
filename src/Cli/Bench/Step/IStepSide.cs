namespace Distillery.Cli.Bench.Step;

/// <summary>One side of a step benchmark.</summary>
internal interface IStepSide
{
    /// <summary>Takes training steps: forward, loss, backward, optimizer.</summary>
    /// <returns>Seconds for all of them.</returns>
    double Train(int steps);

    /// <summary>Forward passes in evaluation mode, without gradients.</summary>
    /// <returns>Seconds for all of them.</returns>
    double Forward(int steps);
}
