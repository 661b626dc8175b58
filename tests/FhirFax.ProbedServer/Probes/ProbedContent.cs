using FhirFax.Store;
using FhirFax.Store.Content;

namespace FhirFax.ProbedServer.Probes;

/// <summary>Reports a document that is durable.</summary>
internal sealed class ProbedContent(IContentStore inner, Probe probe) : IContentStore
{
    public async Task<ContentReceipt> WriteAsync(ProjectKey project, Stream source, long limit, CancellationToken cancellationToken)
    {
        var receipt = await inner.WriteAsync(project, source, limit, cancellationToken);
        probe.Reach(Step.ContentKept);
        return receipt;
    }

    public ValueTask<ContentRead> OpenAsync(ProjectKey project, ContentHash hash, CancellationToken cancellationToken) =>
        inner.OpenAsync(project, hash, cancellationToken);

    public Task<int> SweepAsync(CancellationToken cancellationToken) => inner.SweepAsync(cancellationToken);
}
