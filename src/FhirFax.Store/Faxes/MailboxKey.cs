namespace FhirFax.Store.Faxes;

/// <summary>A carrier mailbox: an eFax user id under an App ID. Opaque strings; compared exactly.</summary>
public readonly record struct MailboxKey(string AppId, string UserId);
