using Taimatsu.Autograd;

namespace Taimatsu;

/// <summary>
/// Gradients that nobody outside has seen. What the engine made for one leaf alone belongs to the leaf until somebody asks for <see cref="grad"/>; if the leaf
/// forgets it before that, as <c>zero_grad</c> does every step, its memory goes back at once and is used again while it is still in the processor's caches.
/// </summary>
public partial class Tensor
{
    // Of a gradient: who may know it. Every change is one atomic step, so that threads which share a leaf can free nothing that another one uses.
    private const int Shared = 0, Own = 1, Leased = 2, Freed = 3;
    private int _hold;

    /// <summary>The gradient for internal use: it stays unseen if its <see cref="EndLease"/> follows. Null if there is none.</summary>
    internal Tensor? LeaseGradient()
    {
        if (_autograd?.Grad is not { } gradient) return null;
        while (true)
        {
            int hold = Interlocked.CompareExchange(ref gradient._hold, Leased, Own);
            if (hold == Freed) return null;
            if (hold != Leased) return gradient;
            // A second user at the same time: neither knows when the other is done. If the other is done just now, the gradient is to be had again.
            if (Interlocked.CompareExchange(ref gradient._hold, Shared, Leased) == Leased) return gradient;
        }
    }

    /// <summary>Of a gradient: ends what <see cref="LeaseGradient"/> began.</summary>
    internal void EndLease() => Interlocked.CompareExchange(ref _hold, Own, Leased);

    // The gradient for somebody who may keep it.
    private Tensor? ShareGradient()
    {
        if (_autograd?.Grad is not { } gradient) return null;
        while (Volatile.Read(ref gradient._hold) is var hold && hold != Shared)
        {
            if (hold == Freed) return null;
            Interlocked.CompareExchange(ref gradient._hold, Shared, hold);
        }
        return gradient;
    }

    private void ReplaceGradient(AutogradMeta meta, Tensor? value)
    {
        var former = Interlocked.Exchange(ref meta.Grad, value);
        if (former is not null && !ReferenceEquals(former, value) && Interlocked.CompareExchange(ref former._hold, Freed, Own) == Own) former.Storage.Free();
    }

    // Marks a gradient that was made for this leaf alone.
    private static Tensor Owned(Tensor gradient)
    {
        gradient.Borrows = false;
        if (gradient.Storage.Block is not null) gradient._hold = Own;
        return gradient;
    }
}
