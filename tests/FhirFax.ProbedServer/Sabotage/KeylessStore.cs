using FhirFax.Store;
using FhirFax.Store.Faxes;
using FhirFax.Testing.Decorators;

namespace FhirFax.ProbedServer.Sabotage;

/// <inheritdoc cref="SabotageKind.NoUniqueKey"/>
internal sealed class KeylessStore(IFhirFaxStore inner) : StoreDecorator(inner)
{
    public override Task<T> WriteAsync<T>(Func<IStoreTransaction, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken) =>
        base.WriteAsync((transaction, token) => work(new KeylessTransaction(transaction), token), cancellationToken);

    // Outside a transaction only the listing asks whether a fax is known.
    public override ValueTask<InboxRecord?> InboxAsync(MailboxKey mailbox, string carrierId, CancellationToken cancellationToken) =>
        ValueTask.FromResult<InboxRecord?>(null);

    public override ValueTask<IdempotencyRecord?> IdempotencyAsync(
        ProjectKey project, string client, string key, DateTimeOffset now, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IdempotencyRecord?>(null);

    private sealed class KeylessTransaction(IStoreTransaction inner) : TransactionDecorator(inner)
    {
        public override ValueTask<IdempotencyRecord?> TryAddIdempotencyAsync(IdempotencyRecord record, DateTimeOffset now, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IdempotencyRecord?>(null);

        public override async ValueTask<bool> TryAddInboxAsync(InboxRecord record, CancellationToken cancellationToken)
        {
            if (!await base.TryAddInboxAsync(record, cancellationToken))
            {
                await UpdateInboxAsync(record, cancellationToken);
            }

            return true;
        }
    }
}
