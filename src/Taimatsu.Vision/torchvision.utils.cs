using System.Text;

namespace Taimatsu;

public static partial class torchvision
{
    /// <summary>Pictures of pictures.</summary>
    /// <seealso href="https://docs.pytorch.org/vision/stable/utils.html"/>
    public static class utils
    {
        /// <summary>Pictures [N, C, H, W] (or a single one) in one, <paramref name="nrow"/> in a row, with space between them. One channel becomes three; a single picture comes back as it is.</summary>
        /// <exception cref="ArgumentException">They are no pictures.</exception>
        /// <seealso href="https://docs.pytorch.org/vision/stable/generated/torchvision.utils.make_grid.html"/>
        public static Tensor make_grid(Tensor tensor, long nrow = 8, long padding = 2, bool normalize = false, (double, double)? value_range = null, double pad_value = 0)
        {
            if (tensor.ndim == 2) tensor = tensor.unsqueeze(0);
            if (tensor.ndim == 3) tensor = tensor.unsqueeze(0);
            if (tensor.ndim != 4) throw new ArgumentException($"make_grid: expected [C, H, W] or [N, C, H, W], got {tensor.shape}");
            if (tensor.size(1) == 1) tensor = tensor.expand(-1, 3, -1, -1);
            if (normalize)
            {
                double low = value_range?.Item1 ?? tensor.min().item<double>(), high = value_range?.Item2 ?? tensor.max().item<double>();
                tensor = (tensor.clamp(low, high) - low) / Math.Max(high - low, 1e-5);
            }
            if (tensor.size(0) == 1) return tensor.squeeze(0);
            long count = tensor.size(0), columns = Math.Min(nrow, count), rows = (count + columns - 1) / columns;
            long height = tensor.size(2) + padding, width = tensor.size(3) + padding;
            var grid = tensor.new_full(new Size(tensor.size(1), height * rows + padding, width * columns + padding), pad_value);
            for (long i = 0; i < count; i++)
                grid.narrow(1, i / columns * height + padding, height - padding).narrow(2, i % columns * width + padding, width - padding).copy_(tensor.select(0, i));
            return grid;
        }

        /// <summary>Pictures [N, C, H, W] of floats in [0, 1] as one file: a grid, times 255, rounded.</summary>
        /// <exception cref="ArgumentException">They are no pictures, or the file's ending is neither .png nor .jpg.</exception>
        /// <seealso href="https://docs.pytorch.org/vision/stable/generated/torchvision.utils.save_image.html"/>
        public static void save_image(Tensor tensor, string fp, long nrow = 8, long padding = 2, bool normalize = false, (double, double)? value_range = null, double pad_value = 0)
        {
            var bytes = Bytes(make_grid(tensor, nrow, padding, normalize, value_range, pad_value));
            if (fp.EndsWith(".png", StringComparison.OrdinalIgnoreCase)) io.write_png(bytes, fp);
            else if (fp.EndsWith(".jpg", StringComparison.OrdinalIgnoreCase) || fp.EndsWith(".jpeg", StringComparison.OrdinalIgnoreCase)) io.write_jpeg(bytes, fp);
            else throw new ArgumentException($"save_image: unknown file extension: {Path.GetExtension(fp)}, expected .png or .jpg");
        }

        /// <summary>
        /// Shows a picture of floats in [0, 1] (or bytes), [C, H, W]: on a terminal in true colours, two pixels a character; elsewhere as plain text. A picture that is wider than the
        /// terminal is shrunk.
        /// </summary>
        /// <exception cref="ArgumentException">It is no picture.</exception>
        public static void show(Tensor picture, int? width = null)
        {
            if (Console.IsOutputRedirected) Console.Write(plain_text(picture, width ?? 80));
            else Console.Write(terminal_text(picture, width ?? Math.Max(20, Console.WindowWidth - 1)));
        }

        /// <summary>A picture as plain text: the darker a pixel, the less ink.</summary>
        /// <exception cref="ArgumentException">It is no picture.</exception>
        public static string plain_text(Tensor picture, int width = 80)
        {
            const string Ink = " .:-=+*#%@";
            var bytes = Fit(picture, width);
            // A character is twice as high as it is wide.
            var gray = transforms.Resize(Math.Max(1, bytes.size(1) / 2), bytes.size(2)).call(Colours.Gray(bytes));
            byte[] pixels = gray.ToFlatArray<byte>();
            var text = new StringBuilder();
            for (int y = 0, w = (int)gray.size(2); y < (int)gray.size(1); y++)
            {
                for (int x = 0; x < w; x++) text.Append(Ink[pixels[y * w + x] * Ink.Length / 256]);
                text.Append('\n');
            }
            return text.ToString();
        }

        /// <summary>What <see cref="show"/> writes to a terminal.</summary>
        /// <exception cref="ArgumentException">It is no picture.</exception>
        public static string terminal_text(Tensor picture, int width = 100)
        {
            var bytes = Fit(picture, width);
            byte[] pixels = bytes.ToFlatArray<byte>();
            int h = (int)bytes.size(1), w = (int)bytes.size(2), plane = h * w;
            var text = new StringBuilder();
            for (int y = 0; y < h; y += 2)
            {
                for (int x = 0; x < w; x++)
                {
                    int upper = y * w + x, lower = Math.Min(y + 1, h - 1) * w + x;
                    text.Append($"\u001b[38;2;{pixels[upper]};{pixels[upper + plane]};{pixels[upper + 2 * plane]}m");
                    text.Append($"\u001b[48;2;{pixels[lower]};{pixels[lower + plane]};{pixels[lower + 2 * plane]}m▀");
                }
                text.Append("\u001b[0m\n");
            }
            return text.ToString();
        }

        // Three channels of bytes, not too wide.
        private static Tensor Fit(Tensor picture, int width)
        {
            if (picture.ndim != 3 || picture.size(0) is not (1 or 3)) throw new ArgumentException($"show: expected a picture [1 or 3, H, W], got {picture.shape}");
            var bytes = picture.dtype == ScalarType.Byte ? picture : Bytes(picture);
            bytes = bytes.expand(3, -1, -1);
            return bytes.size(2) > width ? transforms.Resize(Math.Max(1, bytes.size(1) * width / bytes.size(2)), width).call(bytes) : bytes;
        }

        private static Tensor Bytes(Tensor picture) => (picture.detach() * 255 + 0.5).clamp(0, 255).to(ScalarType.Byte);
    }
}
