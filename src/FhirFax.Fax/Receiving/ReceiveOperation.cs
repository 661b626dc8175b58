namespace FhirFax.Fax.Receiving;

/// <summary><c>$receive-efax</c>, and the routine of the timer (design 8).</summary>
public sealed class ReceiveOperation
{
    public Task<ReceiveResult> ReceiveAsync(ReceiveRequest request, CancellationToken cancellationToken) => throw new NotImplementedException();
}
