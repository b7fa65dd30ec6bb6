using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Distillery.Chaos.Processes;
using Distillery.Cli.Tests.Remote;
using Distillery.Coordinator.Http;

namespace Distillery.Cli.Tests.Pages;

/// <summary>The live page in a real browser, over real runs.</summary>
public sealed class LivePageTests : IDisposable
{
    private const string TwoNodesTrain =
        "document.querySelectorAll('#nodes td.good').length === 2 && document.querySelectorAll('#ranks span').length === 2";

    private readonly Study _study = new();
    private readonly Browser _browser = Browser.Start();
    private readonly List<Process> _runs = [];

    public void Dispose()
    {
        foreach (Process run in _runs)
        {
            if (!run.HasExited) run.Kill(entireProcessTree: true); // The test has failed.
            run.Dispose();
        }
        _browser.Dispose();
        _study.Dispose();
    }

    [Fact]
    public async Task It_draws_a_run_and_follows_the_loss_and_the_return_of_a_node()
    {
        Process run = StartStudy("--nodes", "2", "--http", "127.0.0.1:0");
        string address = await AddressOf(run);
        await using BrowserPage page = await _browser.OpenAsync(address);
        await page.WaitForAsync(TwoNodesTrain);
        await page.WaitForAsync("document.querySelector('figure[data-chart=loss] path.curve').getAttribute('d').includes('L')");
        await page.WaitForAsync("/step [1-9]/.test(document.getElementById('position').textContent)");
        Assert.Equal("true", await page.EvaluateAsync("document.getElementById('teachers').hidden")); // Nobody teaches.
        Assert.Equal("training", await page.EvaluateAsync("document.getElementById('state').textContent"));

        RunTree.Signal(new RunTree(run.Id).Nodes[0], "KILL");
        await page.WaitForAsync("/is lost/.test(document.querySelector('#events p.bad').textContent)");
        await page.WaitForAsync("/goes on [0-9.]+ s after/.test(document.querySelector('#events p.good').textContent)");
        await page.WaitForAsync("document.querySelector('#nodes tr.gone td.bad').textContent.includes('lost')");
        await page.WaitForAsync(TwoNodesTrain);

        await page.ResizeAsync(390, 844);
        await page.WaitForAsync("document.documentElement.scrollWidth <= 390");
        Assert.Equal("0", await page.EvaluateAsync("document.querySelectorAll('svg.chart:not([aria-label])').length"));
        Assert.Empty(page.Errors);
        Assert.All(page.Requests, request => Assert.StartsWith(address, request, StringComparison.Ordinal));
        await StopAsync(run, address);
        await page.WaitForAsync("document.getElementById('state').textContent === 'stopped'");
    }

    [Fact]
    public async Task It_shows_how_the_teachers_keep_up()
    {
        string config = _study.WriteTeacher();
        Process run = Start(config, "--nodes", "2", "--http", "127.0.0.1:0");
        string address = await AddressOf(run);
        await using BrowserPage page = await _browser.OpenAsync(address);
        await page.WaitForAsync("document.querySelectorAll('#teachers:not([hidden]) td.good').length === 2");
        await page.WaitForAsync("[...document.querySelectorAll('#teachers tbody tr')].every(row => /^[1-9]/.test(row.cells[3].textContent))");
        Assert.Matches("^[0-9.]+ m?s$", await page.EvaluateAsync("document.querySelector('#teachers tbody tr').cells[5].textContent"));
        await page.ResizeAsync(390, 844);
        await page.WaitForAsync("document.documentElement.scrollWidth <= 390");
        Assert.Empty(page.Errors);
        await StopAsync(run, address);
    }

