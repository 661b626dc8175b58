using System.Text.Json;
using System.Text.Json.Nodes;
using FhirFax.Fax.Carriers;
using FhirFax.Fax.Mailboxes;
using FhirFax.Fax.Projects;
using FhirFax.Fax.Receiving;
using FhirFax.Fax.Resources;
using FhirFax.Fax.Tasks;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Search;
using FhirFax.Store;
using FhirFax.Store.Content;
using FhirFax.Store.Faxes;
using FhirFax.Store.Resources;
using FhirFax.Store.Sqlite;
using FhirFax.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace FhirFax.Fax.Tests.Receiving;

/// <summary>Receiving over a real SQLite store and a scripted carrier; any number of servers on one store, and restarts.</summary>
internal sealed class ReceivingFixture : IAsyncDisposable
{
    public static readonly ProjectKey Project = new("clinic", "live");
    public static readonly MailboxKey Mailbox = new("app-1", "user-1");
    public static readonly DateTimeOffset Received = new(2026, 1, 15, 9, 15, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly List<MailboxImports> _imports = [];

    private ReceivingFixture()
    {
    }

    public static ResourcePreparer Preparer { get; } = new(new SearchIndexer(R4Definitions.Current));

    public ManualTimeProvider Clock { get; } = new();

    public ScriptedCarrier Carrier { get; } = new();

    public SqliteStore Store { get; private set; } = null!;

    public ReceivingOptions Options { get; set; } = new();

    public static FaxProject TheProject { get; } = new() { Key = Project, Secrets = new CarrierSecrets("app-1", "key", "user-1") };

    public static async Task<ReceivingFixture> OpenAsync()
    {
        var fixture = new ReceivingFixture();
        await fixture.ReopenAsync();
        return fixture;
    }

    /// <summary>As a restarted server finds it.</summary>
    public async Task ReopenAsync()
    {
        if (Store is not null)
        {
            await Store.DisposeAsync();
        }

        Store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = _folder.Path }, Clock);
    }

    /// <summary>A server's receiving parts, made afresh.</summary>
    public ReceiveOperation Server(IFhirFaxStore? store = null, ICarrier? carrier = null)
    {
        var used = store ?? Store;
        return new ReceiveOperation(used, new MailboxResolver(used, Clock), Imports(used, carrier), Options, Clock);
    }

    /// <summary>A server's calls over imports that something else drives too.</summary>
    public ReceiveOperation Server(MailboxImports imports) => new(Store, new MailboxResolver(Store, Clock), imports, Options, Clock);

    public MailboxImports Imports(IFhirFaxStore? store = null, ICarrier? carrier = null)
    {
        var imports = new MailboxImports(
            store ?? Store, carrier ?? Carrier, Preparer, new FaxTasks(Preparer), Options, Clock, NullLogger<MailboxImports>.Instance);
        _imports.Add(imports);
        return imports;
    }

    public async Task<ReceiveResult.Received> ReceiveAsync(ReceiveOperation? server = null, ResourceKey? receiver = null) =>
        (await (server ?? Server()).ReceiveAsync(new ReceiveRequest(TheProject, receiver), default)).ShouldBeOfType<ReceiveResult.Received>();

    public async Task<StoredResource> PutAsync(string json, ProjectKey? project = null)
    {
        var resource = JsonNode.Parse(json)!.AsObject();
        var id = (string?)resource["id"] ?? Guid.NewGuid().ToString();
        var outcome = await Store.WriteAsync(
            (transaction, token) => transaction.PutAsync(project ?? Project, new ResourceWrite(Preparer.Prepare(resource, id)), token), default);
        return outcome is WriteOutcome.Created created ? created.Resource : ((WriteOutcome.Updated)outcome).Resource;
    }

    public async Task<List<JsonElement>> AllAsync(string resourceType, ProjectKey? project = null)
    {
        var all = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var page = await Store.SearchAsync(project ?? Project, new SearchQuery { ResourceType = resourceType, Count = 100, Cursor = cursor }, default);
            all.AddRange(page.Resources.Select(Parse));
            cursor = page.Next;
        }
        while (cursor is not null);
        return all;
    }

    /// <summary>Waits for a condition that the code under test brings about in its own time.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await condition())
        {
            await Task.Delay(2, patience.Token);
        }
    }

    /// <summary>The carrier ids of all stored Communications, in order of id.</summary>
    public async Task<List<string>> FaxIdsAsync() => [.. (await AllAsync("Communication")).Select(FaxId).Order(StringComparer.Ordinal)];

    public async Task<byte[]> BytesAsync(string binaryReference)
    {
        var binary = (await Store.ReadAsync(Project, new ResourceKey("Binary", binaryReference["Binary/".Length..]), default)).ShouldNotBeNull();
        var opened = (await Store.Content.OpenAsync(Project, binary.Content!.Hash, default)).ShouldBeOfType<ContentRead.Available>();
        await using var stream = opened.Stream;
        var bytes = new byte[opened.Size];
        await stream.ReadExactlyAsync(bytes);
        return bytes;
    }

    public static string FaxId(JsonElement communication) => communication.GetProperty("identifier")[0].GetProperty("value").GetString()!;

    public static JsonElement Parse(StoredResource resource) => JsonDocument.Parse(resource.Utf8).RootElement;

    public static string Practitioner(string id, string userId, string more = "") =>
        $$"""{"resourceType":"Practitioner","id":"{{id}}","identifier":[{"system":"https://efax.com","value":"{{userId}}"}]{{more}}}""";

    public async ValueTask DisposeAsync()
    {
        foreach (var imports in _imports)
        {
            await imports.DisposeAsync();
        }

        await Store.DisposeAsync();
        _folder.Dispose();
    }
}
