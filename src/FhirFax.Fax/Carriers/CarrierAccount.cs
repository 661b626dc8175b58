using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Carriers;

/// <summary>Credentials for one mailbox. Never logged: the text form shows nothing.</summary>
public sealed record CarrierAccount(string AppId, string ApiKey, string UserId)
{
    public MailboxKey Mailbox => new(AppId, UserId);

    public override string ToString() => nameof(CarrierAccount);
}
