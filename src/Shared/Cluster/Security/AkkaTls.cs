using System.Security.Cryptography.X509Certificates;
using Akka.Remote.Transport.DotNetty;
using Distillery.Shared.Configuration;
using Distillery.Shared.TensorLinks.Tcp;
using Microsoft.Extensions.Logging;

namespace Distillery.Shared.Cluster.Security;

/// <summary>Mutual TLS for Akka's port, by the same three files as for payloads.</summary>
internal static class AkkaTls
{
    /// <exception cref="UserErrorException">A file is missing, or does not hold what it should.</exception>
    internal static DotNettySslSetup Setup(TlsConfig config, ILogger log)
    {
        TlsIdentity identity = TlsIdentity.Load(config);
        return new DotNettySslSetup(
            identity.Certificate.TargetCertificate, suppressValidation: false, requireMutualAuthentication: true,
            validateCertificateHostname: false, // As TlsIdentity says: the authority counts, addresses come and go.
            (certificate, _, peer, _, _) => certificate is not null && IsOfAuthority(identity, certificate, peer, log));
    }

    private static bool IsOfAuthority(TlsIdentity identity, X509Certificate2 certificate, string peer, ILogger log)
    {
        using var chain = new X509Chain { ChainPolicy = identity.NewPolicy() };
        // DotNetty shows a certificate without those between it and the authority's: ours are taken to be the peer's too.
        chain.ChainPolicy.ExtraStore.AddRange(identity.Certificate.IntermediateCertificates.ToArray());
        if (chain.Build(certificate)) return true;
        string problem = string.Join(", ", chain.ChainStatus.Select(status => status.Status).Distinct());
        ClusterLog.Stranger(log, peer, certificate.Subject, problem);
        return false;
    }
}
