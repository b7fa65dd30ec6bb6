using Distillery.GpuNode.Data;
using Distillery.GpuNode.Evaluation;
using Distillery.GpuNode.Models;
using Distillery.GpuNode.Optimizers;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Student;
using Distillery.GpuNode.Teacher;
using Distillery.GpuNode.Teacher.Asking;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Tests.Student;
using Distillery.GpuNode.Training;
using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;

namespace Distillery.GpuNode.Tests.Safety;

/// <summary>TorchSharp's finalizers may free a tensor in the middle of a native call that uses it. Nothing of the product's can meet
/// one: each of its tensors is in a scope, or in a field.</summary>
[Collection(AloneCollection.Name)]
public sealed class ScopedTensorsTests : SingleThreadedTorch
{
    private const int BatchSize = 8;
    private const int Keep = 6;

    /// <summary>A label and what makes the step take another way.</summary>
    public static TheoryData<MethodName, Uncertainty, OptimizerName> Methods => new()
    {
        { MethodName.Supervised, Uncertainty.Entropy, OptimizerName.Sgd },
        { MethodName.Kd, Uncertainty.Entropy, OptimizerName.AdamW },
        { MethodName.Random, Uncertainty.Entropy, OptimizerName.Sgd },
        { MethodName.Unix, Uncertainty.Entropy, OptimizerName.Sgd },
        { MethodName.Unix, Uncertainty.Margin, OptimizerName.AdamW },
        { MethodName.Unix, Uncertainty.LeastConfidence, OptimizerName.Sgd },
        { MethodName.Unix, Uncertainty.Random, OptimizerName.Sgd },
    };

    [Theory]
    [MemberData(nameof(Methods))]
    public void Nothing_is_made_outside_of_a_scope_and_nothing_stays(
        MethodName method, Uncertainty uncertainty, OptimizerName optimizer)
    {
        using Run run = new(method, uncertainty, optimizer);
        run.Go(steps: 2);
        long outside = OutsideCount;
        long alive = Tensor.TotalCount;

        run.Go(steps: 20);

        Assert.Equal(outside, OutsideCount);
        Assert.Equal(alive, Tensor.TotalCount);
    }

    [Fact]
    public void Networks_and_their_memory_are_made_within_scopes_too()
    {
        long outside = OutsideCount;
        using (Run run = new(MethodName.Unix, Uncertainty.Entropy, OptimizerName.Sgd)) run.Go(steps: 1);
        Assert.Equal(outside, OutsideCount);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Constant_collection_does_not_change_a_bit(
        MethodName method, Uncertainty uncertainty, OptimizerName optimizer)
    {
        string expected = Train(method, uncertainty, optimizer);
        using ConstantCollection collection = new();
        Assert.Equal(expected, Train(method, uncertainty, optimizer));
        Assert.True(collection.Count > 5, $"only {collection.Count} collections came while it trained");
    }

    private static long OutsideCount => DisposeScopeManager.Statistics.TensorStatistics.CreatedOutsideScopeCount;

    private static string Train(MethodName method, Uncertainty uncertainty, OptimizerName optimizer)
    {
        using Run run = new(method, uncertainty, optimizer);
        run.Go(steps: 40);
        return run.Checksum;
    }

    /// <summary>All that a node does with tensors, on this thread: steps with gradient slices told, applied, evaluated, captured.</summary>
    private sealed class Run : IDisposable
    {
        private readonly MethodConfig _method;
        private readonly ITeacher _teacher;
        private readonly Network _evaluated = SmallNetwork.Create();
        private readonly TrainingState _state;
        private readonly StudentReplica _replica;
        private readonly CopyBuffers _buffers = new();
        private int _told;

        internal Run(MethodName name, Uncertainty uncertainty, OptimizerName optimizer)
        {
            _method = name == MethodName.Unix
                ? TestMethods.Unix(Keep, BatchSize, uncertainty, scoringUpdatesStatistics: true) with { LabelWeight = 0.1 }
                : TestMethods.Of(name, name == MethodName.Random ? Keep : BatchSize, 0.5, name == MethodName.Supervised ? 0 : 1);
            using Network network = SmallNetwork.Create();
            FlatWeights weights = network.CreateWeights(seed: 3, Devices.Cpu);
            _teacher = new NetworkTeacher(SmallNetwork.Create(), network.CreateWeights(seed: 77, Devices.Cpu), [1, 32, 32]);
            _state = new TrainingState(
                weights,
                OptimizerFactory.Create(
                    new OptimizerConfig { Name = optimizer, Momentum = 0.9, Nesterov = true, WeightDecay = 5e-4, Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-8 },
                    weights.ParameterLayout.Count, Devices.Cpu),
                averageDecay: 0.9);
            _replica = new StudentReplica(
                SmallNetwork.Create(), weights, MethodParts.CreateSelector(_method, seed: 1, BatchSize),
                new Objective(_method, labelSmoothing: 0.1), _method.QueriesTeacher ? new LocalAnswers(_teacher) : null,
                narrow: name == MethodName.Random, TimeProvider.System);
            _replica.HookGradients(_ => _told++);
            _evaluated.Bind(_state.Evaluated);
        }

        internal string Checksum => WeightsChecksum.Of(_state.Evaluated);

        internal void Go(int steps)
        {
            for (int step = 0; step < steps; step++)
            {
                HostBatch batch = SmallNetwork.Batch(BatchSize, _state.Step, seed: _state.Step);
                _told = 0;
                _replica.Compute(batch);
                Assert.NotEqual(0, _told);
                _state.Apply(_replica.Gradients, 0.01, clipNorm: 0.5, StatisticsMomentum.OfStep(1));
                Assert.True(_state.IsFinite());
            }
            using IDisposable guard = no_grad();
            Evaluator.MeasureBatch(SmallNetwork.Batch(BatchSize), _evaluated.call, Devices.Cpu);
            foreach (CheckpointPart part in CheckpointFiles.Capture(_state, Progress, _buffers)) part.Write(Stream.Null);
        }

        public void Dispose()
        {
            _replica.Dispose();
            _state.Dispose();
            _evaluated.Dispose();
            _teacher.Dispose();
        }

        private static RunProgress Progress => new() { Totals = new RunTotals(), ConfigFingerprint = "test" };
    }

    /// <summary>Collects and runs finalizers on another thread, for as long as it lives.</summary>
    private sealed class ConstantCollection : IDisposable
    {
        private readonly Thread _thread;
        private volatile bool _isOver;

        internal ConstantCollection()
        {
            _thread = new Thread(Collect);
            _thread.Start();
        }

        internal int Count { get; private set; }

        public void Dispose()
        {
            _isOver = true;
            _thread.Join();
        }

        private void Collect()
        {
            for (; !_isOver; Count++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }
    }
}
