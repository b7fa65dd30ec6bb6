using Distillery.Shared.Actors;

namespace Distillery.Shared.Tests.Actors;

public sealed class MailboxTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1); // A hang must fail and not last.

    [Fact]
    public void Letters_of_several_writers_all_come_each_writers_in_order()
    {
        const int Writers = 4, Letters = 20_000;
        Mailbox<(int Writer, int Number)> box = new(Writers * Letters);
        Thread[] threads = [.. Enumerable.Range(0, Writers).Select(writer => new Thread(() =>
        {
            for (int number = 0; number < Letters; number++) Assert.Equal(PostOutcome.Posted, box.TryPost((writer, number)));
        }))];
        foreach (Thread thread in threads) thread.Start();
        int[] next = new int[Writers];
        for (int i = 0; i < Writers * Letters; i++)
        {
            Assert.True(box.TryTake(out (int Writer, int Number) letter));
            Assert.Equal(next[letter.Writer]++, letter.Number);
        }
        Assert.True(box.IsEmpty);
        foreach (Thread thread in threads) thread.Join();
    }

    [Fact]
    public void Two_threads_that_wait_for_each_other_never_miss_a_letter()
    {
        const int Rounds = 20_000;
        Mailbox<int> there = new(1), back = new(1);
        Thread echo = new(() =>
        {
            while (there.TryTake(out int letter)) back.TryPost(letter + 1);
        });
        echo.Start();
        for (int i = 0; i < Rounds; i++)
        {
            there.TryPost(i);
            Assert.True(back.TryTake(out int answer));
            Assert.Equal(i + 1, answer);
        }
        there.Close();
        Assert.True(echo.Join(Patience));
    }

    [Fact]
    public void A_full_box_and_a_closed_one_take_nothing_and_what_waits_can_be_taken()
    {
        Mailbox<string> box = new(capacity: 2);
        Assert.Equal([PostOutcome.Posted, PostOutcome.Posted, PostOutcome.Full], ((string[])["a", "b", "c"]).Select(box.TryPost));
        box.Close();
        Assert.Equal(PostOutcome.Closed, box.TryPost("d"));
        Assert.False(box.IsOver);
        Assert.True(box.TryTake(out string first) && box.TryTake(out string second) && (first, second) == ("a", "b"));
        Assert.True(box.IsOver);
        Assert.False(box.TryTake(out _));
    }

    [Fact]
    public void A_box_can_be_emptied_at_its_end()
    {
        Mailbox<string> box = new(capacity: 2);
        box.TryPost("a");
        box.TryPost("b");
        Assert.Equal(["a", "b"], box.CloseAndEmpty());
        Assert.True(box.IsOver);
        Assert.False(box.TryTake(out _));
        Assert.Equal(PostOutcome.Closed, box.TryPost("c"));
    }

    [Fact]
    public void A_reader_that_sleeps_is_woken_by_the_end()
    {
        Mailbox<int> box = new(1);
        Thread reader = new(() => Assert.False(box.TryTake(out _)));
        reader.Start();
        box.Close();
        Assert.True(reader.Join(Patience));
    }

    [Fact]
    public void A_wait_with_a_limit_ends_without_a_letter_and_the_next_one_finds_what_came()
    {
        Mailbox<int> box = new(1);
        Assert.False(box.TryTake(out _, TimeSpan.Zero));
        Assert.False(box.TryTake(out _, TimeSpan.FromMilliseconds(1)));
        box.TryPost(7);
        Assert.True(box.TryTake(out int letter, TimeSpan.FromMilliseconds(1)));
        Assert.Equal(7, letter);
    }
}
