using FhirFax.Store;
using FhirFax.Store.Content;
using FhirFax.Testing.Decorators;

namespace FhirFax.ProbedServer.Probes;

/// <summary>Reports what a transaction was about once it is durable.</summary>
internal sealed class ProbedStore(IFhirFaxStore inner, Probe probe) : StoreDecorator(inner)
{
    public override IContentStore Content { get; } = new ProbedContent(inner.Content, probe);

    public override async Task<T> WriteAsync<T>(Func<IStoreTransaction, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        // Work may be run again; what counts is its last run.
        ProbedTransaction? last = null;
        var result = await base.WriteAsync(
            (transaction, token) => work(last = new ProbedTransaction(transaction, probe), token), cancellationToken);
        foreach (var step in last?.Steps ?? [])
        {
            probe.Reach(step);
        }

        return result;
    }
}
