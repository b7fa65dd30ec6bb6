using Distillery.ClusterBench;
using Distillery.Shared.Cluster.Joining;
using Distillery.Shared.TensorLinks.Tcp;

namespace Distillery.Cluster.Tests.Joining;

public sealed class RememberedMembersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.At("members.txt");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_written_is_read()
    {
        HostAndPort[] members = [new("10.0.0.2", 7701), new("gpu-7.example", 7702), new("fe80::1", 7703)];
        RememberedMembers.Write(Path, members);
        Assert.Equal(members, RememberedMembers.Read(Path));
    }

    [Fact]
    public void A_folder_without_the_file_remembers_nobody() => Assert.Empty(RememberedMembers.Read(Path));

    [Fact]
    public void A_line_that_is_no_address_is_passed_over()
    {
        File.WriteAllText(Path, "10.0.0.2:7701\nnobody\n\n10.0.0.3:7701\n");
        Assert.Equal([new("10.0.0.2", 7701), new("10.0.0.3", 7701)], RememberedMembers.Read(Path));
    }
}
