using FhirFax.Fhir.Search;
using FhirFax.Store.Faxes;
using FhirFax.Store.Queue;
using FhirFax.Store.Resources;
using FhirFax.Store.Sqlite.Engine;
using FhirFax.Store.Sqlite.Faxes;
using FhirFax.Store.Sqlite.Resources;

namespace FhirFax.Store.Sqlite;

/// <summary>One caller's work inside the writer's transaction. Everything completes at once, on the writer's thread.</summary>
internal sealed class SqliteTransaction : IStoreTransaction, IWriteClock
{
    private readonly Tables _tables;
    private readonly long _now;
    private readonly FaxProjector? _faxes;
    private HashSet<long>? _written;
    private bool _ended;

    /// <param name="now">In microseconds.</param>
    /// <param name="faxes">Null: no list of faxes is kept.</param>
    public SqliteTransaction(Tables tables, long now, IFaxProjection? faxes)
    {
        (_tables, _now) = (tables, now);
        _faxes = faxes is null ? null : new FaxProjector(tables, faxes, this);
        Now = Instants.FromMicroseconds(now);
    }

    public DateTimeOffset Now { get; }

    public bool IsAbandoned { get; private set; }

    /// <summary>Kinds of work that this makes available once it is committed.</summary>
    public HashSet<WorkKind> Available { get; } = [];

    /// <summary>Set when a version of another transaction bears this time or a later one: the work has to run again with a later <see cref="Now"/>.</summary>
    public long? MustBeLaterThan { get; private set; }

    private Tables Tables
    {
        get
        {
            ObjectDisposedException.ThrowIf(_ended, typeof(IStoreTransaction));
            return _tables;
        }
    }

    /// <summary>With the rows of faxes as this transaction has them so far.</summary>
    private Tables Projected
    {
        get
        {
            ProjectFaxes();
            return Tables;
        }
    }

    /// <summary>For the store's own work.</summary>
    public Tables AllTables => Tables;

    public void Abandon() => IsAbandoned = true;

    /// <summary>From now on every use is an error.</summary>
    public void End() => _ended = true;

    /// <summary>Brings the rows of faxes in step with what was written; once more before the end.</summary>
    public void ProjectFaxes() => _faxes?.Project();

    /// <summary>Has the row of a fax made anew.</summary>
    public void FaxChanged(ProjectKey project, string communicationId) => _faxes?.Changed(project, communicationId);

    public long Stamp(long seq, long previous)
    {
        if (previous < _now)
        {
            return _now;
        }

        if (_written?.Contains(seq) != true)
        {
            MustBeLaterThan = Math.Max(MustBeLaterThan ?? long.MinValue, previous);
        }

        return previous + Instants.MicrosecondsPerMillisecond;
    }

    public void Wrote(long seq) => (_written ??= []).Add(seq);

    public ValueTask<StoredResource?> ReadAsync(ProjectKey project, ResourceKey key, CancellationToken cancellationToken) => new(Tables.Resources.Read(project, key));

    public ValueTask<StoredResource?> ReadVersionAsync(ProjectKey project, ResourceKey key, long versionId, CancellationToken cancellationToken) =>
        new(Tables.Resources.ReadVersion(project, key, versionId));

    public ValueTask<ResourcePage> HistoryAsync(ProjectKey project, HistoryQuery query, CancellationToken cancellationToken) =>
        new(Tables.Session.Connection.Interruptible((Tables, project, query), static c => c.Tables.History.Read(c.project, c.query), cancellationToken));

    public ValueTask<ResourcePage> SearchAsync(ProjectKey project, SearchQuery query, CancellationToken cancellationToken) =>
        new(Tables.Session.Connection.Interruptible((Tables, project, query), static c => c.Tables.Search.Search(c.project, c.query), cancellationToken));

    public ValueTask<WriteOutcome> PutAsync(ProjectKey project, ResourceWrite write, CancellationToken cancellationToken)
    {
        var outcome = Tables.Resources.Put(project, write, this, out var seq);
        if (outcome is not WriteOutcome.VersionConflict)
        {
            _faxes?.Stored(project, write.Resource, (outcome as WriteOutcome.Created)?.Resource, seq);
        }

        return new(outcome);
    }

    public ValueTask<WriteOutcome> DeleteAsync(ProjectKey project, ResourceKey key, long? expectedVersion, string? author, CancellationToken cancellationToken)
    {
        var outcome = Tables.Resources.Delete(project, key, expectedVersion, author, this);
        if (outcome is WriteOutcome.Deleted)
        {
            _faxes?.Changed(project, key);
        }

        return new(outcome);
    }

