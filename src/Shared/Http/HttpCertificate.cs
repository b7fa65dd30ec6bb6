using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Distillery.Shared.Http;

/// <summary>What a coordinator shows of itself where it answers over TLS.</summary>
public sealed class HttpCertificate
{
    private HttpCertificate(X509Certificate2 own, X509Certificate2Collection chain) => (Own, Chain) = (own, chain);

    /// <summary>With its private key.</summary>
    public X509Certificate2 Own { get; }

    /// <summary>All that the file holds: the certificate, and those between it and its authority's.</summary>
    public X509Certificate2Collection Chain { get; }

    /// <param name="certificatePath">A PEM file.</param>
    /// <param name="keyPath">A PEM file with the private key of that certificate, not encrypted.</param>
    /// <exception cref="UserErrorException">A file is missing, or does not hold what it should.</exception>
    public static HttpCertificate Load(string certificatePath, string keyPath)
    {
        try
        {
            X509Certificate2Collection chain = [];
            chain.ImportFromPemFile(certificatePath);
            return new HttpCertificate(X509Certificate2.CreateFromPemFile(certificatePath, keyPath), chain);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new UserErrorException(
                $"{certificatePath} with the key {keyPath} cannot be used for HTTP: {error.Message}",
                "Name two PEM files: --http-certificate with BEGIN CERTIFICATE, --http-key with BEGIN PRIVATE KEY and of that "
                + "certificate.", error);
        }
    }
}
