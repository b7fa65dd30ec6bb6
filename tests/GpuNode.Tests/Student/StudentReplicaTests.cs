using Distillery.GpuNode.Data;
using Distillery.GpuNode.Layers;
using Distillery.GpuNode.Models;
using Distillery.GpuNode.Optimizers;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Student;
using Distillery.GpuNode.Teacher;
using Distillery.GpuNode.Teacher.Asking;
using Distillery.GpuNode.Training;
using Distillery.Shared.Configuration;
using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Tests.Student;

/// <summary>The training step of one rank, on a real network.</summary>
public sealed class StudentReplicaTests : IDisposable
{
    private const int BatchSize = 16;


    private readonly SmallNetwork _student = new();
    private readonly NetworkTeacher _teacher = CreateTeacher();

    public StudentReplicaTests() => TorchRuntime.Threads = 1;

    public void Dispose()
    {
        _teacher.Dispose();
        _student.Dispose();
    }

    [Fact]
    public void A_step_scores_asks_and_keeps_as_many_as_the_method_says()
    {
        using StudentReplica replica = Replica(TestMethods.Unix(keep: 12, BatchSize), _teacher);
        RankStep step = replica.Compute(SmallNetwork.Batch(BatchSize));

        Assert.Equal((16, 12, 12), (step.ScoredImages, step.TeacherQueries, step.Selection.Kept.Length));
        Assert.True(double.IsFinite(step.Loss.Total) && step.Loss.Total > 0);
        Assert.Contains(replica.Gradients.Parameters.ToArray<float>(), value => value != 0);
    }

    [Fact]
    public void A_step_without_a_teacher_asks_nothing()
    {
        using StudentReplica replica = Replica(TestMethods.Of(MethodName.Supervised, BatchSize, 1, 0), teacher: null);
        RankStep step = replica.Compute(SmallNetwork.Batch(BatchSize));
        Assert.Equal((0, 0, BatchSize), (step.ScoredImages, step.TeacherQueries, step.Selection.Kept.Length));
    }

    [Fact]
    public void A_step_changes_neither_parameters_nor_running_statistics()
    {
        string before = WeightsChecksum.Of(_student.Weights);
        using StudentReplica replica = Replica(TestMethods.Unix(12, BatchSize, scoringUpdatesStatistics: true), _teacher);
        replica.Compute(SmallNetwork.Batch(BatchSize));
        Assert.Equal(before, WeightsChecksum.Of(_student.Weights));
    }

    [Fact]
    public void The_contribution_depends_on_the_batch_alone_and_not_on_the_one_before()
    {
        MethodConfig method = TestMethods.Unix(12, BatchSize);
        using StudentReplica fresh = Replica(method, _teacher);
        using StudentReplica used = Replica(method, _teacher);
        used.Compute(SmallNetwork.Batch(BatchSize, step: 1, seed: 2));

        RankStep expected = fresh.Compute(SmallNetwork.Batch(BatchSize, step: 2, seed: 3));
        RankStep actual = used.Compute(SmallNetwork.Batch(BatchSize, step: 2, seed: 3));

        Assert.Equal(expected.Loss, actual.Loss);
        Assert.Equal(fresh.Gradients.All.ToArray<float>(), used.Gradients.All.ToArray<float>());
    }

