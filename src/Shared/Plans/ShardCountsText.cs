using System.Globalization;
using System.Text;

namespace Distillery.Shared.Plans;

/// <summary>The sizes of shards in few letters, such as "1000x1280,167": nodes tell them to the coordinator, which keeps them
/// with the run.</summary>
public static class ShardCountsText
{
    public static string Format(IReadOnlyList<int> counts)
    {
        StringBuilder text = new();
        for (int first = 0; first < counts.Count;)
        {
            int end = first + 1;
            while (end < counts.Count && counts[end] == counts[first]) end++;
            if (first > 0) text.Append(',');
            text.Append(CultureInfo.InvariantCulture, $"{counts[first]}");
            if (end - first > 1) text.Append(CultureInfo.InvariantCulture, $"x{end - first}");
            first = end;
        }
        return text.ToString();
    }

    /// <param name="sampleCount">What the sizes add up to.</param>
    /// <exception cref="UserErrorException">The text is not the sizes of so many samples.</exception>
    public static IReadOnlyList<int> Parse(string text, long sampleCount)
    {
        List<int> counts = [];
        long left = sampleCount;
        foreach (string part in text.Split(','))
        {
            string[] numbers = part.Split('x');
            int times = 1;
            bool isRun = int.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out int size)
                && numbers.Length <= 2;
            if (numbers.Length == 2) isRun &= int.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out times);
            if (!isRun || size * (long)times > left || (size == 0 && times > ushort.MaxValue)) throw Wrong(text, sampleCount);
            left -= size * (long)times;
            for (int i = 0; i < times; i++) counts.Add(size);
        }
        return left == 0 ? counts : throw Wrong(text, sampleCount);
    }

    private static UserErrorException Wrong(string text, long sampleCount) => new(
        $"the shards '{(text.Length > 60 ? text[..60] + "…" : text)}' are not those of {sampleCount} samples",
        "Use nodes and run folders of this version.");
}
