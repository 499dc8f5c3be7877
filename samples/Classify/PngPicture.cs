using System.Buffers.Binary;
using System.IO.Compression;

namespace Classify;

/// <summary>
/// PNG files of 8 bits a channel, gray or coloured, not interlaced: what nearly all of them are. A reader of its own keeps the program one small
/// file; Taimatsu.Vision reads every kind of picture, with a native library beside it.
/// </summary>
internal static class PngPicture
{
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private const int LargestSide = 1 << 14;

    /// <summary>The picture as uint8 [3, H, W]; what is transparent keeps its colour.</summary>
    /// <exception cref="InvalidDataException">It is no PNG file of these kinds, or damaged.</exception>
    public static Tensor Read(string path)
    {
        ReadOnlySpan<byte> file = File.ReadAllBytes(path);
        if (!file.StartsWith(Signature)) throw Damaged("no PNG file");
        int width = 0, height = 0, channels = 0;
        byte[] palette = [];
        using var compressed = new MemoryStream();
        for (var rest = file[Signature.Length..]; ;)
        {
            if (rest.Length < 12) throw Damaged("it ends too early");
            uint length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > rest.Length - 12) throw Damaged("it ends too early");
            var kind = rest.Slice(4, 4);
            var body = rest.Slice(8, (int)length);
            rest = rest[(12 + (int)length)..];
            if (kind.SequenceEqual("IHDR"u8)) (width, height, channels) = Header(body);
            else if (kind.SequenceEqual("PLTE"u8)) palette = body.ToArray();
            else if (kind.SequenceEqual("IDAT"u8)) compressed.Write(body);
            else if (kind.SequenceEqual("IEND"u8)) break;
        }
        if (width == 0) throw Damaged("it has no header");

        compressed.Position = 0;
        byte[] pixels = Unfilter(compressed, width, height, Math.Abs(channels));
        if (channels == Palette)
        {
            var coloured = new byte[pixels.Length * 3];
            for (int i = 0; i < pixels.Length; i++)
            {
                if (pixels[i] * 3 + 3 > palette.Length) throw Damaged($"colour {pixels[i]} is not in the palette");
                palette.AsSpan(pixels[i] * 3, 3).CopyTo(coloured.AsSpan(i * 3));
            }
            (pixels, channels) = (coloured, 3);
        }
        var picture = tensor(pixels, [height, width, channels]).permute(2, 0, 1);
        return channels >= 3 ? picture.narrow(0, 0, 3) : picture.narrow(0, 0, 1).expand(3, -1, -1);

        InvalidDataException Damaged(string why) => new($"{path} cannot be read: {why}");

        (int Width, int Height, int Channels) Header(ReadOnlySpan<byte> body)
        {
            if (body.Length != 13) throw Damaged("its header is damaged");
            uint wide = BinaryPrimitives.ReadUInt32BigEndian(body), high = BinaryPrimitives.ReadUInt32BigEndian(body[4..]);
            if (wide is 0 or > LargestSide || high is 0 or > LargestSide) throw Damaged($"it has {wide} x {high} pixels");
            if (body[8] != 8 || body[12] != 0) throw Damaged("only 8 bits a channel, not interlaced, can be read");
            int kinds = body[9] switch { 0 => 1, 2 => 3, 3 => Palette, 4 => 2, 6 => 4, _ => throw Damaged($"there is no colour type {body[9]}") };
            return ((int)wide, (int)high, kinds);
        }

        // Every line is stored as differences from its neighbours to the left and above, in one of five ways.
        byte[] Unfilter(Stream data, int wide, int high, int bytes)
        {
            int stride = wide * bytes;
            var all = new byte[stride * high];
            var line = new byte[stride + 1];
            ReadOnlySpan<byte> above = new byte[stride];
            try
            {
                using var inflated = new ZLibStream(data, CompressionMode.Decompress);
                for (int y = 0; y < high; y++)
                {
                    inflated.ReadExactly(line);
                    var current = all.AsSpan(y * stride, stride);
                    for (int x = 0; x < stride; x++)
                    {
                        int left = x < bytes ? 0 : current[x - bytes], up = above[x], corner = x < bytes ? 0 : above[x - bytes];
                        int guess = line[0] switch { 0 => 0, 1 => left, 2 => up, 3 => (left + up) / 2, 4 => Paeth(left, up, corner), _ => throw Damaged($"line {y} has filter {line[0]}") };
                        current[x] = (byte)(line[x + 1] + guess);
                    }
                    above = current;
                }
            }
            catch (EndOfStreamException)
            {
                throw Damaged("it has too few pixels");
            }
            return all;
        }
    }

    private const int Palette = -1;

    private static int Paeth(int left, int up, int corner)
    {
        int guess = left + up - corner;
        int toLeft = Math.Abs(guess - left), toUp = Math.Abs(guess - up), toCorner = Math.Abs(guess - corner);
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }
}
