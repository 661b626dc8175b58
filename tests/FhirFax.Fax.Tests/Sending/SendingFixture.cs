using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json.Nodes;
using FhirFax.Fax.Carriers;
using FhirFax.Fax.Documents.Word;
using FhirFax.Fax.Mailboxes;
using FhirFax.Fax.Operations;
using FhirFax.Fax.Projects;
using FhirFax.Fax.Resources;
using FhirFax.Fax.Sending;
using FhirFax.Fax.Sending.Deliveries;
using FhirFax.Fax.Sending.HandOver;
using FhirFax.Fax.Sending.SentFaxes;
using FhirFax.Fax.Sending.Tracking;
using FhirFax.Fax.Tasks;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Outcomes;
using FhirFax.Fhir.Search;
using FhirFax.Store;
using FhirFax.Store.Content;
using FhirFax.Store.Faxes;
using FhirFax.Store.Resources;
using FhirFax.Store.Sqlite;
using FhirFax.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace FhirFax.Fax.Tests.Sending;

/// <summary>Everything that sends, over a real SQLite store; the workers run when the test says so.</summary>
internal sealed class SendingFixture : IAsyncDisposable, IProjectDirectory
{
    public const string Number = "+15551234567";
    public static readonly ProjectKey Key = new("default", "live");
    private static readonly SearchIndexer Indexer = new(R4Definitions.Current);
    private readonly TemporaryFolder _folder = new();
    private TimeProvider _time = null!;

    private SendingFixture()
    {
    }

    public ManualTimeProvider Clock { get; } = new();

    public ScriptedCarrier Scripted { get; } = new();

    public ICarrier Carrier { get; private set; } = null!;

    public SqliteStore Store { get; private set; } = null!;

    public SendingOptions Options { get; private set; } = null!;

    public FaxProject Project { get; set; } = new() { Key = Key, Secrets = new CarrierSecrets("app", "key", "user-1") };

    /// <summary>Null: Word documents are handed over as they are.</summary>
    public OfficeConverter? Converter { get; private init; }

    /// <summary>As the Faxes dialect sends.</summary>
    public bool TakesWordDocuments { get; set; }

    /// <summary>What the caller may read; all by default.</summary>
    public Func<StoredResource, bool> MayRead { get; set; } = static _ => true;

    public static ResourcePreparer Preparer { get; } = new(Indexer);

    public FaxTasks Tasks { get; private set; } = null!;

    public DeliverySignal Signal { get; private set; } = null!;

    public SendOperation Operation { get; private set; } = null!;

    public SyncOperation Sync { get; private set; } = null!;

    public CancelOperation Cancel { get; private set; } = null!;

    public RetryOperation Retry { get; private set; } = null!;

    public ResolveOperation Resolve { get; private set; } = null!;

    public HandOverWorker HandOver { get; private set; } = null!;

    public ReconcileWorker Reconcile { get; private set; } = null!;

    public TrackingWorker Tracking { get; private set; } = null!;

    public string DataPath => _folder.Path;

    public IReadOnlyList<FaxProject> All => [Project];

    /// <param name="time">Null: a clock that stands still until <see cref="Pass"/>.</param>
    public static async Task<SendingFixture> CreateAsync(SendingOptions? options = null, ICarrier? carrier = null, TimeProvider? time = null, OfficeConverter? converter = null)
    {
        var fixture = new SendingFixture { Options = options ?? new SendingOptions { SubmitWait = TimeSpan.Zero }, Converter = converter };
        fixture._time = time ?? fixture.Clock;
        fixture.Carrier = carrier ?? fixture.Scripted;
        await fixture.StartAsync();
        return fixture;
    }

    public bool TryGet(ProjectKey key, [NotNullWhen(true)] out FaxProject? project)
    {
        project = key == Project.Key ? Project : null;
        return project is not null;
    }

