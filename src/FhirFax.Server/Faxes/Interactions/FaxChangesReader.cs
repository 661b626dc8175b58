using FhirFax.Fax.Lifecycle;
using FhirFax.Fax.Numbers;
using FhirFax.Server.Faxes.Routing;
using FhirFax.Store.Resources;

namespace FhirFax.Server.Faxes.Interactions;

/// <summary>Reads the properties of a create or an update (fax-lifecycle-api.md 8.3, 8.4).</summary>
internal sealed class FaxChangesReader(FaxSenders senders)
{
    /// <summary>What is wrong becomes a problem of the request.</summary>
    /// <param name="withReviewed">Whether <c>reviewed</c> is a property at all.</param>
    public async Task<FaxChanges> ReadAsync(FaxRequest request, bool withReviewed)
    {
        if (request.Json is not { } json)
        {
            return new FaxChanges();
        }

        var receiver = json.Number("receiver");
        var subject = json.Subject("subject");
        var sender = json.Number("sender");
        return new FaxChanges
        {
            Receiver = receiver,
            Subject = subject,
            Sender = sender is { } number ? await SenderAsync(request, number) : null,
            PatientId = json.Uuid("patientId"),
            Reviewed = withReviewed ? json.Boolean("reviewed") : null,
        };
    }

    private async Task<Supplied<ResourceKey?>?> SenderAsync(FaxRequest request, Supplied<FaxNumber?> number)
    {
        if (number.Value is not { } sender)
        {
            return new Supplied<ResourceKey?>(null);
        }

        if (await senders.FindAsync(request.Project, sender, request.Aborted) is { } owner)
        {
            return new Supplied<ResourceKey?>(owner);
        }

        request.Invalid("sender", InvalidReason.UnknownValue, "No mailbox sends from this number");
        return null;
    }
}