    public ValueTask<DeliveryRecord?> DeliveryAsync(ProjectKey project, string deliveryId, CancellationToken cancellationToken) =>
        new(Tables.Deliveries.Read(project, deliveryId));

    public ValueTask<IReadOnlyList<DeliveryRecord>> DeliveriesAsync(ProjectKey project, string communicationId, CancellationToken cancellationToken) =>
        new(Tables.Deliveries.OfCommunication(project, communicationId));

    public ValueTask<IReadOnlyList<AttemptRecord>> AttemptsAsync(ProjectKey project, string deliveryId, CancellationToken cancellationToken) =>
        new(Tables.Attempts.OfDelivery(project, deliveryId));

    public ValueTask<IdempotencyRecord?> IdempotencyAsync(ProjectKey project, string client, string key, DateTimeOffset now, CancellationToken cancellationToken) =>
        new(Tables.Idempotency.Read(project, client, key, now));

    public ValueTask<InboxRecord?> InboxAsync(MailboxKey mailbox, string carrierId, CancellationToken cancellationToken) => new(Tables.Inbox.Read(mailbox, carrierId));

    public ValueTask<InboxRecord?> InboxOfAsync(ProjectKey project, string communicationId, CancellationToken cancellationToken) =>
        new(Tables.Inbox.OfCommunication(project, communicationId));

    public ValueTask<IReadOnlyList<InboxRecord>> UnsettledInboxAsync(MailboxKey mailbox, int max, CancellationToken cancellationToken) => new(Tables.Inbox.Unsettled(mailbox, max));

    public ValueTask<DateTimeOffset?> WatermarkAsync(MailboxKey mailbox, CancellationToken cancellationToken) => new(Tables.Inbox.Watermark(mailbox));

    public ValueTask<ProjectKey?> MailboxOwnerAsync(MailboxKey mailbox, CancellationToken cancellationToken) => new(Tables.Mailboxes.Owner(mailbox));

    public ValueTask<IReadOnlyList<MailboxKey>> MailboxesAsync(ProjectKey project, CancellationToken cancellationToken) => new(Tables.Mailboxes.OfProject(project));

    public ValueTask<IReadOnlyList<ResourceKey>> PinsAsync(ProjectKey project, ResourceKey binary, CancellationToken cancellationToken) => new(Tables.Pins.Of(project, binary));

    public ValueTask<FaxListPage<T>> FaxesAsync<T>(ProjectKey project, FaxListQuery query, Func<ListedFax, T> show, CancellationToken cancellationToken) =>
        new(Projected.Faxes.Page(project, query, show));

    public ValueTask<ListedFax?> FaxAsync(ProjectKey project, Guid id, CancellationToken cancellationToken) => new(Projected.Faxes.Find(project, id));

    public ValueTask<ListedFax?> FaxOfAsync(ProjectKey project, string communicationId, CancellationToken cancellationToken) => new(Projected.Faxes.Of(project, communicationId));

    public ValueTask<ResourceKey?> AliasedAsync(ProjectKey project, string resourceType, Guid alias, CancellationToken cancellationToken) =>
        new(Tables.Aliases.Find(project, resourceType, alias));