    /// <summary>Lets time pass, and a little more: a transaction's time may be some milliseconds ahead of a clock that stands still.</summary>
    public void Pass(TimeSpan time) => Clock.Advance(time + TimeSpan.FromSeconds(1));

    /// <summary>As after a kill: nothing of the process survives but its files.</summary>
    public async Task RestartAsync()
    {
        await Store.DisposeAsync();
        await StartAsync();
        await Store.ReleaseLeasesAsync(default);
    }

    public async Task<string> PutAsync(JsonObject resource)
    {
        var id = (string?)resource["id"] ?? Guid.NewGuid().ToString();
        var write = new ResourceWrite(Preparer.Prepare(resource, id), "client");
        await Store.WriteAsync((transaction, token) => transaction.PutAsync(Key, write, token), default);
        return $"{resource["resourceType"]}/{id}";
    }

    public Task<string> PutAsync(string json) => PutAsync(JsonNode.Parse(json)!.AsObject());

    /// <summary>Uploads as a Binary and gives <c>Binary/id</c>.</summary>
    public async Task<string> UploadAsync(byte[] bytes, string contentType, string? id = null)
    {
        var receipt = await Store.Content.WriteAsync(Key, new MemoryStream(bytes), bytes.Length, default);
        id ??= Guid.NewGuid().ToString();
        var json = new JsonObject { ["resourceType"] = "Binary", ["contentType"] = contentType };
        var write = new ResourceWrite(Preparer.Prepare(json, id), "client", new BinaryContent(receipt.Hash, receipt.Size));
        await Store.WriteAsync((transaction, token) => transaction.PutAsync(Key, write, token), default);
        return $"Binary/{id}";
    }

    public Task<string> UploadSampleAsync(string name, string contentType, string? id = null) => UploadAsync(Sample(name), contentType, id);

    public static byte[] Sample(string name) => File.ReadAllBytes(Path.Combine(SampleFolder(), name));

    public Task<string> OrganizationAsync(string number = Number) => PutAsync(
        new JsonObject { ["resourceType"] = "Organization", ["name"] = "Acme", ["telecom"] = new JsonArray(new JsonObject { ["system"] = "fax", ["value"] = number }) });

    /// <summary>A Communication that passes every check.</summary>
    public async Task<JsonObject> GoodAsync(params string[] recipients)
    {
        string[] references = recipients.Length == 0 ? [await OrganizationAsync()] : recipients;
        return Communication(await UploadSampleAsync("referral.pdf", "application/pdf"), references);
    }

    public static JsonObject Communication(string binary, params string[] recipients) => new()
    {
        ["resourceType"] = "Communication",
        ["status"] = "in-progress",
        ["medium"] = new JsonArray(new JsonObject
        {
            ["coding"] = new JsonArray(new JsonObject { ["system"] = FaxUrls.MediumSystem, ["code"] = FaxUrls.FaxMedium }),
        }),
        ["recipient"] = new JsonArray([.. recipients.Select(reference => new JsonObject { ["reference"] = reference })]),
        ["payload"] = new JsonArray(new JsonObject
        {
            ["contentAttachment"] = new JsonObject { ["contentType"] = "application/pdf", ["url"] = binary },
        }),
    };

    public SendRequest Request(JsonObject? communication, string? id = null, string? idempotencyKey = null, ResourceKey? sender = null) => new()
    {
        Project = Project,
        Caller = new Caller("client", MayRead),
        Communication = communication is null ? null : Parse(communication),
        CommunicationId = id,
        IdempotencyKey = idempotencyKey,
        Sender = sender,
        TakesWordDocuments = TakesWordDocuments,
        BaseUrls = ["https://fax.example/fhir/R4"],
    };

    public SentFaxRequest Sent(string id) => new(Project, new Caller("client", MayRead), id);

    public Task<SendResult> SendAsync(JsonObject? communication, string? id = null, string? idempotencyKey = null, ResourceKey? sender = null) =>
        Operation.SendAsync(Request(communication, id, idempotencyKey, sender), default);

