namespace Taimatsu
{
    public static partial class torch
    {
        /// <summary>Building blocks of networks.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/nn.html"/>
        public static partial class nn
        {
            /// <summary>What becomes of the losses of a batch.</summary>
            public enum Reduction : long
            {
                /// <summary>One loss for each element.</summary>
                None = 0,
                /// <summary>Their mean, weighted where there are weights.</summary>
                Mean = 1,
                /// <summary>Their sum.</summary>
                Sum = 2,
            }
        }
    }
}

namespace Taimatsu.Operators
{
    using Reduction = torch.nn.Reduction;

    /// <summary>The last step of every loss.</summary>
    internal static class LossReduction
    {
        /// <summary>The losses themselves, their mean or their sum.</summary>
        /// <exception cref="ArgumentException">The reduction is none of the three.</exception>
        public static Tensor Apply(Tensor losses, Reduction reduction) => reduction switch
        {
            Reduction.None => losses,
            Reduction.Mean => losses.mean(),
            Reduction.Sum => losses.sum(),
            _ => throw new ArgumentException($"{(long)reduction} is not a valid value for reduction"),
        };
    }
}
