namespace FhirFax.Fax.Operations;

/// <summary>The kinds of refusal; in HTTP: 400, 403, 404, 404 with outcome id <c>not-found</c>, 409, 410, 422.</summary>
public enum FaxProblemKind
{
    /// <summary>Malformed, or basic R4 validation.</summary>
    BadRequest,

    Forbidden,

    /// <summary>The instance named by the path does not exist.</summary>
    NotFound,

    /// <summary>The project has no carrier secrets: the integration is not set up.</summary>
    NotConfigured,

    Conflict,

    Gone,

    /// <summary>A business rule: every check of a send.</summary>
    Unprocessable,
}
