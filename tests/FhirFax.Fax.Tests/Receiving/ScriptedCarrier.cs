using System.Collections.Concurrent;
using FhirFax.Fax.Carriers;
using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Tests.Receiving;

/// <summary>A carrier in memory that behaves as the real one where receiving depends on it (reading an image hides the fax from the flag), and that can be told to misbehave.</summary>
internal sealed class ScriptedCarrier : ICarrier
{
    private readonly Lock _gate = new();
    private readonly Dictionary<MailboxKey, List<Entry>> _mailboxes = [];

    public bool IsSandbox { get; set; }

    /// <summary>Runs before (<c>+</c>) and after (<c>-</c>) each call's effect, such as <c>+image f1</c>; may throw to end a run there.</summary>
    public Func<string, Task> Hook { get; set; } = _ => Task.CompletedTask;

    /// <summary>Every call, in order.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>Set: every call fails with it.</summary>
    public CarrierFailure? Outage { get; set; }

    public Entry Arrive(MailboxKey mailbox, string id, DateTimeOffset? completed, string? from = "+15550001111", byte[]? document = null)
    {
        var entry = new Entry(id, completed, from, document ?? SmallPdf.With(id));
        lock (_gate)
        {
            if (!_mailboxes.TryGetValue(mailbox, out var entries))
            {
                _mailboxes[mailbox] = entries = [];
            }

            entries.Insert(0, entry);
        }

        return entry;
    }

    public string? Trouble(string appId) => null;

    public async Task<ReceivedResult> ListReceivedAsync(CarrierAccount account, ReceivedQuery query, CancellationToken cancellationToken)
    {
        var call = query.OnlyNotDownloaded ? "list new" : "list since";
        await BeforeAsync(call, cancellationToken);
        if (Outage is not null)
        {
            return new ReceivedResult.Unavailable(Outage);
        }

        List<ReceivedFax> listed;
        lock (_gate)
        {
            listed = [.. EntriesOf(account)
                .Where(e => query.OnlyNotDownloaded ? !e.IsDownloaded : e.Completed is null || e.Completed >= query.CompletedSince)
                .Where(e => !e.IsHidden)
                .Select(e => new ReceivedFax(e.Id, e.From, "+15550002222", null, e.Completed, 3, e.IsDownloaded))];
        }

        await Hook("-" + call);
        return new ReceivedResult.Listed(listed);
    }

    public async Task<ImageResult> FetchImageAsync(CarrierAccount account, string carrierId, Stream destination, long limit, CancellationToken cancellationToken)
    {
        await BeforeAsync($"image {carrierId}", cancellationToken);
        if (Outage is not null)
        {
            return new ImageResult.Unavailable(Outage);
        }

        var entry = Find(account, carrierId);
        if (entry is null)
        {
            return new ImageResult.NotReady("There is no such fax.");
        }

        if (entry.Answers.TryDequeue(out var answer))
        {
            if (answer is not ImageResult.Fetched)
            {
                return answer;
            }
        }

        entry.IsDownloaded = true;
        await destination.WriteAsync(entry.Document.AsMemory(0, entry.Document.Length / 2), cancellationToken);
        await Hook($"~image {carrierId}");
        await destination.WriteAsync(entry.Document.AsMemory(entry.Document.Length / 2), cancellationToken);
        await Hook($"-image {carrierId}");
        return new ImageResult.Fetched(entry.Document.Length);
    }

    public async Task<AcknowledgeResult> AcknowledgeAsync(CarrierAccount account, string carrierId, CancellationToken cancellationToken)
    {
        await BeforeAsync($"acknowledge {carrierId}", cancellationToken);
        if (Outage is not null)
        {
            return new AcknowledgeResult.Unavailable(Outage);
        }

        var entry = Find(account, carrierId);
        if (entry is null)
        {
            return new AcknowledgeResult.Gone();
        }

        entry.IsDownloaded = true;
        entry.IsAcknowledged = true;
        await Hook($"-acknowledge {carrierId}");
        return new AcknowledgeResult.Done();
    }

    public Task<SubmitResult> SubmitAsync(CarrierAccount account, Submission submission, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<TransmissionResult> GetTransmissionAsync(CarrierAccount account, string carrierId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<CancelResult> CancelAsync(CarrierAccount account, string carrierId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<SentResult> ListSentAsync(CarrierAccount account, DateTimeOffset completedSince, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<FindResult> FindSubmissionAsync(CarrierAccount account, string reference, DateTimeOffset since, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<AccountCheck> CheckAccountAsync(CarrierAccount account, CancellationToken cancellationToken) => throw new NotSupportedException();

    public int CallsOf(string prefix) => Calls.Count(c => c.StartsWith(prefix, StringComparison.Ordinal));

    private async Task BeforeAsync(string call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Calls.Enqueue(call);
        await Hook("+" + call);
    }

    private Entry? Find(CarrierAccount account, string id)
    {
        lock (_gate)
        {
            return EntriesOf(account).FirstOrDefault(e => e.Id == id);
        }
    }

    private List<Entry> EntriesOf(CarrierAccount account) => _mailboxes.TryGetValue(account.Mailbox, out var entries) ? entries : [];

    public sealed class Entry(string id, DateTimeOffset? completed, string? from, byte[] document)
    {
        public string Id { get; } = id;

        public DateTimeOffset? Completed { get; } = completed;

        public string? From { get; } = from;

        public byte[] Document { get; set; } = document;

        public bool IsDownloaded { get; set; }

        public bool IsAcknowledged { get; set; }

        /// <summary>Left out of listings, as an item that slips from page to page is.</summary>
        public bool IsHidden { get; set; }

        /// <summary>What the next fetches answer instead of the document; Fetched stands for the document.</summary>
        public ConcurrentQueue<ImageResult> Answers { get; } = new();
    }
}
