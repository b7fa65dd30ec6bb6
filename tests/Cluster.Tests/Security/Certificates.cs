using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Distillery.ClusterBench;
using Distillery.Shared.Configuration;

namespace Distillery.Cluster.Tests.Security;

/// <summary>An authority, and certificates of it, as PEM files in a folder of their own.</summary>
internal sealed class Certificates : IDisposable
{
    private static readonly DateTimeOffset Start = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = new(2120, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly ECDsa _authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _authority;
    private readonly X509Certificate2 _between;

    internal Certificates()
    {
        CertificateRequest request = Request("authority", _authorityKey, isAuthority: true);
        _authority = request.CreateSelfSigned(Start, End);
        File.WriteAllText(AuthorityPath, _authority.ExportCertificatePem());
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 signed = Request("between", key, isAuthority: true).Create(_authority, Start, End.AddDays(-1), Serial());
        _between = signed.CopyWithPrivateKey(key);
    }

    internal string AuthorityPath => _folder.At("authority.pem");

    /// <summary>A new certificate, with the authority that its owner trusts.</summary>
    internal TlsConfig Issue(string name, string? trusted = null, DateTimeOffset? end = null) =>
        Issue(name, _authority, "", trusted, end);

    /// <summary>A certificate of one that is of the authority.</summary>
    internal TlsConfig IssueBelow(string name) => Issue(name, _between, _between.ExportCertificatePem(), trusted: null, end: null);

    public void Dispose()
    {
        _between.Dispose();
        _authority.Dispose();
        _authorityKey.Dispose();
        _folder.Dispose();
    }

    private TlsConfig Issue(string name, X509Certificate2 issuer, string chain, string? trusted, DateTimeOffset? end)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 certificate = Request(name, key, isAuthority: false).Create(issuer, Start, end ?? End.AddDays(-2), Serial());
        string certificatePath = _folder.At($"{name}.pem");
        string keyPath = _folder.At($"{name}.key");
        File.WriteAllText(certificatePath, $"{certificate.ExportCertificatePem()}\n{chain}");
        File.WriteAllText(keyPath, key.ExportPkcs8PrivateKeyPem());
        return new TlsConfig { Certificate = certificatePath, Key = keyPath, Authority = trusted ?? AuthorityPath };
    }

    private static CertificateRequest Request(string name, ECDsa key, bool isAuthority)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        return request;
    }

    private static byte[] Serial() => RandomNumberGenerator.GetBytes(8);
}
