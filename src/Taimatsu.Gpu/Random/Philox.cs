namespace Taimatsu.Gpu;

/// <summary>Philox4x32-10: 128 bits from a key of 64 and a counter of 128; the published constants.</summary>
/// <seealso href="https://www.thesalmons.org/john/random123/papers/random123sc11.pdf"/>
internal struct Philox
{
    public uint X, Y, Z, W;

    /// <summary>The bits of an element of a draw.</summary>
    public static Philox At(long key, long draw, long element)
    {
        Philox c;
        c.X = unchecked((uint)draw);
        c.Y = unchecked((uint)(draw >> 32));
        c.Z = unchecked((uint)element);
        c.W = unchecked((uint)(element >> 32));
        uint k0 = unchecked((uint)key), k1 = unchecked((uint)(key >> 32));
        for (int round = 0; round < 10; round++)
        {
            ulong a = 0xD2511F53ul * c.X, b = 0xCD9E8D57ul * c.Z;
            uint x = (uint)(b >> 32) ^ c.Y ^ k0, z = (uint)(a >> 32) ^ c.W ^ k1;
            c.Y = unchecked((uint)b);
            c.W = unchecked((uint)a);
            c.X = x;
            c.Z = z;
            k0 = unchecked(k0 + 0x9E3779B9u);
            k1 = unchecked(k1 + 0xBB67AE85u);
        }
        return c;
    }

    public static ulong Low(in Philox bits) => ((ulong)bits.Y << 32) | bits.X;

    public static ulong High(in Philox bits) => ((ulong)bits.W << 32) | bits.Z;

    /// <summary>A number in [0, 1) of so many bits.</summary>
    public static double Uniform(ulong bits, int digits) => (double)(bits >> (64 - digits)) / (1L << digits);

    /// <summary>A number in (0, 1].</summary>
    public static double UniformPositive(ulong bits) => ((bits >> 11) + 1) * (1.0 / (1L << 53));
}
