namespace FhirFax.Fax.Sending;

/// <summary><c>$send-efax</c>, the same for both dialects (design 7).</summary>
public sealed class SendOperation
{
    /// <summary>Checks everything, commits once, hands over, and waits up to <see cref="SendingOptions.SubmitWait"/>.</summary>
    public Task<SendResult> SendAsync(SendRequest request, CancellationToken cancellationToken) => throw new NotImplementedException();
}
