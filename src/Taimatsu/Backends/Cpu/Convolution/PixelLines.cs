using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Taimatsu.Backends.Cpu;

/// <summary>Brings a row of pixels, whose channels lie together, to a line for each channel.</summary>
internal static unsafe class PixelLines
{
    /// <summary>lines[c · length + x] = pixels[x · step + c] for so many channels c and pixels x.</summary>
    public static void Pack<T>(T* lines, int length, T* pixels, long step, int count, int channels) where T : unmanaged
    {
        // A picture's three colours would leave the transposition nothing but its rest.
        if (typeof(T) == typeof(float) && channels == 3 && step == 3 && count >= 16 && VectorWidth.Bits >= 512 && Avx512F.IsSupported) Colours((float*)lines, length, (float*)pixels, count);
        else PanelTranspose.Pack(lines, length, pixels, step, count, channels);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Colours(float* lines, int length, float* pixels, int count)
    {
        var lanes = Vector512<int>.Indices;
        Vector512<int> first = lanes * 3, second = first + Vector512<int>.One, third = second + Vector512<int>.One;
        Vector512<int> firstRest = Rest(first, lanes), secondRest = Rest(second, lanes), thirdRest = Rest(third, lanes);
        for (int x = 0; x < count; x += 16)
        {
            // The last piece overlaps the one before rather than leave a rest.
            if (x > count - 16) x = count - 16;
            Vector512<float> a = Vector512.Load(pixels + 3 * x), b = Vector512.Load(pixels + 3 * x + 16), c = Vector512.Load(pixels + 3 * x + 32);
            Avx512F.PermuteVar16x32x2(Avx512F.PermuteVar16x32x2(a, first, b), firstRest, c).Store(lines + x);
            Avx512F.PermuteVar16x32x2(Avx512F.PermuteVar16x32x2(a, second, b), secondRest, c).Store(lines + length + x);
            Avx512F.PermuteVar16x32x2(Avx512F.PermuteVar16x32x2(a, third, b), thirdRest, c).Store(lines + 2 * (long)length + x);
        }
    }

    // Where elements of three vectors come from, once those of the first two are in place.
    private static Vector512<int> Rest(Vector512<int> places, Vector512<int> lanes)
        => Vector512.ConditionalSelect(Vector512.LessThan(places, Vector512.Create(32)), lanes, places - Vector512.Create(16));
}
