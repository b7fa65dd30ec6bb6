using System.Diagnostics.Metrics;
using Distillery.GpuNode.Optimizers;
using Distillery.GpuNode.Telemetry;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Tests.Parameters;
using Distillery.GpuNode.Training;
using Distillery.GpuNode.Work.Copies;

namespace Distillery.GpuNode.Tests.Telemetry;

/// <summary>What is measured of a node's devices, each by its name.</summary>
public sealed class DeviceMetersTests : IDisposable
{
    private readonly NodeMeters _meters = new(TimeProvider.System, "a test's devices");
    private readonly MeterListener _listener = new();
    private readonly List<(string Name, string Labels, double Value)> _seen = [];

    public DeviceMetersTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == _meters.Name) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, labels, _) => _seen.Add((
            instrument.Name, string.Join(' ', labels.ToArray().Select(label => $"{label.Key}={label.Value}")), value)));
        _listener.Start();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _meters.Dispose();
    }

    [Fact]
    public void Phases_are_told_by_the_device_that_they_took_place_on()
    {
        _meters.RankComputed(0, "cuda:1", _meters.Now, [1, 2, 3, 4], []);
        _meters.AppliedOn("cuda:0", _meters.Now);
        Assert.Equal(
            [
                "phase=data device=cuda:1", "phase=score device=cuda:1", "phase=teacher device=cuda:1",
                "phase=forward_backward device=cuda:1", "phase=apply device=cuda:0",
            ],
            _seen.Where(seen => seen.Name == "distillery.step_duration").Select(seen => seen.Labels));
    }

    [Fact]
    public void Memory_is_the_processs_on_the_processor_and_what_is_held_on_others()
    {
        TrainingState state = new(
            TinyWeights.Create([0, 0], [0]), new Sgd(2, momentum: 0, nesterov: false, weightDecay: 0, Devices.Cpu), null);
        using DeviceCopy copy = new(Devices.Parse("cpu:1"), state, [0]);
        copy.Hold(100);
        _meters.UseDevices([copy]);

        _listener.RecordObservableInstruments();

        Assert.Equal(
            ["device=cpu state=used", "device=cpu state=cached", "device=cpu:1 state=held"],
            _seen.Where(seen => seen.Name == "distillery.device_memory").Select(seen => seen.Labels));
        Assert.Equal(100 + ((2 + 1 + 2) * sizeof(float)), _seen.Last(seen => seen.Name == "distillery.device_memory").Value);
    }
}
