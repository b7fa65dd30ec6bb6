namespace Distillery.Torch.Tests.Tensors;

public sealed class TensorScopeTests : TorchTest
{
    [Fact]
    public void A_scope_disposes_what_was_made_in_it_and_nothing_else()
    {
        using Tensor before = Ramp(1, 2);
        Tensor inside;
        using (TensorScope scope = new()) inside = before + before;

        Assert.True(inside.IsDisposed);
        Assert.False(before.IsDisposed);
    }

    [Fact]
    public void A_kept_tensor_lives_on()
    {
        Tensor kept;
        Tensor notKept;
        using (TensorScope scope = new())
        {
            kept = scope.Keep(Ramp(1, 2));
            notKept = Ramp(1, 2);
        }

        Assert.False(kept.IsDisposed);
        Assert.True(notKept.IsDisposed);
        kept.Dispose();
    }

    [Fact]
    public void A_returned_tensor_is_the_outer_scopes_to_dispose()
    {
        Tensor returned;
        Tensor notReturned;
        using (TensorScope outer = new())
        {
            using (TensorScope inner = new())
            {
                notReturned = Ramp(1, 2);
                returned = inner.Return(notReturned + notReturned);
            }

            Assert.True(notReturned.IsDisposed);
            Assert.False(returned.IsDisposed);
        }

        Assert.True(returned.IsDisposed);
    }

    [Fact]
    public void Scopes_nest()
    {
        using TensorScope outer = new();
        Tensor first = Ramp(1, 2);
        Tensor second;
        using (TensorScope inner = new()) second = Ramp(1, 2);
        Tensor third = Ramp(1, 2);

        outer.Dispose();

        Assert.True(first.IsDisposed && second.IsDisposed && third.IsDisposed);
    }

    [Fact]
    public void An_inner_scope_cannot_keep_what_an_outer_one_tracks()
    {
        Tensor tensor;
        using (TensorScope outer = new())
        {
            tensor = Ramp(1, 2);
            using TensorScope inner = new();
            inner.Keep(tensor);
        }

        Assert.True(tensor.IsDisposed);
    }

    [Fact]
    public void An_outer_scope_keeps_its_own_while_an_inner_one_is_open()
    {
        Tensor kept;
        Tensor inside;
        using (TensorScope outer = new())
        {
            kept = Ramp(1, 2);
            using TensorScope inner = new();
            inside = Ramp(1, 2);
            outer.Keep(kept);
        }

        Assert.False(kept.IsDisposed);
        Assert.True(inside.IsDisposed);
        kept.Dispose();
    }

    [Fact]
    public void An_outer_scope_keeps_what_an_inner_one_made()
    {
        Tensor kept;
        Tensor notKept;
        using (TensorScope outer = new())
        {
            using TensorScope inner = new();
            kept = outer.Keep(Ramp(1, 2));
            notKept = Ramp(1, 2);
        }

        Assert.False(kept.IsDisposed);
        Assert.True(notKept.IsDisposed);
        kept.Dispose();
    }

    [Fact]
    public void Scopes_that_end_in_the_wrong_order_are_refused()
    {
        TensorScope outer = new();
        TensorScope inner = new();
        Tensor tensor = Ramp(1, 2);

        Assert.Throws<InvalidOperationException>(outer.Dispose);
        Assert.False(tensor.IsDisposed);

        inner.Dispose();
        outer.Dispose();
        outer.Dispose(); // A second time does nothing.
        Assert.True(tensor.IsDisposed);
    }

    [Fact]
    public void A_scope_belongs_to_one_thread()
    {
        using TensorScope scope = new();
        Tensor? elsewhere = null;
        Exception? error = null;
        Thread thread = new(() =>
        {
            elsewhere = Ramp(1, 2);
            error = Record.Exception(scope.Dispose);
        });
        thread.Start();
        thread.Join();

        Assert.IsType<InvalidOperationException>(error);
        scope.Dispose();
        Assert.False(elsewhere!.IsDisposed);
        elsewhere.Dispose();
    }

    [Fact]
    public void An_exception_within_a_scope_leaves_nothing_alive()
    {
        long live = Tensor.LiveCount;

        Assert.Throws<TorchException>(() =>
        {
            using TensorScope scope = new();
            Tensor sum = Ramp(1, 2, 3) + Ramp(1, 2, 3);
            return sum.View(5);
        });

        Assert.Equal(live, Tensor.LiveCount);
    }

    [Fact]
    public void Disposing_early_and_twice_is_harmless()
    {
        using TensorScope scope = new();
        Tensor tensor = Ramp(1, 2);
        tensor.Dispose();
        tensor.Dispose();
    }

    [Fact]
    public void A_tensor_that_nobody_holds_is_freed_by_the_collector()
    {
        long live = Tensor.LiveCount;
        Forget();

        CollectGarbage();

        Assert.Equal(live, Tensor.LiveCount);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static void Forget()
        {
            Assert.NotNull(Ramp(1, 2));
        }
    }
}
