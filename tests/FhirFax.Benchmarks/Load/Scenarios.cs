using System.Globalization;

namespace FhirFax.Benchmarks.Load;

/// <summary>The calls that are measured. Each floor answers as many bytes, or stores as many rows.</summary>
internal sealed class Scenarios
{
    private const string Base = "/fhir/R4";
    private const string InboxSearch =
        Base + "/Communication?category=http%3A%2F%2Fmedplum.com%2Ffhir%2FCodeSystem%2Ffax-direction%7Cinbound&medium=FAXWRIT&_sort=-sent&_count=50";

    private readonly Requests _server;
    private readonly Requests _floor;
    private readonly Uri _serverUrl;
    private readonly Uri _floorUrl;
    private readonly int _size;
    private readonly byte[] _document = new byte[200 << 10];

    public Scenarios(ServerUnderLoad server, Uri floor, int size)
    {
        _server = server.Requests;
        _serverUrl = server.Url;
        _floorUrl = floor;
        _floor = new Requests(floor, null);
        _size = size;
        Random.Shared.NextBytes(_document);
    }

    /// <summary>Stores what is read, and gives the floor the same bytes to answer.</summary>
    public async Task<IReadOnlyList<Scenario>> PrepareAsync(int indexRows)
    {
        var run = DateTime.UtcNow.Ticks.ToString("x", CultureInfo.InvariantCulture);
        using var connection = await RawConnection.OpenAsync(_serverUrl);
        await ServerUnderLoad.ExpectAsync(connection, _server.Send("PUT", $"{Base}/Binary/large", _document, "application/octet-stream"));
        for (var version = 0; version < 20; version++)
        {
            await ServerUnderLoad.ExpectAsync(connection, _server.Send("PUT", $"{Base}/Communication/versions", Resources.Communication("versions", version)));
        }

        var rows = Floor("POST", $"/rows/{indexRows}", Resources.Communication("floor", 1));
        var tenTimes = Floor("POST", $"/rows/{10 * indexRows}", System.Text.Encoding.UTF8.GetBytes(Resources.Transaction(0, 10)));
        return
        [
            new("read", n => _server.Get($"{Base}/Communication/{Existing(n)}"), [200], await SameBytesAsync($"{Base}/Communication/{Existing(1)}"), 0.6),
            new("create", n => _server.Send("POST", $"{Base}/Communication", Resources.Communication("x", n)), [201], rows, 0.6),
            new("update of a recent one", n => Update(Recent(n), n), [200], rows),
            new("update of any", n => Update(Any(n), n), [200], rows),
            new("update of all values of any", n => Replace(Any(n), n), [200], rows),
            new("inbox search, 50 newest", _ => _server.Get(InboxSearch), [200], await SameBytesAsync($"{Base}/Communication/{Existing(1)}"), 0.2),
            new("search by identifier", n => _server.Get($"{Base}/Communication?identifier=https://clinic.example/faxes%7CF{Any(n)}"), [200], await SameBytesAsync($"{Base}/Communication?identifier=https://clinic.example/faxes%7CF1")),
            new("history, 20 versions", _ => _server.Get($"{Base}/Communication/versions/_history"), [200], await SameBytesAsync($"{Base}/Communication/versions/_history")),
            new("transaction of 10", n => _server.Send("POST", Base, Resources.Transaction((1L << 40) + (n * 10), 10)), [200], tenTimes),
            new("Binary 200 KiB down", _ => Raw(), [200], await SameBytesAsync($"{Base}/Binary/large", isRaw: true)),
            new("Binary 200 KiB up", n => _server.Send("POST", $"{Base}/Binary", Different(n), "application/octet-stream"), [201], n => _floor.Send("POST", "/file", Different(n), "application/octet-stream")),
            new("$send-efax accepted", n => _server.Send("POST", $"{Base}/$send-efax", Resources.ToSend(n).Replace("Load", run, StringComparison.Ordinal)), [200, 202], rows),
        ];
    }

    /// <summary>One after the other of those that were stored, each far from the one before.</summary>
    private long Any(long n) => n * 7919 % _size;

    private string Existing(long n) => Resources.Id(Any(n));

    /// <summary>One of the newest thousand: faxes change in the hours after they were sent.</summary>
    private long Recent(long n) => _size - 1 - (n * 7919 % Math.Min(_size, 1_000));

    /// <summary>As faxes change: another status and another time of receipt.</summary>
    private ReadOnlyMemory<byte> Update(long existing, long n) => Put(existing, existing, n);

    /// <summary>The worst case: nothing of what it was found by stays.</summary>
    private ReadOnlyMemory<byte> Replace(long existing, long n) => Put(existing, n + _size, 0);

    private byte[] Put(long existing, long number, long revision)
    {
        var id = Resources.Id(existing);
        return _server.Send("PUT", $"{Base}/Communication/{id}", Resources.Communication(id, number, revision));
    }

    private ReadOnlyMemory<byte> Raw() => _server.Get($"{Base}/Binary/large");

    private byte[] Different(long n)
    {
        var document = _document.ToArray();
        BitConverter.TryWriteBytes(document, n);
        BitConverter.TryWriteBytes(document.AsSpan(8), DateTime.UtcNow.Ticks);
        return document;
    }

    private Func<long, ReadOnlyMemory<byte>> Floor(string method, string path, byte[] body)
    {
        var request = _floor.Send(method, path, body);
        return _ => request;
    }

    /// <summary>Reads once from FhirFax and gives the floor those bytes.</summary>
    private async Task<Func<long, ReadOnlyMemory<byte>>> SameBytesAsync(string path, bool isRaw = false)
    {
        using var server = await RawConnection.OpenAsync(_serverUrl);
        using var floor = await RawConnection.OpenAsync(_floorUrl);
        var answer = await ServerUnderLoad.ExpectAsync(server, _server.Get(path), keepBody: true);
        var name = "/payload/" + Guid.NewGuid().ToString("N");
        await ServerUnderLoad.ExpectAsync(floor, _floor.Send("PUT", name, isRaw ? _document : System.Text.Encoding.UTF8.GetBytes(answer.Body)));
        var request = _floor.Get(name);
        return _ => request;
    }
}
