using FhirFax.Server.Faxes.Files;
using FhirFax.Store;
using FhirFax.Store.Content;
using FhirFax.Store.Sqlite;
using FhirFax.Testing;
using Microsoft.AspNetCore.Http;

namespace FhirFax.Server.Tests.Faxes.Files;

/// <summary>The upload reader over a real content store.</summary>
public sealed class ReaderFixture : IAsyncLifetime, IDisposable
{
    public static readonly ProjectKey Project = new("clinic", "live");
    private readonly TemporaryFolder _folder = new();
    private SqliteStore _store = null!;

    public async Task InitializeAsync() => _store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = _folder.Path }, TimeProvider.System);

    internal Task<FaxUploadBody> ReadAsync(byte[] body, string? contentType = null) => ReadAsync(new MemoryStream(body), contentType);

    internal Task<FaxUploadBody> ReadAsync(Stream body, string? contentType = null)
    {
        var http = new DefaultHttpContext();
        http.Request.Body = body;
        http.Request.ContentType = contentType ?? MultipartBody.ContentType;
        return new FaxUploadReader(_store).ReadAsync(http.Request, Project, CancellationToken.None);
    }

    public async Task<byte[]> ContentAsync(ContentHash hash)
    {
        await using var stream = (await _store.Content.OpenAsync(Project, hash, CancellationToken.None)).ShouldBeOfType<ContentRead.Available>().Stream;
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        Dispose();
    }

    public void Dispose() => _folder.Dispose();
}
