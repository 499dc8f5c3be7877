using SkiaSharp;

namespace Taimatsu;

public static partial class torchvision
{
    /// <summary>Picture files.</summary>
    /// <seealso href="https://docs.pytorch.org/vision/stable/io.html"/>
    public static class io
    {
        /// <summary>Which channels a picture is read as.</summary>
        public enum ImageReadMode
        {
            /// <summary>As the file has it: gray pictures one channel, those with transparency four, others three.</summary>
            UNCHANGED,
            /// <summary>One channel.</summary>
            GRAY,
            /// <summary>Red, green, blue.</summary>
            RGB,
            /// <summary>Red, green, blue and opacity.</summary>
            RGB_ALPHA,
        }

        /// <summary>A PNG, JPEG, BMP, GIF or WebP file as uint8 [C, H, W].</summary>
        /// <exception cref="FileNotFoundException">There is no such file.</exception>
        /// <exception cref="InvalidDataException">It is no picture, or damaged.</exception>
        /// <seealso href="https://docs.pytorch.org/vision/stable/generated/torchvision.io.read_image.html"/>
        public static Tensor read_image(string filename, ImageReadMode mode = ImageReadMode.UNCHANGED)
        {
            if (!File.Exists(filename)) throw new FileNotFoundException($"[Errno 2] No such file or directory: '{filename}'", filename);
            using var codec = SKCodec.Create(filename) ?? throw new InvalidDataException($"{filename} is no picture that can be read");
            var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
            using var bitmap = new SKBitmap(info);
            var result = codec.GetPixels(info, bitmap.GetPixels());
            if (result != SKCodecResult.Success) throw new InvalidDataException($"{filename} is damaged: {result}");
            var pixels = torch.tensor(bitmap.GetPixelSpan(), [info.Height, info.Width, 4]).permute(2, 0, 1);
            if (mode == ImageReadMode.UNCHANGED)
                mode = codec.Info.ColorType == SKColorType.Gray8 ? ImageReadMode.GRAY : codec.Info.AlphaType == SKAlphaType.Opaque ? ImageReadMode.RGB : ImageReadMode.RGB_ALPHA;
            return mode switch
            {
                ImageReadMode.GRAY => Gray(pixels),
                ImageReadMode.RGB => pixels.narrow(0, 0, 3).contiguous(),
                _ => pixels.contiguous(),
            };
        }

        /// <summary>Writes uint8 [1 or 3 or 4, H, W] as PNG; the file appears whole or not at all.</summary>
        /// <exception cref="ArgumentException">It is no such picture.</exception>
        /// <seealso href="https://docs.pytorch.org/vision/stable/generated/torchvision.io.write_png.html"/>
        public static void write_png(Tensor input, string filename) => Write(input, filename, SKEncodedImageFormat.Png, 100);

        /// <summary>Writes uint8 [1 or 3, H, W] as JPEG; the file appears whole or not at all.</summary>
        /// <exception cref="ArgumentException">It is no such picture.</exception>
        /// <seealso href="https://docs.pytorch.org/vision/stable/generated/torchvision.io.write_jpeg.html"/>
        public static void write_jpeg(Tensor input, string filename, int quality = 75) => Write(input, filename, SKEncodedImageFormat.Jpeg, quality);

        // ITU-R 601, as the Python image library converts.
        private static Tensor Gray(Tensor pixels)
        {
            var wide = pixels.to(ScalarType.Int32);
            return ((wide.select(0, 0) * 19595 + wide.select(0, 1) * 38470 + wide.select(0, 2) * 7471 + 0x8000) >> 16).to(ScalarType.Byte).unsqueeze(0);
        }

        private static void Write(Tensor input, string filename, SKEncodedImageFormat format, int quality)
        {
            if (input.dtype != ScalarType.Byte || input.ndim != 3 || input.size(0) is not (1 or 3 or 4))
                throw new ArgumentException($"write_image: expected uint8 [1 or 3 or 4, H, W], got {input.dtype.PyTorchName()} {input.shape}");
            using var bitmap = Bitmap(input);
            using var encoded = bitmap.Encode(format, quality) ?? throw new IOException($"{filename}: the picture could not be encoded");
            string temporary = filename + ".part";
            using (var file = File.Create(temporary)) encoded.SaveTo(file);
            File.Move(temporary, filename, overwrite: true);
        }

        /// <summary>A picture uint8 [1, 3 or 4, H, W] as a bitmap to draw on.</summary>
        internal static SKBitmap Bitmap(Tensor input)
        {
            // The encoders write as many channels as the bitmap says it has: opaque ones no opacity, gray ones one channel.
            long channels = input.size(0);
            var pixels = channels == 1 ? input : torch.full(new Size(input.size(1), input.size(2), 4), 255, dtype: ScalarType.Byte);
            if (channels > 1) pixels.narrow(2, 0, channels).copy_(input.permute(1, 2, 0));
            var bitmap = new SKBitmap(new SKImageInfo((int)input.size(2), (int)input.size(1), channels == 1 ? SKColorType.Gray8 : SKColorType.Rgba8888, channels == 4 ? SKAlphaType.Unpremul : SKAlphaType.Opaque));
            System.Runtime.InteropServices.Marshal.Copy(pixels.ToFlatArray<byte>(), 0, bitmap.GetPixels(), checked((int)pixels.numel()));
            return bitmap;
        }
    }
}
