using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Taimatsu.Tests.Vision;

/// <summary>A web server with one file and bad habits.</summary>
internal sealed class LocalServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _file;

    public LocalServer(byte[] file)
    {
        _file = file;
        _listener.Start();
        new Thread(Serve) { IsBackground = true }.Start();
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/";

    /// <summary>How many bytes each of the next answers sends before the line breaks; whole ones after those.</summary>
    public Queue<int> BreaksAfter { get; } = new();

    /// <summary>True if it sends the rest when asked for it.</summary>
    public bool Resumes { get; init; } = true;

    /// <summary>Another answer than the file.</summary>
    public string? Status { get; init; }

    /// <summary>What was asked for: a path, and where to begin.</summary>
    public List<string> Requests { get; } = [];

    public void Dispose() => _listener.Stop();

    private void Serve()
    {
        try
        {
            while (true)
            {
                using var client = _listener.AcceptTcpClient();
                Answer(client.GetStream());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Disposed.
        }
    }

    private void Answer(NetworkStream stream)
    {
        var reader = new StreamReader(stream, Encoding.ASCII);
        string path = reader.ReadLine()!.Split(' ')[1];
        int from = 0;
        for (string? line; !string.IsNullOrEmpty(line = reader.ReadLine());)
            if (line.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase)) from = int.Parse(line["Range: bytes=".Length..].TrimEnd('-'));
        lock (Requests) Requests.Add($"{path} {from}");
        void Head(string status, int length, string more = "") => stream.Write(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {length}\r\n{more}Connection: close\r\n\r\n"));
        if (Status is not null)
        {
            Head(Status, 0);
            return;
        }
        if (!Resumes) from = 0;
        if (from >= _file.Length && from > 0)
        {
            Head("416 Range Not Satisfiable", 0);
            return;
        }
        byte[] rest = _file[from..];
        Head(from > 0 ? "206 Partial Content" : "200 OK", rest.Length, from > 0 ? $"Content-Range: bytes {from}-{_file.Length - 1}/{_file.Length}\r\n" : "");
        stream.Write(rest, 0, BreaksAfter.TryDequeue(out int limit) ? Math.Min(limit, rest.Length) : rest.Length);
    }
}