    /// <summary>Sends what must be refused and gives the problem.</summary>
    public async Task<FaxProblem> RefusedAsync(JsonObject communication)
    {
        var result = await SendAsync(communication);
        Scripted.Submissions.ShouldBeEmpty();
        return result.ShouldBeOfType<SendResult.Problem>().Reason;
    }

    /// <summary>Sends what must be refused for one reason and gives that.</summary>
    public async Task<Issue> OneIssueAsync(JsonObject communication) => (await RefusedAsync(communication)).Outcome.Issues.ShouldHaveSingleItem();

    /// <summary>Sends what must pass every check and gives the Communication's id.</summary>
    public async Task<string> SentAsync(JsonObject communication) =>
        (await SendAsync(communication)).ShouldBeOfType<SendResult.Pending>().Communication.Key.Id;

    public async Task<JsonObject> ReadAsync(string id) => JsonNode.Parse(await TextAsync(id))!.AsObject();

    public async Task<string> TextAsync(string id) =>
        Encoding.UTF8.GetString((await Store.ReadAsync(Key, new ResourceKey("Communication", id), default))!.Utf8.Span);

    public async Task<IReadOnlyList<DeliveryRecord>> DeliveriesAsync(string id) => await Store.DeliveriesAsync(Key, id, default);

    public async Task<DeliveryRecord> DeliveryAsync(string id) => (await DeliveriesAsync(id)).ShouldHaveSingleItem();

    public async Task<IReadOnlyList<AttemptRecord>> AttemptsAsync(string id) => await Store.AttemptsAsync(Key, (await DeliveryAsync(id)).Id, default);

    /// <summary>The status of the Task of this code; null when there never was one.</summary>
    public async Task<string?> TaskAsync(string id, string code)
    {
        var stored = await Store.ReadAsync(Key, FaxTasks.KeyOf(Key, id, code), default);
        return stored is null ? null : (string?)JsonNode.Parse(stored.Utf8.Span)!["status"];
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        _folder.Dispose();
    }

    private static ResourceDocument Parse(JsonObject communication)
    {
        ResourceDocument.TryParse(ResourcePreparer.Write(communication), out var document, out var problem).ShouldBeTrue(problem?.Issues[0].Text);
        return document!;
    }

    private static string SampleFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Directory.Exists(Path.Combine(folder.FullName, "samples", "documents")))
            {
                return Path.Combine(folder.FullName, "samples", "documents");
            }
        }

        throw new DirectoryNotFoundException("samples/documents");
    }

    private async Task StartAsync()
    {
        Store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = _folder.Path }, _time);
        Tasks = new FaxTasks(Preparer);
        var ledger = new DeliveryLedger(Carrier, Preparer, Tasks);
        Signal = new DeliverySignal();
        HandOver = new HandOverWorker(Store, Carrier, this, ledger, Signal, Options, _time, NullLogger<HandOverWorker>.Instance);
        Operation = new SendOperation(
            Store, new MailboxResolver(Store, _time), ledger, Preparer, Signal, Options, _time, NullLogger<SendOperation>.Instance, Converter, HandOver);
        Sync = new SyncOperation(Store, Carrier, this, ledger, Signal, Options, _time, NullLogger<SyncOperation>.Instance);
        Cancel = new CancelOperation(Store, Carrier, this, ledger, Signal, Options, _time, NullLogger<CancelOperation>.Instance);
        Retry = new RetryOperation(Store, ledger, Signal, Options, _time, NullLogger<RetryOperation>.Instance);
        Resolve = new ResolveOperation(Store, Carrier, this, ledger, Tasks, Signal, Options, _time, NullLogger<ResolveOperation>.Instance);
        Reconcile = new ReconcileWorker(Store, Carrier, this, ledger, Signal, Options, _time, NullLogger<ReconcileWorker>.Instance);
        Tracking = new TrackingWorker(Store, Carrier, this, ledger, Signal, Options, _time, NullLogger<TrackingWorker>.Instance);
    }
}
