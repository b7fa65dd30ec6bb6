using System.Diagnostics;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Coordination;
using Distillery.ClusterBench;
using Distillery.ClusterBench.Host;
using Distillery.Shared;
using Distillery.Shared.Cluster.Leading;
using Distillery.Shared.Runs;

namespace Distillery.Cluster.Tests.Leading;

public sealed class RunFolderLeaseTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly List<ActorSystem> _systems = [];
    private readonly List<RunFolderClaim> _claims = [];

    private string Path => _folder.At("run");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (ActorSystem system in _systems) await system.Terminate();
        foreach (RunFolderClaim claim in _claims) claim.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task One_holder_at_a_time_has_the_folder()
    {
        (Lease first, Lease second) = (Lease(), Lease());

        Assert.True(await first.Acquire());
        Assert.False(await second.Acquire());
        Assert.True(await first.Acquire());
        Assert.True(first.CheckLease());
        Assert.False(second.CheckLease());

        Assert.True(await first.Release());
        Assert.False(first.CheckLease());
        Assert.True(await second.Acquire());
    }

    [Fact]
    public async Task An_ActorSystem_that_ends_releases_the_folder()
    {
        (Lease first, Lease second) = (Lease(), Lease());
        Assert.True(await first.Acquire());

        await _systems[0].Terminate();

        Assert.True(await second.Acquire());
    }

    [Fact]
    public async Task A_folder_that_a_coordinator_has_entered_stays_locked_until_it_has_left()
    {
        RunFolderClaim claim = Claim();
        (Lease first, Lease second) = (Lease(claim), Lease());
        Assert.True(await first.Acquire());
        RunFolder entered = claim.Enter()!;
        Assert.Equal(Path, entered.FullPath);
        Assert.Null(claim.Enter());

        Assert.True(await first.Release());

        Assert.False(first.CheckLease());
        Assert.False(await second.Acquire());
        Assert.False(await first.Acquire());
        claim.Leave();
        Assert.True(await second.Acquire());
        Assert.Null(claim.Enter());
    }

    [Fact]
    public async Task A_process_that_is_killed_leaves_the_folder_free()
    {
        RunFolder.Open(Path).Dispose(); // So that there is a lock file.
        using Process holder = Process.Start(
            new ProcessStartInfo("flock", ["--exclusive", "--close", $"{Path}/.lock", "sh", "-c", "echo held; exec sleep 60"]) { RedirectStandardOutput = true })!;
        Assert.Equal("held", await holder.StandardOutput.ReadLineAsync());
        Lease lease = Lease();
        Assert.False(await lease.Acquire());

        holder.Kill(entireProcessTree: true);
        await holder.WaitForExitAsync();

        Assert.True(await lease.Acquire());
    }

    [Fact]
    public async Task A_holder_whose_folder_is_taken_away_is_told_once()
    {
        List<Exception> told = [];
        Lease lease = Lease();
        Assert.True(await lease.Acquire(told.Add));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Empty(told);

        File.Delete($"{Path}/.lock");
        File.WriteAllText($"{Path}/.lock", ""); // Another file, of which nobody has the lock.
        Lease other = Lease();
        Assert.True(await other.Acquire());
        Assert.False(lease.CheckLease());
        _time.Advance(TimeSpan.FromSeconds(5));

        LeaseException lost = Assert.IsType<LeaseException>(Assert.Single(told));
        Assert.Contains($"process {Environment.ProcessId} on", lost.Message, StringComparison.Ordinal);
        Assert.False(await lease.Acquire());
    }

    [Fact]
    public async Task A_holder_whose_folder_is_gone_is_told()
    {
        List<Exception> told = [];
        Lease lease = Lease();
        Assert.True(await lease.Acquire(told.Add));

        Directory.Delete(Path, recursive: true);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Single(told);
    }

    [Fact]
    public async Task A_released_folder_is_nobodys_loss()
    {
        List<Exception> told = [];
        Lease lease = Lease();
        Assert.True(await lease.Acquire(told.Add));
        Assert.True(await lease.Release());

        Directory.Delete(Path, recursive: true);
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Empty(told);
    }

    [Fact]
    public async Task A_standby_that_sees_no_run_does_not_make_one_of_its_own()
    {
        Lease lease = Lease(new RunFolderClaim(Path, mayCreate: false));

        UserErrorException error = await Assert.ThrowsAsync<UserErrorException>(() => lease.Acquire());

        Assert.Contains($"{Path} holds no run", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path));
    }

    private RunFolderClaim Claim() => new(Path, mayCreate: true);

    private Lease Lease(RunFolderClaim? claim = null)
    {
        claim ??= Claim();
        _claims.Add(claim);
        var setup = ActorSystemSetup.Create(
            BootstrapSetup.Create().WithConfig(Akka.Configuration.ConfigurationFactory.ParseString($$"""
                akka.log-dead-letters = off
                {{RunFolderLease.ConfigPath}} {
                  lease-class = "{{typeof(RunFolderLease).AssemblyQualifiedName}}"
                  heartbeat-interval = 1s
                }
                """)),
            new RunFolderLeaseSetup(claim, _time));
        var system = ActorSystem.Create("distillery", setup);
        _systems.Add(system);
        return LeaseProvider.Get(system).GetLease("coordinator", RunFolderLease.ConfigPath, "owner");
    }
}
