using Distillery.GpuNode.Teacher;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Tests.Student;
using Distillery.GpuNode.Tests.Training;

namespace Distillery.GpuNode.Tests.Teacher;

public sealed class TeacherCopiesTests : SingleThreadedTorch
{
    private static readonly IReadOnlyList<ComputeDevice> Two = DeviceList.Parse("cpu:0,cpu:1", () => null);

    private readonly List<SlowTeacher> _loaded = [];

    [Fact]
    public void One_device_has_the_teacher_itself()
    {
        using ITeacher teacher = TeacherCopies.Load([ComputeDevice.Host], Load);
        Assert.Same(Assert.Single(_loaded), teacher);
    }

    [Fact]
    public async Task Whichever_copy_is_free_answers_with_the_bits_of_any()
    {
        using ITeacher teacher = TeacherCopies.Load(Two, Load);
        Tensor images = SmallNetwork.Images(SmallNetwork.Batch(4));
        using ITeacher alone = SyntheticData.CreateTeacher();
        float[] expected = alone.Answer(images).ToArray<float>();

        _loaded[0].Gate.Reset();
        Task<float[]> first = Task.Run(() => AnswerOf(teacher, images));
        Assert.True(_loaded[0].IsAsked.Wait(TimeSpan.FromMinutes(1)));
        float[] second = AnswerOf(teacher, images); // The first one is busy.
        Assert.False(first.IsCompleted);
        _loaded[0].Gate.Set();

        Assert.Equal(expected, await first.WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.Equal(expected, second);
        Assert.Equal([1, 1], _loaded.Select(copy => copy.Answered));
        Assert.Equal(alone.MacsPerImage, teacher.MacsPerImage);
    }

    [Fact]
    public void A_copy_that_cannot_be_loaded_takes_the_others_with_it()
    {
        Assert.Throws<IOException>(() => TeacherCopies.Load(Two, device => _loaded.Count == 0 ? Load(device) : throw new IOException()));
        Assert.True(Assert.Single(_loaded).IsDisposed);
    }

    private SlowTeacher Load(Device device)
    {
        _loaded.Add(new SlowTeacher(SyntheticData.CreateTeacher()));
        return _loaded[^1];
    }

    private static float[] AnswerOf(ITeacher teacher, Tensor images)
    {
        TorchRuntime.Threads = 1;
        using DisposeScope scope = NewDisposeScope();
        return teacher.Answer(images).ToArray<float>();
    }

    /// <summary>Waits at its gate before it answers.</summary>
    private sealed class SlowTeacher(ITeacher inner) : ITeacher
    {
        private int _answered;

        internal ManualResetEventSlim Gate { get; } = new(true);

        internal ManualResetEventSlim IsAsked { get; } = new();

        internal int Answered => _answered;

        internal bool IsDisposed { get; private set; }

        public long? MacsPerImage => inner.MacsPerImage;

        public Tensor Answer(Tensor images)
        {
            IsAsked.Set();
            Gate.Wait();
            Interlocked.Increment(ref _answered);
            return inner.Answer(images);
        }

        public void Dispose()
        {
            inner.Dispose();
            IsDisposed = true;
        }
    }
}
