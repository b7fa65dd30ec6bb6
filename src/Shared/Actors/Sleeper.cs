using System.Runtime.InteropServices;

namespace Distillery.Shared.Actors;

/// <summary>Lets one thread sleep until another one wakes it, at the price of one system call each. It never spins: on a
/// machine whose processors all have work, what a waiting thread burns is taken from the one it waits for.</summary>
/// <remarks>Measured between two threads on two cores: 3 microseconds from one to the other, 7 with an AutoResetEvent, 17
/// with Monitor.Pulse. A wake that comes before the sleep is not lost.</remarks>
internal sealed unsafe partial class Sleeper
{
    private const int WaitPrivate = 0 | 128; // FUTEX_WAIT | FUTEX_PRIVATE_FLAG
    private const int WakePrivate = 1 | 128; // FUTEX_WAKE | FUTEX_PRIVATE_FLAG
    private const int Asleep = 0;
    private const int Woken = 1;
    private const int WordsOfCacheLine = 16;
    private const int NanosecondsPerTick = 100;

    /// <summary>Of the futex call; 0 where it is not known, and .NET's own event is used.</summary>
    private static readonly nint CallNumber = !OperatingSystem.IsLinux() ? 0 : RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 202,
        Architecture.Arm64 => 98,
        _ => 0,
    };

    private readonly int[] _word = GC.AllocateArray<int>(WordsOfCacheLine, pinned: true); // The kernel knows it by address.
    private readonly AutoResetEvent? _event = CallNumber == 0 ? new AutoResetEvent(false) : null;

    /// <summary>Ends the sleep of the other thread, or its next one.</summary>
    internal void Wake()
    {
        if (_event is not null) _event.Set();
        else if (Interlocked.Exchange(ref _word[0], Woken) == Asleep) Call(WakePrivate, count: 1, null);
    }

    /// <summary>Sleeps until it is woken, or for so long; may end sooner.</summary>
    /// <param name="limit">Null for as long as it takes.</param>
    internal void Sleep(TimeSpan? limit = null)
    {
        if (_event is not null) _event.WaitOne(limit ?? Timeout.InfiniteTimeSpan);
        else if (Interlocked.CompareExchange(ref _word[0], Asleep, Woken) == Asleep) SleepInKernel(limit);
    }

    private void SleepInKernel(TimeSpan? limit)
    {
        if (limit is { } time)
        {
            (long seconds, long rest) = Math.DivRem(Math.Max(0, time.Ticks), TimeSpan.TicksPerSecond);
            long* duration = stackalloc long[2] { seconds, rest * NanosecondsPerTick };
            Call(WaitPrivate, Asleep, duration);
        }
        else Call(WaitPrivate, Asleep, null);
        Interlocked.Exchange(ref _word[0], Asleep);
    }

    // Whatever it returns, whoever slept looks again for what it waits for.
    private void Call(int operation, int count, long* duration) =>
        SystemCall(CallNumber, (int*)Marshal.UnsafeAddrOfPinnedArrayElement(_word, 0), operation, count, duration);

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint SystemCall(nint number, int* word, nint operation, nint value, long* duration);
}
