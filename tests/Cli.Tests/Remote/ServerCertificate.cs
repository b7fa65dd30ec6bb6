using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Distillery.Cli.Tests.Remote;

/// <summary>A certificate for 127.0.0.1, its key, and the authority that has signed it, which no system knows, as PEM files.
/// </summary>
internal sealed class ServerCertificate : IDisposable
{
    private static readonly DateTimeOffset Start = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = new(2120, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

    internal ServerCertificate()
    {
        using ECDsa authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest authorityRequest = new("CN=a test's authority", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using X509Certificate2 authority = authorityRequest.CreateSelfSigned(Start, End);
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=a test's coordinator", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.Create(authority, Start, End.AddDays(-1), [1, 2, 3, 4, 5, 6, 7, 8]);
        File.WriteAllText(AuthorityPath, authority.ExportCertificatePem());
        File.WriteAllText(CertificatePath, certificate.ExportCertificatePem());
        File.WriteAllText(KeyPath, key.ExportPkcs8PrivateKeyPem());
    }

    internal string AuthorityPath => _folder.At("authority.pem");

    internal string CertificatePath => _folder.At("certificate.pem");

    internal string KeyPath => _folder.At("key.pem");

    /// <summary>A client that trusts the authority, and no other.</summary>
    internal HttpClient CreateClient()
    {
        SocketsHttpHandler handler = new();
        X509ChainPolicy policy = new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.ImportFromPemFile(AuthorityPath);
        handler.SslOptions.CertificateChainPolicy = policy;
        return new HttpClient(handler);
    }

    public void Dispose() => _folder.Dispose();
}
