namespace FhirFax.Fax.Notifications;

/// <summary>The carrier says that something happened.</summary>
/// <param name="AppId">The App ID that the notification is for.</param>
/// <param name="CarrierId">The fax; null when the notification named none that is usable.</param>
public sealed record CarrierNotice(string AppId, string? CarrierId);