    [Fact]
    public async Task It_goes_on_with_the_next_method_at_the_same_address()
    {
        Process run = Start(_study.WriteTeacher(), "--http", "127.0.0.1:0", "--set", "train.steps=1500");
        await using BrowserPage page = await _browser.OpenAsync(await AddressOf(run));
        await page.WaitForAsync("document.getElementById('method').textContent === 'kd'");
        await page.WaitForAsync("document.getElementById('method').textContent === 'unix'");
        await page.WaitForAsync("document.getElementById('link').hidden && document.getElementById('state').textContent === 'training'");
        await page.WaitForAsync("document.querySelector('figure[data-chart=loss] path.curve').getAttribute('d').includes('L')");
    }

    [Fact]
    public async Task It_says_that_the_coordinator_is_gone_and_comes_back_with_it()
    {
        string address = $"http://127.0.0.1:{FreePort()}";
        Process run = StartStudy("--coordinator-process", "--http", new Uri(address).Authority);
        await AddressOf(run);
        await using BrowserPage page = await _browser.OpenAsync(address);
        await page.WaitForAsync("document.getElementById('state').textContent === 'training'");
        int coordinator = new RunTree(run.Id).Coordinators.Single();
        await page.EvaluateAsync("seen = '', new MutationObserver(() => seen += document.getElementById('link').textContent)"
            + ".observe(document.getElementById('link'), {childList: true, characterData: true, subtree: true})");

        RunTree.Signal(coordinator, "KILL");
        await page.WaitForAsync("seen.includes('does not answer')");
        await page.WaitForAsync("document.getElementById('link').hidden && document.getElementById('state').textContent === 'training'");
        await page.WaitForAsync("/generation 2\\./.test(document.getElementById('facts').textContent)");
        await page.WaitForAsync("[...document.querySelectorAll('#events p')].some(p => /generation 1\\./.test(p.textContent))");
        await StopAsync(run, address);
    }

    [Fact]
    public async Task It_asks_for_the_token_where_there_is_one()
    {
        File.WriteAllText(_study.At("token"), "0123456789abcdef");
        await using RemoteRun run = await RemoteRun.StartAsync(AccessToken.Find(_study.At("token")), nodes: ("gpu-7-4f", "gpu-7"));
        await using BrowserPage page = await _browser.OpenAsync(run.Address);
        await page.WaitForAsync("!document.getElementById('door').hidden");
        Assert.DoesNotContain("gpu-7", await page.EvaluateAsync("document.body.innerText"), StringComparison.Ordinal);
        const string Enter = "(document.getElementById('token').value = '{0}', document.getElementById('door').requestSubmit())";
        await page.EvaluateAsync(string.Format(CultureInfo.InvariantCulture, Enter, "0123456789abcdeX"));
        await page.WaitForAsync("/not the coordinator/.test(document.getElementById('door-problem').textContent)");
        await page.EvaluateAsync(string.Format(CultureInfo.InvariantCulture, Enter, "0123456789abcdef"));
        await page.WaitForAsync("document.getElementById('door').hidden && document.getElementById('name').textContent === 'study'");
        await page.WaitForAsync("document.querySelector('#nodes td').textContent.includes('gpu-7')");
    }

    private Process StartStudy(params string[] arguments) => Start(_study.Config, arguments);

    private Process Start(string config, params string[] arguments)
    {
        Process run = DistillCommand.Start([
            "run", config, "--run-dir", _study.At("run"), "--set", "train.steps=1000000", .. arguments]);
        _runs.Add(run);
        return run;
    }

    private static async Task<string> AddressOf(Process run)
    {
        const string Mark = "live page at ";
        _ = run.StandardError.ReadToEndAsync();
        string? line;
        do line = await run.StandardOutput.ReadLineAsync();
        while (line is not null && !line.StartsWith(Mark, StringComparison.Ordinal));
        _ = run.StandardOutput.ReadToEndAsync();
        return line![Mark.Length..];
    }

    private static async Task StopAsync(Process run, string address)
    {
        using HttpClient client = new();
        using HttpResponseMessage stopped = await client.PostAsync($"{address}/api/v1/stop?wait_seconds=60", null);
        Assert.True(stopped.IsSuccessStatusCode);
        await run.WaitForExitAsync();
    }

    private static string FreePort()
    {
        using TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}
