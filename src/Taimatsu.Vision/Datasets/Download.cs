using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Spectre.Console;

namespace Taimatsu;

/// <summary>
/// Fetches files: with a progress bar, an MD5 check, and a temporary name until all is right. A transfer that broke off goes on where it stopped if the server allows, else
/// starts again; a wrong file is never left in place.
/// </summary>
internal static class Download
{
    private const int Tries = 3;

    /// <summary>Makes sure that a file is there and has the right MD5.</summary>
    /// <exception cref="IOException">It cannot be had from any address.</exception>
    public static void File(string path, string md5, params IEnumerable<string> addresses)
    {
        if (System.IO.File.Exists(path) && Md5(path) == md5) return;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        Exception? last = null;
        foreach (string address in addresses)
        {
            Console.WriteLine($"Downloading {address} to {path}");
            for (int attempt = 0; attempt < Tries; attempt++)
                try
                {
                    Fetch(address, path + ".part");
                    string actual = Md5(path + ".part");
                    if (actual != md5)
                    {
                        System.IO.File.Delete(path + ".part");
                        throw new InvalidDataException($"{address}: the file is corrupted: MD5 {actual}, expected {md5}");
                    }
                    System.IO.File.Move(path + ".part", path, overwrite: true);
                    return;
                }
                catch (Exception error) when (error is HttpRequestException or IOException or InvalidDataException or TaskCanceledException)
                {
                    last = error;
                    // Nobody answers, or it is not there: only the next address can help.
                    if (error is HttpRequestException { StatusCode: null or (>= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError) }) break;
                }
        }
        throw new IOException($"{path} could not be downloaded: {last?.Message}", last);
    }

    /// <summary>Unpacks a .tar.gz. Nothing is written outside the folder, and its files appear when all of them have been unpacked.</summary>
    /// <exception cref="InvalidDataException">The archive is damaged.</exception>
    public static void Extract(string archive, string folder)
    {
        string partial = Path.Combine(folder, $".{Path.GetFileName(archive)}.{Guid.NewGuid():N}.partial");
        Directory.CreateDirectory(partial);
        try
        {
            using (var file = System.IO.File.OpenRead(archive))
            using (var unzipped = new GZipStream(file, CompressionMode.Decompress)) TarFile.ExtractToDirectory(unzipped, partial, overwriteFiles: true);
            foreach (string source in Directory.EnumerateFiles(partial, "*", SearchOption.AllDirectories).ToList())
            {
                string target = Path.Combine(folder, Path.GetRelativePath(partial, source));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                System.IO.File.Move(source, target, overwrite: true);
            }
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new InvalidDataException($"{archive} is damaged: {error.Message}", error);
        }
        finally
        {
            Directory.Delete(partial, recursive: true);
        }
    }

    /// <summary>The MD5 of a file, in small hexadecimal digits.</summary>
    public static string Md5(string path)
    {
        using var file = System.IO.File.OpenRead(path);
        return Convert.ToHexStringLower(MD5.HashData(file));
    }

    private static void Fetch(string address, string path)
    {
        long done = System.IO.File.Exists(path) ? new FileInfo(path).Length : 0;
        using var client = new HttpClient { Timeout = TimeSpan.FromMinutes(30) };
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (done > 0) request.Headers.Range = new RangeHeaderValue(done, null);
        using var response = client.Send(request, HttpCompletionOption.ResponseHeadersRead);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            System.IO.File.Delete(path);
            throw new IOException($"{address}: the unfinished download does not fit any more");
        }
        response.EnsureSuccessStatusCode();
        bool resumes = response.StatusCode == HttpStatusCode.PartialContent;
        long? length = response.Content.Headers.ContentLength;
        if (!resumes) done = 0;
        using var source = response.Content.ReadAsStream();
        using (var target = new FileStream(path, resumes ? FileMode.Append : FileMode.Create)) Copy(source, target, done, length + done);
        if (length is { } expected && new FileInfo(path).Length != expected + done) throw new IOException($"{address}: the transfer ended after {new FileInfo(path).Length} of {expected + done} bytes");
    }

    private static void Copy(Stream source, Stream target, long done, long? total)
    {
        if (!AnsiConsole.Profile.Capabilities.Interactive || Console.IsOutputRedirected || total is null)
        {
            source.CopyTo(target);
            return;
        }
        AnsiConsole.Progress().Columns(new ProgressBarColumn(), new PercentageColumn(), new DownloadedColumn(), new TransferSpeedColumn()).Start(context =>
        {
            var task = context.AddTask("download", maxValue: total.Value);
            task.Value = done;
            var buffer = new byte[1 << 16];
            for (int read; (read = source.Read(buffer)) > 0; task.Increment(read)) target.Write(buffer, 0, read);
        });
    }
}
