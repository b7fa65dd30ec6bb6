using System.Security.Cryptography;
using System.Text;
using Distillery.GpuNode.Models;
using Distillery.GpuNode.Parameters;

namespace Distillery.GpuNode.Tests.Models;

/// <summary>Names, shapes and order of all tensors, against the reference networks of tests/golden.</summary>
public sealed class NetworkStateTests
{
    /// <summary>Parameters and fingerprint by name; state_fingerprints.py prints them.</summary>
    private static readonly SortedDictionary<string, (long Count, string Fingerprint)> Expected =
        new(StringComparer.Ordinal)
        {
            ["lenet5"] = (61_750, "9056a2b780d6d352"),
            ["resnet8"] = (83_892, "5c8ee889d90d52de"),
            ["resnet14"] = (181_108, "165d993e38c9f093"),
            ["resnet20"] = (278_324, "e421c4fa32db67e7"),
            ["resnet32"] = (472_756, "6cf9bbb837284639"),
            ["resnet44"] = (667_188, "cd5f69d5fc20d199"),
            ["resnet56"] = (861_620, "c80c378323644d89"),
            ["resnet110"] = (1_736_564, "80e62065d4ec3964"),
            ["resnet8x4"] = (1_233_540, "23f0f1db24736e41"),
            ["resnet32x4"] = (7_433_860, "d23dbec1f062f296"),
            ["wrn-16-1"] = (180_916, "e3e2a1d3f9388e3e"),
            ["wrn-16-2"] = (703_284, "2618dce36025e736"),
            ["wrn-40-1"] = (569_780, "ff3deb09119d3034"),
            ["wrn-40-2"] = (2_255_156, "235176dc03f4eb3c"),
            ["vgg8"] = (3_965_028, "0bacfd4fe11a09fc"),
            ["vgg11"] = (9_277_284, "4592661cc017e42e"),
            ["vgg13"] = (9_462_180, "38b62e96754d5392"),
            ["vgg16"] = (14_774_436, "70f0dd7f72aff40c"),
            ["mobilenetv2"] = (812_836, "86c9843ceb3cc50b"),
            ["shufflenetv1"] = (949_258, "872821fa8ba8b376"),
            ["shufflenetv2"] = (1_355_528, "2876854cb2d528fe"),
            ["resnet50-cifar"] = (23_705_252, "bc619a4b600b76c2"),
            ["resnet18"] = (11_689_512, "fa5af2313247ff1c"),
            ["resnet34"] = (21_797_672, "cd0a97fde7619f2e"),
            ["resnet50"] = (25_557_032, "792d36d5bd03ba83"),
        };

    public static TheoryData<string> Names => [.. Expected.Keys];

    [Fact]
    public void Every_architecture_of_the_catalog_has_a_reference() =>
        Assert.Equal(Expected.Keys, NetworkCatalog.Names);

    [Theory]
    [MemberData(nameof(Names))]
    public void It_has_as_many_parameters_as_the_reference(string name)
    {
        using Network network = ReferenceNetworks.Create(name);
        Assert.Equal(Expected[name].Count, network.ParameterLayout.Count);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_tensors_have_the_names_and_shapes_of_the_reference_in_the_same_order(string name)
    {
        using Network network = ReferenceNetworks.Create(name);
        string text = Lines(network.ParameterLayout) + Lines(network.BufferLayout);
        string fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
        Assert.True(fingerprint == Expected[name].Fingerprint, $"{name} has other names or shapes:\n{text}");
    }

    private static string Lines(FlatLayout layout) =>
        string.Concat(layout.Entries.Select(entry => $"{entry.Name} {string.Join('x', entry.Shape)}\n"));
}
