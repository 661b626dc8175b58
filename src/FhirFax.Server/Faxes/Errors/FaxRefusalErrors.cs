using System.Text.Json.Nodes;
using FhirFax.Fax.Lifecycle;
using FhirFax.Fax.Lifecycle.Files;
using FhirFax.Store.Faxes;

namespace FhirFax.Server.Faxes.Errors;

/// <summary>The catalogue: what each refusal of the domain is in HTTP (fax-lifecycle-api.md 5.2).</summary>
internal static class FaxRefusalErrors
{
    private const string Fax = "FAX";

    public static FaxErrors ToErrors(this FaxRefusal refusal) => refusal switch
    {
        FaxRefusal.Invalid invalid => new FaxErrors(StatusCodes.Status400BadRequest, [.. invalid.Fields.Select(Invalid)]),
        FaxRefusal.NotFound missing => NotFound("FAX_NOT_FOUND", Fax, "Fax was not found", new() { ["id"] = missing.Id }),
        FaxRefusal.FileNotFound missing =>
            NotFound("FAX_FILE_NOT_FOUND", Fax, "Fax file was not found", new() { ["faxId"] = missing.FaxId, ["id"] = missing.Id }),
        FaxRefusal.PatientNotFound missing => NotFound("PATIENT_NOT_FOUND", "PATIENT", "Patient was not found", new() { ["id"] = missing.Id }),
        FaxRefusal.DocumentTypeNotFound missing =>
            NotFound("DOCUMENT_TYPE_NOT_FOUND", "DOCUMENT_TYPE", "Document type was not found", new() { ["name"] = missing.Name }),
        FaxRefusal.DirectionNotAllowed direction => BadRequest("FAX_DIRECTION_NOT_ALLOWED", Explain(direction), Details(direction)),
        FaxRefusal.StatusNotAllowed status =>
            BadRequest("FAX_STATUS_NOT_ALLOWED", status.Explanation ?? "Operation is not allowed in the current status", Details(status)),
        FaxRefusal.ReceiverRequired incomplete => BadRequest("FAX_RECEIVER_REQUIRED", "Fax has no receiver", new() { ["id"] = incomplete.Id }),
        FaxRefusal.FilesRequired incomplete => BadRequest("FAX_FILES_REQUIRED", "Fax has no files", new() { ["id"] = incomplete.Id }),
        FaxRefusal.FileEmpty empty => BadRequest("FAX_FILE_EMPTY", "File is empty", new() { ["originalName"] = empty.OriginalName }),
        FaxRefusal.FileTypeNotSupported type => BadRequest("FAX_FILE_TYPE_NOT_SUPPORTED", type.Explanation ?? "File type is not supported", new()
        {
            ["originalName"] = type.OriginalName,
            ["allowedTypes"] = Array(type.AllowedTypes),
        }),
        FaxRefusal.FilesLimitExceeded limit => BadRequest("FAX_FILES_LIMIT_EXCEEDED", "Too many files", new()
        {
            ["limit"] = FaxFileLimits.MostFiles,
            ["current"] = limit.Current,
            ["attempted"] = limit.Attempted,
        }),
        FaxRefusal.FilesSizeExceeded size => BadRequest("FAX_FILES_SIZE_EXCEEDED", size.Explanation ?? "Files are too large", new()
        {
            ["limitBytes"] = size.LimitBytes,
            ["currentBytes"] = size.CurrentBytes,
            ["attemptedBytes"] = size.AttemptedBytes,
        }),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal.GetType().Name, null),
    };

    public static FaxError Invalid(InvalidField field) => new("VALIDATION_FAILED", Fax, field.Message, new()
    {
        ["field"] = field.Field,
        ["reason"] = FaxNames.Of(field.Reason),
    });

    private static FaxErrors BadRequest(string code, string message, JsonObject details) =>
        new(StatusCodes.Status400BadRequest, [new FaxError(code, Fax, message, details)]);

    private static FaxErrors NotFound(string code, string component, string message, JsonObject details) =>
        new(StatusCodes.Status404NotFound, [new FaxError(code, component, message, details)]);

    private static string Explain(FaxRefusal.DirectionNotAllowed refusal) => refusal switch
    {
        { Field: "reviewed" } => "Only incoming faxes can be reviewed",
        { Field: not null } => "Only outgoing faxes can be changed so",
        { Direction: FaxDirection.Inbound } => "Operation is not available for incoming faxes",
        _ => "Operation is not available for outgoing faxes",
    };

    private static JsonObject Details(FaxRefusal.DirectionNotAllowed refusal)
    {
        var details = new JsonObject
        {
            ["id"] = refusal.Id,
            ["operation"] = FaxNames.Of(refusal.Operation),
            ["direction"] = FaxNames.Of(refusal.Direction),
        };
        if (refusal.Field is not null)
        {
            details["field"] = refusal.Field;
        }

        return details;
    }

    private static JsonObject Details(FaxRefusal.StatusNotAllowed refusal) => new()
    {
        ["id"] = refusal.Id,
        ["operation"] = FaxNames.Of(refusal.Operation),
        ["status"] = FaxNames.Of(refusal.Status),
        ["allowedStatuses"] = Array(refusal.Allowed.Select(FaxNames.Of)),
    };

    private static JsonArray Array(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
