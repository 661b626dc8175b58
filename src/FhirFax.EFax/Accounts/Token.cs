namespace FhirFax.EFax.Accounts;

/// <summary>A bearer token. The text form shows nothing.</summary>
/// <param name="RefreshAt">From then on a new one is fetched before it is used.</param>
/// <param name="ExpiresAt">By the carrier's word.</param>
internal sealed record Token(string Value, DateTimeOffset RefreshAt, DateTimeOffset ExpiresAt)
{
    public override string ToString() => nameof(Token);
}
