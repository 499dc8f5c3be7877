using ILGPU;

namespace Taimatsu.Gpu;

/// <summary>Sizes and distances, in elements, of a convolution's product: one for each group of channels.</summary>
internal struct ConvolutionShape
{
    public int Rows, Columns, Depth, TilesM, TilesN, Parts, PartLength, Height, Width, HasBias, AlongSteps;
    public long LeftRow, LeftGroup, PictureGroup, TargetRow, TargetGroup, PartTarget;
}

/// <summary>
/// Convolutions as products of matrices by tiles in shared memory. A group of threads computes a tile of 4 · sideM by 4 · sideN results, each thread four rows by four columns
/// of them. Where the picture's elements of a tile lie is worked out once for each column and once for each step, the next steps while the present ones are multiplied.
/// Long sums may be cut into parts, which another kernel adds in their order: the results are always the same.
/// </summary>
internal static class ConvolutionKernels
{
    /// <summary>The longest sides of a tile, in threads.</summary>
    public const int MostSideM = 16, MostSideN = 32;

    /// <summary>Steps between two barriers.</summary>
    public const int Deep = 16;

    // One more than a tile is wide: neighbouring steps of a column lie in different banks.
    private const int PitchM = 4 * MostSideM + 1, PitchN = 4 * MostSideN + 1;
    private const int MostThreads = 256;

