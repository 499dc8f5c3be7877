using System.Numerics;
using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <content>Products with few results and a long depth: each task packs and multiplies a part of the depth by itself, so that no step waits for all threads.</content>
internal static unsafe partial class BlockedGemm
{
    private static void RunDeep<T, TLeft, TRight>(GemmKernels<T> kernels, long m, long n, long k, TLeft left, TRight right, in GemmTarget<T> target)
        where T : unmanaged, INumber<T>
        where TLeft : struct, IPanelPacker<T>
        where TRight : struct, IPanelPacker<T>
    {
        var groups = DepthGroups.Of(k);
        var sums = groups.Begin<T>(m, n);
        var body = new DeepGroup<T, TLeft, TRight> { Kernels = kernels, Groups = groups, Rows = m, Columns = n, Left = left, Right = right, Sums = sums };
        WorkerPool.For(groups.Count, 1, ref body);
        groups.End(m, n, sums.Pointer, target);
    }

    private struct DeepGroup<T, TLeft, TRight> : IRangeBody
        where T : unmanaged, INumber<T>
        where TLeft : struct, IPanelPacker<T>
        where TRight : struct, IPanelPacker<T>
    {
        public GemmKernels<T> Kernels;
        public DepthGroups Groups;
        public long Rows, Columns;
        public TLeft Left;
        public TRight Right;
        public GemmTarget<T> Sums;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(long begin, long end)
        {
            long width = Kernels.Width, panels = (Rows + Kernels.MaxRows - 1) / Kernels.MaxRows, columnPanels = (Columns + width - 1) / width;
            bool direct = Right.TryGetRows(out T* origin, out long depthStride) && panels <= DirectPanels;
            bool directLeft = Left.TryGetRows(out T* leftOrigin, out long leftStride) && columnPanels <= DirectColumns;
            long rowRoom = directLeft ? 0 : Rows;
            for (long group = begin; group < end; group++)
            {
                long firstBlock = Groups.FirstBlock(group), endBlock = Groups.FirstBlock(group + 1);
                var target = Sums;
                target.Pointer += group * Rows * Columns;
                for (long block = firstBlock; block < endBlock; block++)
                {
                    long depth = Groups.Start(block), count = Groups.Start(block + 1) - depth;
                    T* packedLeft = GemmScratch.Get<T>((rowRoom + (direct ? width : columnPanels * width)) * count + 64);
                    T* packedRight = (T*)(((nint)(packedLeft + rowRoom * count) + 63) & ~63);
                    if (!directLeft)
                        new PackLeft<T, TLeft> { Packer = Left, To = packedLeft, First = 0, Count = Rows, Panels = panels, Depth = depth, DepthCount = count }.Run(0, panels);
                    if (!direct)
                        new PackRight<T, TRight> { Packer = Right, To = packedRight, Width = (int)width, Lanes = Kernels.Lanes, First = 0, Count = Columns, Depth = depth, DepthCount = count }.Run(0, columnPanels);
                    else if (Columns % Kernels.Lanes != 0)
                        PackLastPanel(Kernels, Right, packedRight, 0, Columns, depth, count);
                    var tiles = new TileLoop<T>
                    {
                        Kernels = Kernels,
                        Target = target,
                        First = block == firstBlock,
                        Last = block == endBlock - 1,
                        Left = packedLeft,
                        Right = packedRight,
                        Origin = direct ? origin + depth * depthStride : null,
                        OriginStride = depthStride,
                        LeftOrigin = directLeft ? leftOrigin + depth * leftStride : null,
                        LeftStride = leftStride,
                        Columns = Columns,
                        Depth = count,
                        Rows = Rows,
                        Panels = panels,
                        RowBlocks = 1,
                        ColumnBlocks = 1,
                        ColumnPanels = columnPanels,
                    };
                    tiles.Run(0, 1);
                }
            }
        }
    }
}