    [Fact]
    public void The_gradient_is_the_slope_of_the_loss()
    {
        using StudentReplica replica = Replica(TestMethods.Of(MethodName.Kd, BatchSize), _teacher);
        HostBatch batch = SmallNetwork.Batch(BatchSize);
        replica.Compute(batch);
        float[] gradient = replica.Gradients.Parameters.ToArray<float>();
        float[] weights = _student.Weights.Parameters.ToArray<float>();
        double squares = gradient.Sum(value => (double)value * value);

        // Along the gradient the loss rises by its length, for a small way there and back.
        double way = 1e-3 / Math.Sqrt(squares);
        double rise = LossAt(replica, batch, weights, gradient, way) - LossAt(replica, batch, weights, gradient, -way);
        Assert.Equal(Math.Sqrt(squares), rise / (2 * way * Math.Sqrt(squares)), 0.03 * Math.Sqrt(squares));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Applying_a_step_moves_running_statistics_as_its_passes_in_turn_would(bool scoringUpdatesStatistics)
    {
        MethodConfig method = TestMethods.Unix(12, BatchSize, scoringUpdatesStatistics: scoringUpdatesStatistics);
        HostBatch batch = SmallNetwork.Batch(BatchSize);
        float[] running = _student.Weights.Buffers.ToArray<float>();
        using StudentReplica replica = Replica(method, _teacher);
        RankStep step = replica.Compute(batch);
        (float[] clean, float[] mixed) = StatisticsOf(batch, step.Selection);

        Apply(replica.Gradients, StatisticsMomentum.OfStep(scoringUpdatesStatistics ? 2 : 1));

        float[] moved = _student.Weights.Buffers.ToArray<float>();
        Assert.NotEqual(clean, mixed);
        for (int i = 0; i < moved.Length; i++)
        {
            double expected = scoringUpdatesStatistics
                ? (0.81 * running[i]) + (0.09 * clean[i]) + (0.10 * mixed[i])
                : (0.9 * running[i]) + (0.1 * mixed[i]);
            Assert.Equal(expected, moved[i], 1e-5 * Math.Max(1, Math.Abs(expected)));
        }
    }

    [Fact]
    public void Two_passes_are_one_move_by_19_hundredths_to_10_parts_of_the_last_and_9_of_the_first()
    {
        Assert.Equal(0.1, StatisticsMomentum.OfStep(1), 1e-12);
        Assert.Equal(1, StatisticsMomentum.ShareOfLastPass(1), 1e-12);
        Assert.Equal(0.19, StatisticsMomentum.OfStep(2), 1e-12);
        Assert.Equal(10 / 19.0, StatisticsMomentum.ShareOfLastPass(2), 1e-12);
    }

    private StudentReplica Replica(MethodConfig method, ITeacher? teacher) => new(
        SmallNetwork.Create(), _student.Weights, MethodParts.CreateSelector(method, seed: 1, BatchSize),
        new Objective(method, labelSmoothing: 0), teacher is null ? null : new LocalAnswers(teacher),
        narrow: false, TimeProvider.System);

    private static NetworkTeacher CreateTeacher()
    {
        Network network = SmallNetwork.Create();
        return new NetworkTeacher(network, network.CreateWeights(seed: 77, Devices.Cpu), [1, 32, 32]);
    }

    private double LossAt(StudentReplica replica, HostBatch batch, float[] weights, float[] direction, double way)
    {
        float[] moved = new float[weights.Length];
        for (int i = 0; i < moved.Length; i++) moved[i] = (float)(weights[i] + (way * direction[i]));
        _student.Weights.Parameters.CopyFrom<float>(moved);
        return replica.Compute(batch).Loss.Total;
    }

    private (float[] Clean, float[] Mixed) StatisticsOf(HostBatch batch, Selection selection)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor images = SmallNetwork.Images(batch);
        Tensor labels = HostTensor.From<long>(batch.Labels, batch.Count);
        return (Record(images), Record(TrainingInputs.From(images, labels, selection).Images));
    }

    private float[] Record(Tensor images)
    {
        using IDisposable guard = no_grad();
        _student.Network.State.Normalization = NormalizationMode.BatchRecorded;
        _student.Network.State.RecordedShare = 1;
        _student.Network.call(images);
        return _student.Gradients.Statistics.ToArray<float>();
    }

    private void Apply(FlatGradients contribution, double statisticsMomentum)
    {
        // The state owns what it is given, so that it gets a copy; the outcome is copied back.
        FlatWeights copy = new(_student.Weights.ParameterLayout, _student.Weights.BufferLayout, Devices.Cpu);
        copy.CopyFrom(_student.Weights);
        using TrainingState state = new(copy, new Sgd(copy.ParameterLayout.Count, 0.9, false, 0, Devices.Cpu), averageDecay: null);
        state.Apply(contribution, learningRate: 0.1, clipNorm: null, statisticsMomentum);
        Assert.Equal(1, state.Step);
        _student.Weights.CopyFrom(copy);
    }
}
