using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Distillery.Shared.Configuration;

namespace Distillery.Shared.TensorLinks.Tcp;

/// <summary>The certificate that a process shows, and the authority that it asks the others' certificates to come from.</summary>
/// <remarks>Names in certificates are not compared with hosts: nodes come and go under any address, and what counts is
/// that the run's authority has admitted them.</remarks>
public sealed class TlsIdentity
{
    private readonly X509Certificate2Collection _authority;

    private TlsIdentity(SslStreamCertificateContext certificate, X509Certificate2Collection authority) =>
        (Certificate, _authority) = (certificate, authority);

    internal SslStreamCertificateContext Certificate { get; }

    /// <exception cref="UserErrorException">A file is missing, or does not hold what it should.</exception>
    public static TlsIdentity Load(TlsConfig config)
    {
        X509Certificate2Collection chain = LoadCertificates(config.Certificate, "certificate");
        X509Certificate2Collection authority = LoadCertificates(config.Authority, "authority");
        X509Certificate2 own = Read(
            config.Key, "key", () => X509Certificate2.CreateFromPemFile(config.Certificate, config.Key));
        var certificate = SslStreamCertificateContext.Create(own, chain, offline: true);
        return new TlsIdentity(certificate, authority);
    }

    /// <summary>What a certificate of the other end is held against. Made anew for each connection, as a policy is used
    /// up by its check.</summary>
    internal X509ChainPolicy NewPolicy()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck, // An authority for one cluster publishes no lists.
        };
        policy.CustomTrustStore.AddRange(_authority);
        return policy;
    }

    private static X509Certificate2Collection LoadCertificates(string path, string key)
    {
        X509Certificate2Collection certificates = Read(path, key, () =>
        {
            var loaded = new X509Certificate2Collection();
            loaded.ImportFromPemFile(path);
            return loaded;
        });
        if (certificates.Count > 0) return certificates;
        throw Unusable(path, key, "there is no certificate in it", inner: null);
    }

    private static T Read<T>(string path, string key, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw Unusable(path, key, error.Message, error);
        }
    }

    private static UserErrorException Unusable(string path, string key, string problem, Exception? inner) => new(
        $"cluster.tls.{key}: {path} cannot be used: {problem}",
        "Name a PEM file: certificates with BEGIN CERTIFICATE, the key with BEGIN PRIVATE KEY and of this certificate.", inner);
}
