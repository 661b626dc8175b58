namespace FhirFax.Server.Faxes.Errors;

/// <summary>A whole error answer.</summary>
/// <param name="Elements">At least one.</param>
internal sealed record FaxErrors(int Status, IReadOnlyList<FaxError> Elements)
{
    private const string Auth = "AUTH";
    private const string Fax = "FAX";

    private FaxErrors(int status, string code, string component, string message)
        : this(status, [new FaxError(code, component, message)])
    {
    }

    /// <summary>Header missing, wrong scheme, malformed or badly signed token.</summary>
    public static FaxErrors NotValidToken { get; } =
        new(StatusCodes.Status401Unauthorized, "NOT_VALID_JSON_WEB_TOKEN", Auth, "A valid bearer token is needed");

    public static FaxErrors TokenExpired { get; } = new(StatusCodes.Status401Unauthorized, "TOKEN_EXPIRED", Auth, "The token has expired");

    public static FaxErrors CredentialsInvalid { get; } =
        new(StatusCodes.Status400BadRequest, "API_CLIENT_CREDENTIALS_INVALID", Auth, "The client or its secret is not valid");

    /// <summary>Goes with a Retry-After header.</summary>
    public static FaxErrors TooManyRequests { get; } = new(StatusCodes.Status429TooManyRequests, "TOO_MANY_REQUESTS", Auth, "Too many requests");

    public static FaxErrors BodyNotReadable { get; } =
        new(StatusCodes.Status400BadRequest, "REQUEST_BODY_NOT_READABLE", Fax, "The request body cannot be read");

    /// <summary>Goes with an Allow header.</summary>
    public static FaxErrors MethodNotAllowed { get; } =
        new(StatusCodes.Status405MethodNotAllowed, "METHOD_NOT_ALLOWED", Fax, "The method is not allowed at this address");

    public static FaxErrors NotAcceptable { get; } = new(StatusCodes.Status406NotAcceptable, "NOT_ACCEPTABLE", Fax, "Answers are given as application/json");

    public static FaxErrors TooLarge { get; } = new(StatusCodes.Status413PayloadTooLarge, "REQUEST_TOO_LARGE", Fax, "The request is too large");

    public static FaxErrors MediaTypeNotSupported { get; } =
        new(StatusCodes.Status415UnsupportedMediaType, "MEDIA_TYPE_NOT_SUPPORTED", Fax, "The Content-Type is not supported at this address");

    public static FaxErrors Internal { get; } =
        new(StatusCodes.Status500InternalServerError, "INTERNAL_SERVER_ERROR", Fax, "The server failed to answer; the failure has been logged");

    /// <summary>An address below the faxes that is none of the endpoints.</summary>
    public static FaxErrors NoSuchAddress { get; } = new(StatusCodes.Status404NotFound, "FAX_NOT_FOUND", Fax, "There is nothing at this address");

    /// <summary>What no endpoint has taken: a request that is not even HTTP, comes in the open, or met a failure.</summary>
    public static FaxErrors OfStatus(int status) => status switch
    {
        StatusCodes.Status403Forbidden => new FaxErrors(status, "ACCESS_FOR_API_CLIENT_RESTRICTED", Auth, "Plain HTTP is answered on this machine only"),
        StatusCodes.Status404NotFound => NoSuchAddress,
        StatusCodes.Status405MethodNotAllowed => MethodNotAllowed,
        StatusCodes.Status413PayloadTooLarge or StatusCodes.Status414UriTooLong or StatusCodes.Status431RequestHeaderFieldsTooLarge => TooLarge,
        StatusCodes.Status415UnsupportedMediaType => MediaTypeNotSupported,
        >= StatusCodes.Status500InternalServerError => Internal,
        _ => BodyNotReadable,
    };

    /// <summary>A token of another tenant, an instance that is not granted or does not exist, a permission that is missing: one answer, which tells nothing of what exists.</summary>
    public static FaxErrors AccessRestricted(string clientId, string clientName, string organizationName, string requestUri) => new(
        StatusCodes.Status403Forbidden,
        [
            new FaxError("ACCESS_FOR_API_CLIENT_RESTRICTED", Auth, "Access for the API client is restricted", new()
            {
                ["clientId"] = clientId,
                ["clientName"] = clientName,
                ["clientType"] = "API_CLIENT",
                ["organizationName"] = organizationName,
                ["requestURI"] = requestUri,
            }),
        ]);
}
