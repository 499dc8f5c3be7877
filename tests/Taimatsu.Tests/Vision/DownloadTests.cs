using System.Security.Cryptography;
using Taimatsu.Tests.RandomNumbers;
using static Taimatsu.torchvision;

namespace Taimatsu.Tests.Vision;

/// <summary>Transfers that break off, resume, start again, and bring the wrong file. No broken file is ever left.</summary>
[Collection(nameof(GlobalGeneratorCollection))]
public class DownloadTests
{
    private static readonly byte[] s_file = [.. Enumerable.Range(0, 200_000).Select(i => (byte)(i * 31 >> 3))];
    private static readonly string s_md5 = Convert.ToHexStringLower(MD5.HashData(s_file));

    [Fact]
    public void A_file_is_fetched_once()
    {
        using var files = new CifarFiles();
        using var server = new LocalServer(s_file);
        string path = files.Place("raw/file.gz");
        Download.File(path, s_md5, server.Address + "file.gz");
        Download.File(path, s_md5, server.Address + "file.gz");
        Assert.Equal(["/file.gz 0"], server.Requests);
        Assert.Equal(s_file, File.ReadAllBytes(path));
        Assert.Single(Directory.GetFiles(files.Place("raw")));
    }

    [Fact]
    public void A_broken_transfer_goes_on_where_it_stopped()
    {
        using var files = new CifarFiles();
        using var server = new LocalServer(s_file) { BreaksAfter = { } };
        server.BreaksAfter.Enqueue(70_000);
        server.BreaksAfter.Enqueue(30_000);
        Download.File(files.Place("file"), s_md5, server.Address + "file");
        Assert.Equal(["/file 0", "/file 70000", "/file 100000"], server.Requests);
        Assert.Equal(s_file, File.ReadAllBytes(files.Place("file")));
        Assert.Single(Directory.GetFiles(files.Root));
    }

    [Fact]
    public void A_server_that_cannot_resume_sends_all_again()
    {
        using var files = new CifarFiles();
        using var server = new LocalServer(s_file) { Resumes = false };
        server.BreaksAfter.Enqueue(70_000);
        Download.File(files.Place("file"), s_md5, server.Address + "file");
        Assert.Equal(["/file 0", "/file 70000"], server.Requests);
        Assert.Equal(s_file, File.ReadAllBytes(files.Place("file")));
    }

    [Fact]
    public void The_rest_of_another_file_is_thrown_away()
    {
        using var files = new CifarFiles();
        files.Write("file.part", new byte[50_000]);
        using var server = new LocalServer(s_file);
        Download.File(files.Place("file"), s_md5, server.Address + "file");
        Assert.Equal(["/file 50000", "/file 0"], server.Requests);
        Assert.Equal(s_file, File.ReadAllBytes(files.Place("file")));

        files.Write("longer.part", new byte[300_000]);
        Download.File(files.Place("longer"), s_md5, server.Address + "longer");
        Assert.Equal(s_file, File.ReadAllBytes(files.Place("longer")));
    }

    [Fact]
    public void A_wrong_file_is_an_error_and_leaves_nothing()
    {
        using var files = new CifarFiles();
        using var server = new LocalServer(s_file);
        string wrong = new('0', 32);
        string message = Assert.Throws<IOException>(() => Download.File(files.Place("file"), wrong, server.Address + "file")).Message;
        Assert.Contains($"{files.Place("file")} could not be downloaded", message);
        Assert.Contains($"MD5 {s_md5}, expected {wrong}", message);
        Assert.Empty(Directory.GetFiles(files.Root));
    }

    [Fact]
    public void What_was_there_stays_until_the_new_file_is_whole()
    {
        using var files = new CifarFiles();
        files.Write("file", [1, 2, 3]);
        using var server = new LocalServer(s_file);
        for (int i = 0; i < 3; i++) server.BreaksAfter.Enqueue(10);
        Assert.Throws<IOException>(() => Download.File(files.Place("file"), s_md5, server.Address + "file"));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(files.Place("file")));
        Download.File(files.Place("file"), s_md5, server.Address + "file");
        Assert.Equal("/file 30", server.Requests[^1]);
        Assert.Equal(s_file, File.ReadAllBytes(files.Place("file")));
    }

    [Fact]
    public void The_next_address_is_asked_when_one_does_not_have_it()
    {
        using var files = new CifarFiles();
        using var empty = new LocalServer([]) { Status = "404 Not Found" };
        using var server = new LocalServer(s_file);
        Download.File(files.Place("file"), s_md5, empty.Address + "file", server.Address + "mirror");
        Assert.Equal(["/file 0"], empty.Requests);
        Assert.Equal(["/mirror 0"], server.Requests);
        Assert.Contains("404", Assert.Throws<IOException>(() => Download.File(files.Place("other"), s_md5, empty.Address + "other")).Message);
    }

    [Fact]
    public void A_data_set_says_which_file_could_not_be_had()
    {
        using var files = new CifarFiles();
        using var server = new LocalServer(s_file);
        string before = datasets.CifarAddress;
        datasets.CifarAddress = server.Address;
        try
        {
            string message = Assert.Throws<IOException>(() => datasets.CIFAR10(files.Root, download: true)).Message;
            Assert.Contains("cifar-10-python.tar.gz could not be downloaded", message);
            Assert.Contains("expected c58f30108f718f92721af3b95e74349a", message);
        }
        finally
        {
            datasets.CifarAddress = before;
        }
        Assert.Equal("/cifar-10-python.tar.gz 0", server.Requests[0]);
        Assert.Empty(Directory.GetFileSystemEntries(files.Root));
    }
}
