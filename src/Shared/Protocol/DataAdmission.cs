using System.Security.Cryptography;
using System.Text;

namespace Distillery.Shared.Protocol;

/// <summary>Which connections of the data plane a process takes: those of members that the coordinator has admitted. It tells
/// them a secret in Welcome, and who calls on the data plane shows it.</summary>
/// <remarks>Deterministic. A coordinator draws a secret of its own, so what was told in an earlier term opens nothing.</remarks>
public sealed class DataAdmission
{
    /// <summary>What this process shows where it calls; null before it is admitted.</summary>
    public string? Secret { get; private set; }

    /// <summary>The coordinator has admitted this process, or is it.</summary>
    public void Admit(string secret) => Secret = secret;

    /// <summary>Looks whether a caller belongs to the run. Takes the same time whatever it shows.</summary>
    /// <param name="shown">Null from one that has no secret.</param>
    /// <returns>Why it is refused, in words for its person; null when it is taken.</returns>
    public string? Refusal(string? shown)
    {
        if (Secret is null) return "this process has not been admitted to a run yet";
        bool isRight = shown is not null
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(shown), Encoding.UTF8.GetBytes(Secret));
        return isRight ? null : "the caller has not been admitted to this run";
    }
}
