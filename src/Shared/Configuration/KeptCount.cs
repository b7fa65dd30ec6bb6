using System.Globalization;
using Distillery.Shared.Configuration.Reading;

namespace Distillery.Shared.Configuration;

/// <summary>Reads <c>method.keep</c>: how many samples of a batch the teacher is asked about.</summary>
internal static class KeptCount
{
    private const string Accepted = "1 to the batch, or a ratio such as 0.75";
    private const double DefaultRatio = 0.75;

    /// <summary>A whole number is a count; a number with a point is a share of the batch, rounded to the nearest count
    /// (halves upwards) and at least 1.</summary>
    internal static int Read(SectionReader section, MethodName name, int batch)
    {
        string? stated = section.Special("keep", "whole number or ratio", "0.75", Accepted);
        bool selects = name is MethodName.Random or MethodName.Unix;
        if (!selects) return batch; // A stated value has been refused already.
        if (stated is null) return OfRatio(DefaultRatio, batch);
        return stated.Contains('.', StringComparison.Ordinal)
            ? ReadRatio(section, stated, batch)
            : ReadCount(section, stated, batch);
    }

    private static int OfRatio(double ratio, int batch) =>
        Math.Max(1, (int)Math.Round(ratio * batch, MidpointRounding.AwayFromZero));

    private static int ReadRatio(SectionReader section, string stated, int batch)
    {
        string? problem = Scalars.ParseNumber(stated, double.Epsilon, 1, out double ratio);
        if (problem is null) return OfRatio(ratio, batch);
        bool isNumber = double.TryParse(stated, CultureInfo.InvariantCulture, out _);
        section.Fail(
            "keep", isNumber ? $"{stated} is not a share of the batch" : problem,
            "Write a count such as 48, or a ratio above 0 and up to 1.0.");
        return batch;
    }

    private static int ReadCount(SectionReader section, string stated, int batch)
    {
        string? problem = Scalars.ParseInteger(stated, 1, batch, out int count);
        if (problem is null) return count;
        bool isTooMany = Scalars.ParseInteger(stated, batch, int.MaxValue, out _) is null;
        section.Fail(
            "keep", isTooMany ? $"{stated} samples cannot be kept of a batch of {batch} (train.batch)" : problem,
            $"Write a whole number, 1 to {batch}, or a ratio such as 0.75.");
        return batch;
    }
}
