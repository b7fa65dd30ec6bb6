using System.Net;
using Distillery.Messages.Membership;
using Distillery.Shared;
using Distillery.Shared.Cluster;
using Distillery.Shared.Configuration;
using Distillery.Shared.TensorLinks.Tcp;

namespace Distillery.Cli.Cluster;

/// <summary>Where a process is in the cluster, and whom it asks for admission.</summary>
/// <param name="Listen">The port of the cluster; 0 takes a free one.</param>
internal sealed record ClusterPlace(HostAndPort Listen)
{
    /// <summary>On this machine alone, at any free port.</summary>
    internal static ClusterPlace Loopback { get; } = new(new HostAndPort("127.0.0.1", 0));

    /// <summary>Where the others reach it; null when it is where it listens.</summary>
    internal HostAndPort? Advertise { get; init; }

    /// <summary>Coordinators of the cluster; empty for a process that founds one.</summary>
    internal IReadOnlyList<HostAndPort> Seeds { get; init; } = [];

    /// <summary>Null for plain TCP.</summary>
    internal TlsConfig? Tls { get; init; }

    /// <summary>The person trusts whoever reaches the port.</summary>
    internal bool IsInsecure { get; init; }

    /// <summary>Tensors have a port of their own: the one behind the cluster's, or any free one where that may be any.</summary>
    internal string DataListen => Behind(Listen).ToString();

    /// <summary>Where the others reach it; null when it is where it listens.</summary>
    internal string? DataAdvertise => Advertise is { } advertise ? Behind(advertise).ToString() : null;

    /// <summary>Whether it is the one that founds the cluster where none is.</summary>
    internal bool IsFirstSeed => Seeds.Count == 0 || Seeds[0] == (Advertise ?? Listen);

    /// <param name="text">HOST:PORT[,HOST:PORT…]</param>
    /// <exception cref="UserErrorException">One is no such address.</exception>
    internal static IReadOnlyList<HostAndPort> ParseSeeds(string text) =>
        [.. text.Split(',', StringSplitOptions.TrimEntries).Select(HostAndPort.Parse)];

    internal static IReadOnlyList<string> RolesOf(NodeRoles roles)
    {
        List<string> names = [];
        if (roles.HasFlag(NodeRoles.Student)) names.Add(ClusterRoles.Student);
        if (roles.HasFlag(NodeRoles.Teacher)) names.Add(ClusterRoles.Teacher);
        if (roles.HasFlag(NodeRoles.Data)) names.Add(ClusterRoles.Data);
        return names;
    }

    /// <exception cref="UserErrorException">The others could not find the process, or it has no port for tensors.</exception>
    /// <param name="lossAfter">The silence after which a member counts as lost.</param>
    /// <param name="expectedMembers">About how many processes the cluster has.</param>
    internal ClusterEngineOptions ToOptions(IReadOnlyList<string> roles, TimeSpan lossAfter, int expectedMembers)
    {
        if ((Advertise ?? Listen) is var known && IsAnyAddress(known.Host))
        {
            throw new UserErrorException(
                $"{known} is no address by which others could know this process: it stands for all that the machine has",
                "Say with --advertise HOST:PORT where they reach it.");
        }
        return new ClusterEngineOptions
        {
            Listen = Listen, Advertise = Advertise, Roles = roles, Seeds = Seeds, LossAfter = lossAfter, Tls = Tls,
            IsInsecure = IsInsecure, ExpectedMembers = Math.Max(1, expectedMembers),
        };
    }

    private static HostAndPort Behind(HostAndPort address) => address.Port switch
    {
        0 => address,
        IPEndPoint.MaxPort => throw new UserErrorException(
            $"{address} leaves no port behind it, where tensors come", $"Choose a port below {IPEndPoint.MaxPort}."),
        _ => address with { Port = address.Port + 1 },
    };

    private static bool IsAnyAddress(string host) =>
        IPAddress.TryParse(host, out IPAddress? address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any));
}
