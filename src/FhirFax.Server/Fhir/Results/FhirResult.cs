using FhirFax.Fax.Operations;
using FhirFax.Fhir.Outcomes;
using FhirFax.Store.Resources;

namespace FhirFax.Server.Fhir.Results;

/// <summary>An answer before it is written: status, body and headers that follow from them. Made by named constructors; one writer puts it on the wire.</summary>
internal sealed record FhirResult(int Status, FhirBody? Body = null)
{
    /// <summary>Sent as ETag.</summary>
    public long? Version { get; init; }

    public DateTimeOffset? LastModified { get; init; }

    /// <summary>Relative to the FHIR base, such as <c>Patient/1/_history/1</c>.</summary>
    public string? Location { get; init; }

    /// <summary>As <see cref="Location"/>.</summary>
    public string? ContentLocation { get; init; }

    /// <summary>The answer to a write: its body follows the Prefer header.</summary>
    public bool IsWrite { get; init; }

    /// <summary>The answer to a delete: without a body it is 204.</summary>
    public bool IsDeletion { get; init; }

    /// <summary>The answer to a read: If-None-Match and If-Modified-Since apply.</summary>
    public bool IsConditional { get; init; }

    /// <summary>What is no stored version gets a strong tag of its content, and If-None-Match applies to it.</summary>
    public bool IsTaggedByContent { get; init; }

    /// <summary>Members to add at the end of the resource for extended clients, such as a Binary's <c>url</c>; null for none.</summary>
    public string? Url { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public static FhirResult Read(StoredResource resource) => Of(StatusCodes.Status200OK, resource) with { IsConditional = true };

    public static FhirResult Created(StoredResource resource) =>
        Of(StatusCodes.Status201Created, resource) with { Location = VersionPath(resource), IsWrite = true };

    public static FhirResult Updated(StoredResource resource) =>
        Of(StatusCodes.Status200OK, resource) with { IsWrite = true, ContentLocation = VersionPath(resource) };

    /// <summary>The answer to a conditional create that found its resource: as if it had been created, but 200 (R4 http.html#cond-create).</summary>
    public static FhirResult Existing(StoredResource resource) => Updated(resource) with { Location = VersionPath(resource) };

    /// <summary>The body follows the Prefer header, as does 204 instead of 200.</summary>
    /// <param name="tombstone">Null when there was nothing to delete.</param>
    public static FhirResult Deleted(StoredResource? tombstone) => new(StatusCodes.Status200OK, new FhirBody.Outcome(FhirResultWriter.Ok))
    {
        Version = tombstone?.VersionId,
        LastModified = tombstone?.LastUpdated,
        IsWrite = true,
        IsDeletion = true,
    };

    /// <summary>The resource as an operation answers it.</summary>
    public static FhirResult Of(int status, StoredResource resource) => new(status, new FhirBody.Resource(resource.Utf8))
    {
        Version = resource.VersionId,
        LastModified = resource.LastUpdated,
    };

    public static FhirResult Bundle(BundleContent content) => new(StatusCodes.Status200OK, new FhirBody.Bundle(content));

    public static FhirResult Outcome(int status, OperationOutcome outcome) => new(status, new FhirBody.Outcome(outcome));

    public static FhirResult Error(int status, string code, string text, string? expression = null, string? id = null) =>
        Outcome(status, OperationOutcome.Error(code, text, expression, id));

    public static FhirResult BadRequest(OperationOutcome outcome) => Outcome(StatusCodes.Status400BadRequest, outcome);

    public static FhirResult NotFound(ResourceKey key) => Error(
        StatusCodes.Status404NotFound, IssueCode.NotFound, $"{key} does not exist.", id: "not-found");

    public static FhirResult Gone(StoredResource tombstone) => Error(
        StatusCodes.Status410Gone, IssueCode.Deleted, $"{tombstone.Key} has been deleted.", id: "gone") with
    {
        Version = tombstone.VersionId,
        LastModified = tombstone.LastUpdated,
    };

    public static FhirResult VersionConflict(ResourceKey key, long current) => Error(
        StatusCodes.Status412PreconditionFailed,
        IssueCode.Conflict,
        current == 0 ? $"{key} does not exist in the expected version." : $"{key} is not in the expected version; the current one is {current}.",
        id: "precondition-failed");

    /// <summary>The criteria of a conditional interaction were not selective enough.</summary>
    public static FhirResult SeveralMatches(string resourceType) => Error(
        StatusCodes.Status412PreconditionFailed,
        IssueCode.MultipleMatches,
        $"More than one {resourceType} matches the condition; nothing was changed.",
        id: "precondition-failed");

    /// <summary>A version was demanded of what is not there.</summary>
    public static FhirResult NoMatch(string resourceType) => Error(
        StatusCodes.Status412PreconditionFailed, IssueCode.NotFound, $"No {resourceType} matches the condition.", id: "precondition-failed");

    public static FhirResult Forbidden(string text) => Error(StatusCodes.Status403Forbidden, IssueCode.Forbidden, text, id: "forbidden");

    public static FhirResult Of(FaxProblem problem) => Outcome(
        problem.Kind switch
        {
            FaxProblemKind.BadRequest => StatusCodes.Status400BadRequest,
            FaxProblemKind.Forbidden => StatusCodes.Status403Forbidden,
            FaxProblemKind.NotFound or FaxProblemKind.NotConfigured => StatusCodes.Status404NotFound,
            FaxProblemKind.Conflict => StatusCodes.Status409Conflict,
            FaxProblemKind.Gone => StatusCodes.Status410Gone,
            _ => StatusCodes.Status422UnprocessableEntity,
        },
        problem.Kind is FaxProblemKind.NotFound or FaxProblemKind.NotConfigured ? problem.Outcome with { Id = "not-found" } : problem.Outcome);

    private static string VersionPath(StoredResource resource) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{resource.Key}/_history/{resource.VersionId}");
}
