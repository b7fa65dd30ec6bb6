using Distillery.GpuNode.Models;

namespace Distillery.GpuNode.Tests.Models;

/// <summary>Networks of the catalog with the image channels and classes that published counts are for.</summary>
internal static class ReferenceNetworks
{
    internal static bool IsImageNet(string name) => name is "resnet18" or "resnet34" or "resnet50";

    internal static int Channels(string name) => name == "lenet5" ? 1 : 3;

    internal static Network Create(string name) => NetworkCatalog.Create(
        name, Channels(name), classes: IsImageNet(name) ? 1000 : name == "lenet5" ? 10 : 100);
}
