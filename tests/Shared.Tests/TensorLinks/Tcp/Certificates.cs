using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Distillery.Shared.Configuration;
using Distillery.Shared.Tests.Runs;

namespace Distillery.Shared.Tests.TensorLinks.Tcp;

/// <summary>An authority, and certificates of it, as PEM files in a folder of their own.</summary>
internal sealed class Certificates : IDisposable
{
    private static readonly DateTimeOffset Start = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = new(2120, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly ECDsa _authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _authority;

    internal Certificates()
    {
        var request = new CertificateRequest("CN=authority", _authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _authority = request.CreateSelfSigned(Start, End);
        File.WriteAllText(AuthorityPath, _authority.ExportCertificatePem());
    }

    internal string AuthorityPath => _folder.At("authority.pem");

    /// <summary>A new certificate, with the authority that its owner trusts.</summary>
    internal TlsConfig Issue(string name, string? trusted = null, DateTimeOffset? end = null)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        byte[] serial = RandomNumberGenerator.GetBytes(8);
        using X509Certificate2 certificate = request.Create(_authority, Start, end ?? End.AddDays(-1), serial);
        string certificatePath = _folder.At($"{name}.pem");
        string keyPath = _folder.At($"{name}.key");
        File.WriteAllText(certificatePath, certificate.ExportCertificatePem());
        File.WriteAllText(keyPath, key.ExportPkcs8PrivateKeyPem());
        return new TlsConfig { Certificate = certificatePath, Key = keyPath, Authority = trusted ?? AuthorityPath };
    }

    public void Dispose()
    {
        _authority.Dispose();
        _authorityKey.Dispose();
        _folder.Dispose();
    }
}