    public static void Tiles<TPicture, T, V>(ArrayView<T> target, ArrayView<T> left, ArrayView<T> pictures, ArrayView<T> bias, ConvolutionShape shape, TPicture picture, int sideM, int sideN)
        where TPicture : struct, IConvolutionPicture where T : unmanaged where V : struct, ILane<V, T>
    {
        var a = SharedMemory.Allocate<T>(Deep * PitchM); // [step][row]
        var b = SharedMemory.Allocate<T>(Deep * PitchN); // [step][column]
        var columnAt = SharedMemory.Allocate<long>(4 * MostSideN);
        var columnY = SharedMemory.Allocate<int>(4 * MostSideN);
        var columnX = SharedMemory.Allocate<int>(4 * MostSideN);
        var stepLeft = SharedMemory.Allocate<long>(2 * Deep);
        var stepAt = SharedMemory.Allocate<long>(2 * Deep);
        var stepY = SharedMemory.Allocate<int>(2 * Deep);
        var stepX = SharedMemory.Allocate<int>(2 * Deep);

        int height = 4 * sideM, width = 4 * sideN, thread = Group.IdxX, threads = sideM * sideN;
        int x = thread % sideN, y = thread / sideN;
        int tile = Grid.IdxX, tileN = tile % shape.TilesN;
        tile /= shape.TilesN;
        int tileM = tile % shape.TilesM;
        tile /= shape.TilesM;
        int part = tile % shape.Parts, group = tile / shape.Parts;
        int row0 = tileM * height, column0 = tileN * width;
        int begin = part * shape.PartLength, end = IntrinsicMath.Min(begin + shape.PartLength, shape.Depth);
        long leftAt = group * shape.LeftGroup, pictureAt = group * shape.PictureGroup;

        for (int e = thread; e < width; e += threads)
        {
            var place = picture.Column((uint)(column0 + e));
            columnAt[e] = pictureAt + place.Picture;
            columnY[e] = column0 + e < shape.Columns ? place.Y : Place.Outside;
            columnX[e] = place.X;
        }
        for (int e = thread; e < Deep; e += threads)
        {
            var place = picture.Step((uint)(begin + e));
            stepLeft[e] = leftAt + place.Other;
            stepAt[e] = place.Picture;
            stepY[e] = begin + e < end ? place.Y : Place.Outside;
            stepX[e] = place.X;
        }
        Group.Barrier();

        V zero = V.Zero;
        V c00 = zero, c01 = zero, c02 = zero, c03 = zero, c10 = zero, c11 = zero, c12 = zero, c13 = zero;
        V c20 = zero, c21 = zero, c22 = zero, c23 = zero, c30 = zero, c31 = zero, c32 = zero, c33 = zero;
        int table = 0;
        for (int k0 = begin; k0 < end; k0 += Deep)
        {
            for (int e = thread; e < height * Deep; e += threads)
            {
                int k = e % Deep, row = e / Deep;
                bool inside = row0 + row < shape.Rows && k0 + k < end;
                a[k * PitchM + row] = inside ? left[stepLeft[table + k] + (row0 + row) * shape.LeftRow] : V.Sum(zero);
            }
            for (int e = thread; e < width * Deep; e += threads)
            {
                // Neighbouring threads along the direction in which the pictures run.
                int k = shape.AlongSteps != 0 ? e % Deep : e / width, place = shape.AlongSteps != 0 ? e / Deep : e % width;
                int py = columnY[place] + stepY[table + k], px = columnX[place] + stepX[table + k];
                bool inside = (uint)py < (uint)shape.Height && (uint)px < (uint)shape.Width;
                b[k * PitchN + place] = inside ? pictures[columnAt[place] + stepAt[table + k]] : V.Sum(zero);
            }
            table = Deep - table;
            Group.Barrier();
            for (int e = thread; e < Deep; e += threads)
            {
                int k = k0 + Deep + e;
                var place = picture.Step((uint)k);
                stepLeft[table + e] = leftAt + place.Other;
                stepAt[table + e] = place.Picture;
                stepY[table + e] = k < end ? place.Y : Place.Outside;
                stepX[table + e] = place.X;
            }
            for (int k = 0; k < Deep; k++)
            {
                int ra = k * PitchM + y, rb = k * PitchN + x;
                V a0 = V.Create(a[ra]), a1 = V.Create(a[ra + sideM]), a2 = V.Create(a[ra + 2 * sideM]), a3 = V.Create(a[ra + 3 * sideM]);
                V b0 = V.Create(b[rb]), b1 = V.Create(b[rb + sideN]), b2 = V.Create(b[rb + 2 * sideN]), b3 = V.Create(b[rb + 3 * sideN]);
                c00 = V.MultiplyAdd(a0, b0, c00);
                c01 = V.MultiplyAdd(a0, b1, c01);
                c02 = V.MultiplyAdd(a0, b2, c02);
                c03 = V.MultiplyAdd(a0, b3, c03);
                c10 = V.MultiplyAdd(a1, b0, c10);
                c11 = V.MultiplyAdd(a1, b1, c11);
                c12 = V.MultiplyAdd(a1, b2, c12);
                c13 = V.MultiplyAdd(a1, b3, c13);
                c20 = V.MultiplyAdd(a2, b0, c20);
                c21 = V.MultiplyAdd(a2, b1, c21);
                c22 = V.MultiplyAdd(a2, b2, c22);
                c23 = V.MultiplyAdd(a2, b3, c23);
                c30 = V.MultiplyAdd(a3, b0, c30);
                c31 = V.MultiplyAdd(a3, b1, c31);
                c32 = V.MultiplyAdd(a3, b2, c32);
                c33 = V.MultiplyAdd(a3, b3, c33);
            }
            Group.Barrier();
        }

        // The columns' places are not needed any more: how far they lie in the result takes their place.
        for (int e = thread; e < width; e += threads) columnAt[e] = picture.Column((uint)(column0 + e)).Other;
        Group.Barrier();
        long targetAt = group * shape.TargetGroup + part * shape.PartTarget;
        int column = column0 + x;
        Column(target, bias, shape, group, targetAt + columnAt[x], row0 + y, column, sideM, c00, c10, c20, c30);
        Column(target, bias, shape, group, targetAt + columnAt[x + sideN], row0 + y, column + sideN, sideM, c01, c11, c21, c31);
        Column(target, bias, shape, group, targetAt + columnAt[x + 2 * sideN], row0 + y, column + 2 * sideN, sideM, c02, c12, c22, c32);
        Column(target, bias, shape, group, targetAt + columnAt[x + 3 * sideN], row0 + y, column + 3 * sideN, sideM, c03, c13, c23, c33);
    }

    private static void Column<T, V>(ArrayView<T> target, ArrayView<T> bias, in ConvolutionShape shape, int group, long at, int row, int column, int sideM, V c0, V c1, V c2, V c3)
        where T : unmanaged where V : struct, ILane<V, T>
    {
        if (column >= shape.Columns) return;
        Write(target, bias, shape, group, at, row, c0);
        Write(target, bias, shape, group, at, row + sideM, c1);
        Write(target, bias, shape, group, at, row + 2 * sideM, c2);
        Write(target, bias, shape, group, at, row + 3 * sideM, c3);
    }

