using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Lifecycle;

/// <summary>What is permitted when (fax-lifecycle-api.md 7.2): direction first, then status.</summary>
internal static class FaxRules
{
    private static readonly FaxStatus[] Drafts = [FaxStatus.Draft];
    private static readonly FaxStatus[] Failed = [FaxStatus.Failed];
    private static readonly FaxStatus[] Settled = [FaxStatus.Draft, FaxStatus.Sent, FaxStatus.Failed, FaxStatus.Received];

    /// <summary>Null when the operation may go on.</summary>
    public static FaxRefusal? Check(FaxRow fax, FaxOperation operation) => operation switch
    {
        FaxOperation.UploadFiles or FaxOperation.DeleteFile or FaxOperation.Send => CheckOutbound(fax, operation, Drafts),
        FaxOperation.Retry => CheckOutbound(fax, operation, Failed),
        FaxOperation.Delete => CheckStatus(fax, operation, Settled),
        _ => null,
    };

    /// <summary>Of an update: each property by itself.</summary>
    public static FaxRefusal? Check(FaxRow fax, FaxChanges changes)
    {
        var isInbound = fax.Direction == FaxDirection.Inbound;
        var misdirected = isInbound
            ? changes.Receiver is not null ? "receiver"
                : changes.Subject is not null ? "subject"
                : changes.Sender is not null ? "sender"
                : changes.PatientId is not null ? "patientId"
                : null
            : changes.Reviewed is not null ? "reviewed" : null;
        if (misdirected is not null)
        {
            return new FaxRefusal.DirectionNotAllowed(Id(fax), FaxOperation.Update, fax.Direction, misdirected);
        }

        return changes.Receiver is not null || changes.Subject is not null || changes.Sender is not null
            ? CheckStatus(fax, FaxOperation.Update, Drafts)
            : null;
    }

    public static string Id(FaxRow fax) => fax.Id.ToString("D");

    public static FaxRefusal.StatusNotAllowed StatusNotAllowed(FaxRow fax, FaxOperation operation, string? explanation = null) => new(
        Id(fax), operation, fax.Status, operation is FaxOperation.Retry ? Failed : operation is FaxOperation.Delete ? Settled : Drafts, explanation);

    private static FaxRefusal? CheckOutbound(FaxRow fax, FaxOperation operation, FaxStatus[] allowed) => fax.Direction == FaxDirection.Outbound
        ? CheckStatus(fax, operation, allowed)
        : new FaxRefusal.DirectionNotAllowed(Id(fax), operation, fax.Direction);

    private static FaxRefusal.StatusNotAllowed? CheckStatus(FaxRow fax, FaxOperation operation, FaxStatus[] allowed) =>
        Array.IndexOf(allowed, fax.Status) >= 0 ? null : new FaxRefusal.StatusNotAllowed(Id(fax), operation, fax.Status, allowed);
}
