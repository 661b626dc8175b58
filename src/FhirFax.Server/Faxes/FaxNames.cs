using FhirFax.Fax.Lifecycle;
using FhirFax.Store.Faxes;

namespace FhirFax.Server.Faxes;

/// <summary>The literals of the wire (fax-lifecycle-api.md 3, 5.2, 8.4).</summary>
internal static class FaxNames
{
    public static string Of(FaxDirection direction) => direction switch
    {
        FaxDirection.Inbound => "INBOUND",
        FaxDirection.Outbound => "OUTBOUND",
        _ => throw new ArgumentOutOfRangeException(nameof(direction), direction, null),
    };

    public static string Of(FaxStatus status) => status switch
    {
        FaxStatus.Draft => "DRAFT",
        FaxStatus.Processing => "PROCESSING",
        FaxStatus.Sent => "SENT",
        FaxStatus.Failed => "FAILED",
        FaxStatus.Received => "RECEIVED",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };

    public static string Of(FaxOperation operation) => operation switch
    {
        FaxOperation.Update => "UPDATE",
        FaxOperation.UploadFiles => "UPLOAD_FILES",
        FaxOperation.DeleteFile => "DELETE_FILE",
        FaxOperation.Send => "SEND",
        FaxOperation.Retry => "RETRY",
        FaxOperation.Assign => "ASSIGN",
        FaxOperation.Delete => "DELETE",
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, null),
    };

    public static string Of(InvalidReason reason) => reason switch
    {
        InvalidReason.Required => "required",
        InvalidReason.Format => "format",
        InvalidReason.Length => "length",
        InvalidReason.Range => "range",
        InvalidReason.Type => "type",
        InvalidReason.UnknownValue => "unknownValue",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };
}
