using FhirFax.Store.Sqlite.Content;
using FhirFax.Store.Sqlite.Faxes;
using FhirFax.Store.Sqlite.Queue;
using FhirFax.Store.Sqlite.Resources;
using FhirFax.Store.Sqlite.Search;

namespace FhirFax.Store.Sqlite.Engine;

/// <summary>Everything that can be asked over one connection, by a reader or within the writer's transaction.</summary>
internal sealed class Tables : IDisposable
{
    public Tables(Session session, TimeProvider timeProvider)
    {
        Session = session;
        Resources = new ResourceTable(session);
        IndexState = new IndexStateTable(session);
        DistinctUris = new DistinctUris(session);
        History = new HistoryTable(session);
        Search = new ResourceSearch(session, timeProvider);
        Deliveries = new DeliveryTable(session);
        Attempts = new AttemptTable(session);
        Idempotency = new IdempotencyTable(session);
        Inbox = new InboxTable(session);
        Mailboxes = new MailboxTable(session);
        Pins = new PinTable(session);
        Faxes = new FaxTable(session, Resources);
        FaxSources = new FaxSourceTable(session);
        Aliases = new AliasTable(session);
        Work = new WorkTable(session);
        Content = new ContentNameTable(session);
    }

    public Session Session { get; }

    public ResourceTable Resources { get; }

    public IndexStateTable IndexState { get; }

    public DistinctUris DistinctUris { get; }

    public HistoryTable History { get; }

    public ResourceSearch Search { get; }

    public DeliveryTable Deliveries { get; }

    public AttemptTable Attempts { get; }

    public IdempotencyTable Idempotency { get; }

    public InboxTable Inbox { get; }

    public MailboxTable Mailboxes { get; }

    public PinTable Pins { get; }

    public FaxTable Faxes { get; }

    public FaxSourceTable FaxSources { get; }

    public AliasTable Aliases { get; }

    public WorkTable Work { get; }

    public ContentNameTable Content { get; }

    public void Dispose() => Session.Dispose();
}
