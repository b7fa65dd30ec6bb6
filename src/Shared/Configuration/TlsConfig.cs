using Distillery.Shared.Configuration.Reading;

namespace Distillery.Shared.Configuration;

/// <summary>Mutual TLS between the processes of a run: each shows a certificate, and trusts those of one
/// authority.</summary>
public sealed record TlsConfig
{
    /// <summary>PEM file with this process's certificate, and those between it and the authority's; absolute.</summary>
    public required string Certificate { get; init; }

    /// <summary>PEM file with the certificate's private key; absolute.</summary>
    public required string Key { get; init; }

    /// <summary>PEM file with the authority's certificate, by which a peer must be signed; absolute.</summary>
    public required string Authority { get; init; }

    internal static TlsConfig? Read(SectionReader section)
    {
        string? certificate = section.OptionalPathTo("certificate");
        string? key = section.OptionalPathTo("key");
        string? authority = section.OptionalPathTo("authority");
        if (certificate is null && key is null && authority is null) return null;
        foreach (string needed in (string[])["certificate", "key", "authority"])
        {
            if (section.Has(needed)) continue;
            section.Fail(
                needed, "is required where TLS is configured, and missing",
                "Name all three PEM files: certificate, key and authority.");
        }
        return new TlsConfig { Certificate = certificate ?? "", Key = key ?? "", Authority = authority ?? "" };
    }

    internal static void Write(TlsConfig? config, SectionWriter section)
    {
        section.Put("certificate", config?.Certificate);
        section.Put("key", config?.Key);
        section.Put("authority", config?.Authority);
    }
}
