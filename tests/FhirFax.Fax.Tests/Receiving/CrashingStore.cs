using FhirFax.Store;
using FhirFax.Store.Content;
using FhirFax.Store.Faxes;
using FhirFax.Testing.Decorators;

namespace FhirFax.Fax.Tests.Receiving;

/// <summary>A store through which one process works; it can die before or after any write, and everything it asks for after that fails.</summary>
internal sealed class CrashingStore(IFhirFaxStore store, Action step) : StoreDecorator(store)
{
    private readonly Action _step = step;

    public override IContentStore Content => new CrashingContent(this);

    public override async Task<T> WriteAsync<T>(Func<IStoreTransaction, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        _step();
        var result = await base.WriteAsync(work, cancellationToken);
        _step();
        return result;
    }

    public override ValueTask<InboxRecord?> InboxAsync(MailboxKey mailbox, string carrierId, CancellationToken cancellationToken)
    {
        _step();
        return base.InboxAsync(mailbox, carrierId, cancellationToken);
    }

    public override ValueTask<IReadOnlyList<InboxRecord>> UnsettledInboxAsync(MailboxKey mailbox, int max, CancellationToken cancellationToken)
    {
        _step();
        return base.UnsettledInboxAsync(mailbox, max, cancellationToken);
    }

    private sealed class CrashingContent(CrashingStore owner) : IContentStore
    {
        public async Task<ContentReceipt> WriteAsync(ProjectKey project, Stream source, long limit, CancellationToken cancellationToken)
        {
            owner._step();
            var receipt = await owner.Inner.Content.WriteAsync(project, source, limit, cancellationToken);
            owner._step();
            return receipt;
        }

        public ValueTask<ContentRead> OpenAsync(ProjectKey project, ContentHash hash, CancellationToken cancellationToken) =>
            owner.Inner.Content.OpenAsync(project, hash, cancellationToken);

        public Task<int> SweepAsync(CancellationToken cancellationToken) => owner.Inner.Content.SweepAsync(cancellationToken);
    }
}
