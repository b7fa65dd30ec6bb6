namespace Distillery.Shared.Configuration.Reading;

/// <summary>Finds the key that a person most likely meant.</summary>
public static class NearestKey
{
    /// <summary>No key is nearly this long, and the distance costs the product of both lengths.</summary>
    private const int MaximumLength = 64;

    /// <summary>The nearest of the candidates, or null when none shares enough letters to be meant.</summary>
    public static string? Find(string key, IEnumerable<string> candidates)
    {
        if (key.Length > MaximumLength) return null;
        int tolerance = Math.Max(2, key.Length / 3);
        return candidates
            .Select(candidate => (candidate, distance: Distance(key, candidate)))
            .Where(pair => pair.distance <= tolerance && pair.distance < key.Length)
            .OrderBy(pair => pair.distance)
            .Select(pair => pair.candidate)
            .FirstOrDefault();
    }

    /// <summary>Edit distance with insertion, deletion, replacement and exchange of neighbours, each counted as one
    /// (optimal string alignment).</summary>
    private static int Distance(string left, string right)
    {
        int[,] distance = new int[left.Length + 1, right.Length + 1];
        for (int i = 0; i <= left.Length; i++) distance[i, 0] = i;
        for (int j = 0; j <= right.Length; j++) distance[0, j] = j;
        for (int i = 1; i <= left.Length; i++)
        {
            for (int j = 1; j <= right.Length; j++)
            {
                int replaced = distance[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                int best = Math.Min(replaced, 1 + Math.Min(distance[i - 1, j], distance[i, j - 1]));
                bool exchanged = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
                distance[i, j] = exchanged ? Math.Min(best, distance[i - 2, j - 2] + 1) : best;
            }
        }
        return distance[left.Length, right.Length];
    }
}
