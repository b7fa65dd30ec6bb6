using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Distillery.Shared;

namespace Distillery.Cli.Remote;

/// <summary>The authority of a cluster, which the system does not know.</summary>
internal sealed class TrustedAuthority
{
    private TrustedAuthority(X509ChainPolicy policy) => Policy = policy;

    /// <summary>What a coordinator's certificate is held against, beside its name.</summary>
    internal X509ChainPolicy Policy { get; }

    /// <exception cref="UserErrorException">The file is missing, or holds no certificate.</exception>
    internal static TrustedAuthority Load(string path)
    {
        X509Certificate2Collection certificates = [];
        string problem = "there is no certificate in it";
        try
        {
            certificates.ImportFromPemFile(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            problem = error.Message;
        }
        if (certificates.Count == 0)
            throw new UserErrorException($"--tls-authority: {path} cannot be used: {problem}", "Name a PEM file with BEGIN CERTIFICATE.");
        X509ChainPolicy policy = new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck, // An authority for one cluster publishes no lists.
        };
        policy.CustomTrustStore.AddRange(certificates);
        return new TrustedAuthority(policy);
    }
}
