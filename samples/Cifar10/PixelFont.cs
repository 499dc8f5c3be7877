using SkiaSharp;

namespace Cifar10;

/// <summary>The letters that the classes' names need, five pixels wide: machines without fonts, such as most containers, draw them too.</summary>
internal static class PixelFont
{
    private const int Scale = 2, Advance = 6 * Scale;

    // Rows from the top down, parted by bars; the last two reach below the line.
    private static readonly Dictionary<char, string[]> s_letters = new Dictionary<char, string>
    {
        ['a'] = "||.###.|....#|.####|#...#|.####",
        ['b'] = "#|#|#.##.|##..#|#...#|#...#|####.",
        ['c'] = "||.###.|#|#|#...#|.###.",
        ['d'] = "....#|....#|.##.#|#..##|#...#|#...#|.####",
        ['e'] = "||.###.|#...#|#####|#|.###.",
        ['f'] = "..##.|.#..#|.#|####|.#|.#|.#",
        ['g'] = "||.####|#...#|#...#|#...#|.####|....#|.###.",
        ['h'] = "#|#|#.##.|##..#|#...#|#...#|#...#",
        ['i'] = "..#||.##|..#|..#|..#|.###.",
        ['k'] = "#|#|#..#|#.#|##|#.#|#..#",
        ['l'] = ".##|..#|..#|..#|..#|..#|.###.",
        ['n'] = "||#.##.|##..#|#...#|#...#|#...#",
        ['o'] = "||.###.|#...#|#...#|#...#|.###.",
        ['p'] = "||####.|#...#|#...#|#...#|####.|#|#",
        ['r'] = "||#.##.|##..#|#|#|#",
        ['s'] = "||.####|#|.###.|....#|####.",
        ['t'] = ".#|.#|####|.#|.#|.#..#|..##.",
        ['u'] = "||#...#|#...#|#...#|#..##|.##.#",
    }.ToDictionary(l => l.Key, l => l.Value.Split('|'));

    /// <summary>Draws a name with its upper left corner at a place.</summary>
    public static void Draw(SKCanvas canvas, string name, int x, int y, SKColor colour)
    {
        using var paint = new SKPaint { Color = colour };
        foreach (char letter in name)
        {
            string[] rows = s_letters[letter];
            for (int row = 0; row < rows.Length; row++)
                for (int column = 0; column < rows[row].Length; column++)
                    if (rows[row][column] == '#') canvas.DrawRect(x + column * Scale, y + row * Scale, Scale, Scale, paint);
            x += Advance;
        }
    }
}
