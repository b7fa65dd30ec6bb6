namespace Distillery.Cli.Bench.Data;

/// <summary>One of the two sides that prepare images.</summary>
internal interface IDataSide : IDisposable
{
    /// <summary>Reads, decodes, crops, resizes and mirrors so many images.</summary>
    /// <returns>How many seconds it took.</returns>
    double Prepare(int images);
}
