using System.Security.Cryptography;
using System.Text;

namespace Distillery.Shared.Protocol;

/// <summary>Which connections of the data plane a process takes: those of members that the coordinator has admitted. It tells
/// them a secret in Welcome, and who calls on the data plane proves that it knows it.</summary>
/// <remarks>Deterministic. A coordinator draws a secret of its own, so what was told in an earlier term opens nothing. Any
/// thread may read it.</remarks>
public sealed class DataAdmission
{
    /// <summary>Why a process without a secret takes no call and makes none.</summary>
    public const string NotYet = "this process has not been admitted to a run yet";

    private volatile string? _secret;

    /// <summary>What this process calls with; null before it is admitted.</summary>
    public string? Secret => _secret;

    /// <summary>The coordinator has admitted this process, or is it.</summary>
    /// <param name="secret">An empty one admits to nothing.</param>
    public void Admit(string secret) => _secret = secret.Length > 0 ? secret : null;

    /// <summary>Looks whether a caller that shows the secret itself belongs to the run.</summary>
    /// <inheritdoc cref="Refusal(byte[], Func{string, byte[]})"/>
    public string? Refusal(string? shown) => Refusal(shown is null ? null : Encoding.UTF8.GetBytes(shown), Encoding.UTF8.GetBytes);

    /// <summary>Looks whether a caller belongs to the run. Takes the same time whatever it shows.</summary>
    /// <param name="shown">What it has made of its secret; null from one that has none.</param>
    /// <param name="make">Makes of this process's secret what the caller should show.</param>
    /// <returns>Why it is refused, in words for its person; null when it is taken.</returns>
    public string? Refusal(byte[]? shown, Func<string, byte[]> make)
    {
        if (Secret is not { } secret) return NotYet;
        bool isRight = shown is not null
            && CryptographicOperations.FixedTimeEquals(shown, make(secret));
        return isRight ? null : "the caller has not been admitted to this run";
    }
}