    private static void Write<T, V>(ArrayView<T> target, ArrayView<T> bias, in ConvolutionShape shape, int group, long at, int row, V value) where T : unmanaged where V : struct, ILane<V, T>
    {
        if (row >= shape.Rows) return;
        if (shape.HasBias != 0) value += V.Create(bias[group * shape.Rows + row]);
        target[at + row * shape.TargetRow] = V.Sum(value);
    }

    /// <summary>One thread a result: for groups of so few channels that most of a tile would be empty.</summary>
    public static void Single<TPicture, T, V>(Index1D i, ArrayView<T> target, ArrayView<T> left, ArrayView<T> pictures, ArrayView<T> bias, ConvolutionShape shape, TPicture picture)
        where TPicture : struct, IConvolutionPicture where T : unmanaged where V : struct, ILane<V, T>
    {
        int line = i / shape.Columns, group = line / shape.Rows, row = line - group * shape.Rows;
        var place = picture.Column((uint)(i - line * shape.Columns));
        long leftAt = group * shape.LeftGroup + row * shape.LeftRow, pictureAt = group * shape.PictureGroup + place.Picture;
        V sum = V.Zero;
        for (int k = 0; k < shape.Depth; k++) sum = Multiply(left, leftAt, pictures, pictureAt, shape, place, picture.Step((uint)k), sum);
        Write(target, bias, shape, group, group * shape.TargetGroup + place.Other, row, sum);
    }

    /// <summary>One group of threads a result: the same for long sums.</summary>
    public static void Long<TPicture, T, V>(ArrayView<T> target, ArrayView<T> left, ArrayView<T> pictures, ArrayView<T> bias, ConvolutionShape shape, TPicture picture)
        where TPicture : struct, IConvolutionPicture where T : unmanaged where V : struct, ILane<V, T>
    {
        var shared = SharedMemory.Allocate<T>(MostThreads);
        int line = Grid.IdxX / shape.Columns, group = line / shape.Rows, row = line - group * shape.Rows;
        var place = picture.Column((uint)(Grid.IdxX - line * shape.Columns));
        long leftAt = group * shape.LeftGroup + row * shape.LeftRow, pictureAt = group * shape.PictureGroup + place.Picture;
        V sum = V.Zero;
        for (int k = Group.IdxX; k < shape.Depth; k += Group.DimX) sum = Multiply(left, leftAt, pictures, pictureAt, shape, place, picture.Step((uint)k), sum);
        shared[Group.IdxX] = V.Sum(sum);
        Group.Barrier();
        for (int half = Group.DimX / 2; half > 0; half /= 2)
        {
            if (Group.IdxX < half) shared[Group.IdxX] = V.Sum(V.Create(shared[Group.IdxX]) + V.Create(shared[Group.IdxX + half]));
            Group.Barrier();
        }
        if (Group.IdxX == 0) Write(target, bias, shape, group, group * shape.TargetGroup + place.Other, row, V.Create(shared[0]));
    }

    private static V Multiply<T, V>(ArrayView<T> left, long leftAt, ArrayView<T> pictures, long pictureAt, in ConvolutionShape shape, in Place column, in Place step, V sum)
        where T : unmanaged where V : struct, ILane<V, T>
    {
        int y = column.Y + step.Y, x = column.X + step.X;
        if ((uint)y >= (uint)shape.Height || (uint)x >= (uint)shape.Width) return sum;
        return V.MultiplyAdd(V.Create(left[leftAt + step.Other]), V.Create(pictures[pictureAt + step.Picture]), sum);
    }

    /// <summary>Adds the parts of each result, and the bias.</summary>
    public static void Sum<T, V>(Index1D i, ArrayView<T> target, ArrayView<T> parts, ArrayView<T> bias, int count, long partTarget, int plane, int channels)
        where T : unmanaged where V : struct, ILane<V, T>
    {
        V sum = V.Zero;
        for (int part = 0; part < count; part++) sum += V.Create(parts[part * partTarget + i]);
        if (channels > 0) sum += V.Create(bias[i / plane % channels]);
        target[i] = V.Sum(sum);
    }
}
