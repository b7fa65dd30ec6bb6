using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Distillery.Coordinator.Http;
using Distillery.Coordinator.Tests.Record;
using Distillery.Shared;

namespace Distillery.Coordinator.Tests.Http.Host;

public sealed class TlsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly X509Certificate2 _certificate;

    public TlsTests()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256);
        _certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        File.WriteAllText(_folder.At("certificate.pem"), _certificate.ExportCertificatePem());
        File.WriteAllText(_folder.At("key.pem"), key.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task With_a_certificate_it_answers_over_TLS_and_not_without()
    {
        HttpOptions options = new() { Certificate = HttpCertificate.Load(_folder.At("certificate.pem"), _folder.At("key.pem")) };
        await using HttpCluster cluster = await HttpCluster.StartAsync(options);
        Uri address = new(cluster.Face.Address);
        Assert.Equal("https", address.Scheme);
        using SocketsHttpHandler handler = new();
        handler.SslOptions.RemoteCertificateValidationCallback =
            (_, shown, _, _) => shown!.GetCertHashString() == _certificate.GetCertHashString();
        using HttpClient client = new(handler);
        Assert.Contains("study", await client.GetStringAsync(new Uri(address, "/api/v1/run")), StringComparison.Ordinal);
        using HttpClient plain = new();
        await Assert.ThrowsAsync<HttpRequestException>(() => plain.GetAsync($"http://{address.Authority}/api/v1/run"));
    }

    [Theory]
    [InlineData("none.pem", "key.pem")]
    [InlineData("key.pem", "key.pem")]
    [InlineData("certificate.pem", "certificate.pem")]
    public void Files_that_hold_something_else_are_named(string certificate, string key)
    {
        UserErrorException error = Assert.Throws<UserErrorException>(
            () => HttpCertificate.Load(_folder.At(certificate), _folder.At(key)));
        Assert.Contains(certificate, error.Message, StringComparison.Ordinal);
        Assert.Contains("--http-key", error.NextStep, StringComparison.Ordinal);
    }
}
