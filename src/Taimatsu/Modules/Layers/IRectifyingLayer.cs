namespace Taimatsu.Modules;

/// <summary>A layer whose kernels may rectify what they compute.</summary>
internal interface IRectifyingLayer
{
    /// <summary>The layer's forward. <paramref name="rectify"/> asks for rectified results; afterwards it says whether they are. The relu is not recorded.</summary>
    Tensor Forward(Tensor input, ref bool rectify);
}