    public ValueTask AddDeliveryAsync(DeliveryRecord delivery, CancellationToken cancellationToken)
    {
        Tables.Deliveries.Add(delivery);
        _faxes?.Changed(delivery.Project, delivery.CommunicationId);
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> UpdateDeliveryAsync(DeliveryRecord delivery, CancellationToken cancellationToken)
    {
        _faxes?.Changed(delivery.Project, delivery.CommunicationId);
        return new(Tables.Deliveries.Update(delivery));
    }

    public ValueTask<bool> AddAttemptAsync(AttemptRecord attempt, CancellationToken cancellationToken) => new(Tables.Attempts.Add(attempt));

    public ValueTask UpdateAttemptAsync(AttemptRecord attempt, CancellationToken cancellationToken)
    {
        Tables.Attempts.Update(attempt);
        return ValueTask.CompletedTask;
    }

    public ValueTask<IdempotencyRecord?> TryAddIdempotencyAsync(IdempotencyRecord record, DateTimeOffset now, CancellationToken cancellationToken) =>
        new(Tables.Idempotency.TryAdd(record, now));

    public ValueTask ReplaceIdempotencyAsync(IdempotencyRecord record, CancellationToken cancellationToken)
    {
        Tables.Idempotency.Put(record);
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> TryAddInboxAsync(InboxRecord record, CancellationToken cancellationToken) => new(Tables.Inbox.TryAdd(record));

    public ValueTask UpdateInboxAsync(InboxRecord record, CancellationToken cancellationToken)
    {
        Tables.Inbox.Update(record);
        if (record.CommunicationId is { } communication)
        {
            _faxes?.Changed(record.Project, communication);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask SetWatermarkAsync(MailboxKey mailbox, DateTimeOffset watermark, CancellationToken cancellationToken)
    {
        Tables.Inbox.SetWatermark(mailbox, watermark);
        return ValueTask.CompletedTask;
    }

    public ValueTask<ClaimOutcome> ClaimMailboxAsync(MailboxKey mailbox, ProjectKey project, CancellationToken cancellationToken) => new(Tables.Mailboxes.Claim(mailbox, project));

    public ValueTask ReleaseMailboxAsync(MailboxKey mailbox, ProjectKey project, CancellationToken cancellationToken)
    {
        Tables.Mailboxes.Release(mailbox, project);
        return ValueTask.CompletedTask;
    }

    public ValueTask PinAsync(ProjectKey project, string communicationId, IReadOnlyList<ResourceKey> binaries, CancellationToken cancellationToken)
    {
        Tables.Pins.Set(project, communicationId, binaries);
        return ValueTask.CompletedTask;
    }

    public ValueTask EnqueueAsync(ProjectKey project, WorkKind kind, string subject, DateTimeOffset dueAt, CancellationToken cancellationToken)
    {
        Tables.Work.Enqueue(project, kind, subject, dueAt);
        Available.Add(kind);
        return ValueTask.CompletedTask;
    }

    public ValueTask<WorkItem> EnqueueClaimedAsync(
        ProjectKey project, WorkKind kind, string subject, DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken) =>
        new(Tables.Work.EnqueueClaimed(project, kind, subject, now, lease));

    public ValueTask NudgeAsync(ProjectKey project, WorkKind kind, string subject, DateTimeOffset dueAt, CancellationToken cancellationToken)
    {
        if (Tables.Work.Nudge(project, kind, subject, dueAt))
        {
            Available.Add(kind);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> CompleteAsync(WorkItem item, CancellationToken cancellationToken) => new(Tables.Work.Complete(item));

    public ValueTask<bool> RescheduleAsync(WorkItem item, DateTimeOffset dueAt, CancellationToken cancellationToken)
    {
        var held = Tables.Work.Reschedule(item, dueAt);
        if (held)
        {
            Available.Add(item.Kind);
        }

        return new(held);
    }

    /// <summary>The claim of <see cref="IWorkQueue.ClaimAsync"/>, which is no part of a caller's transaction.</summary>
    public IReadOnlyList<WorkItem> Claim(WorkKind kind, DateTimeOffset claimTime, TimeSpan lease, int max) => Tables.Work.Claim(kind, claimTime, lease, max);

    /// <summary><see cref="IReindexing.BeginReindexingAsync"/>.</summary>
    public ReindexingProgress BeginReindexing(string version) => Tables.IndexState.Begin(version);

    /// <summary><see cref="IReindexing.ReindexAsync"/>, of a batch that has been indexed.</summary>
    public ReindexingProgress Reindex(string version, IReadOnlyList<(IndexStateTable.Outdated Outdated, IReadOnlyList<IndexEntry> Entries)> batch, long done)
    {
        // To another version meanwhile: these entries would be outdated again.
        if (Tables.IndexState.Read(version) is null)
        {
            return Tables.IndexState.Begin(version);
        }

        foreach (var (outdated, entries) in batch)
        {
            Tables.IndexState.Replace(outdated, entries, _now);
        }

        Tables.IndexState.Advance(version, done);
        return Tables.IndexState.Begin(version);
    }

    /// <summary>Takes room for a small resource and gives it back: what is written to disk for it shows that others can be written.</summary>
    public void Probe()
    {
        Tables.Session.Connection.Run("INSERT INTO probe(content) VALUES(zeroblob(65536))");
        Tables.Session.Connection.Run("DELETE FROM probe");
    }

    /// <summary><see cref="IWorkQueue.ReleaseLeasesAsync"/>.</summary>
    public void ReleaseLeases() => Available.UnionWith(Tables.Work.ReleaseLeases());
}
