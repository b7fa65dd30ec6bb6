using Distillery.Shared.Configuration.Reading;

namespace Distillery.Shared.Configuration;

/// <summary>Certificates for the connections between nodes, as PEM files. Both ends show one, and both ask for one of the
/// same authority.</summary>
public sealed record TlsConfig
{
    /// <summary>The node's own certificate; those between it and the authority may follow in the same file.</summary>
    public required string Certificate { get; init; }

    /// <summary>The private key of the certificate, not encrypted.</summary>
    public required string Key { get; init; }

    /// <summary>The certificate of the authority, or several, that the others' certificates must come from.</summary>
    public required string Authority { get; init; }

    internal static TlsConfig Read(SectionReader section) => new()
    {
        Certificate = section.PathTo("certificate"),
        Key = section.PathTo("key"),
        Authority = section.PathTo("authority"),
    };

    internal void Write(SectionWriter section)
    {
        section.Put("certificate", Certificate);
        section.Put("key", Key);
        section.Put("authority", Authority);
    }
}
