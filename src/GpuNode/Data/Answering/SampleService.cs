using System.Runtime.InteropServices;
using Distillery.GpuNode.Helpers;
using Distillery.Messages.Helpers;
using Distillery.Messages.Samples;

namespace Distillery.GpuNode.Data.Answering;

/// <summary>Prepares training images for nodes that ask for them.</summary>
/// <param name="images">The training set.</param>
/// <param name="seed">The run's, which augmentation draws from.</param>
public sealed class SampleService(IPreparedImages images, long seed) : IHelperService
{
    public IReadOnlyList<HelperAnswer?> Compute(IReadOnlyList<HelperQuery> queries) =>
        [.. queries.Cast<SampleQuery>().Select(Prepare)];

    private SampleAnswer? Prepare(SampleQuery query)
    {
        int[] samples = MemoryMarshal.Cast<byte, int>(query.Payload.Bytes.Span).ToArray();
        bool fits = samples.Length == query.Images && query.Payload.Bytes.Length == query.Images * sizeof(int);
        query.Payload.Dispose();
        if (!fits || query.Images == 0 || query.Epoch < 0 || !samples.All(sample => sample >= 0 && sample < images.Count)) return null;
        SampleLayout layout = new(samples.Length, images.Shape);
        RentedPayload payload = new(layout.ByteCount);
        DamagedImage?[] damages = new DamagedImage?[samples.Length];
        try
        {
            images.Each(samples.Length, row =>
            {
                PreparedImage prepared = images.Train(samples[row], seed, query.Epoch, layout.Image(payload.Target.Span, row));
                layout.Labels(payload.Target.Span)[row] = prepared.Label;
                damages[row] = prepared.Damage;
            }, CancellationToken.None);
        }
        catch
        {
            payload.Dispose();
            throw;
        }
        return new SampleAnswer(query.Query, 0, RowsOf(damages), payload);
    }

    private static DamagedRow[] RowsOf(DamagedImage?[] damages)
    {
        List<DamagedRow> rows = [];
        for (int row = 0; row < damages.Length; row++)
        {
            if (damages[row] is not { } damage) continue;
            bool isNamed = rows.Count < SampleAnswer.MostNamed;
            rows.Add(new DamagedRow(row, isNamed ? damage.Name : "", isNamed ? damage.Reason : ""));
        }
        return [.. rows];
    }
}
