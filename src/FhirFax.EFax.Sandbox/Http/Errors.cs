using System.Text.Json.Nodes;

namespace FhirFax.EFax.Sandbox.Http;

/// <summary>Refusals in the form of efax-corporate-api.md 5.6. The transaction id is put in when they are written.</summary>
internal static class Errors
{
    public static Answer Unauthorized => Error(
        StatusCodes.Status401Unauthorized, "UNAUTHORIZED", null, "Authentication values are missing or invalid.", "authentication failed");

    public static Answer Forbidden => Error(
        StatusCodes.Status403Forbidden, "FORBIDDEN", null, "Access to the resource is forbidden to the authenticated user.", "access denied");

    public static Answer NotFound => Error(
        StatusCodes.Status404NotFound, "NOT_FOUND", null, "Requested resource was not found.", "not found");

    public static Answer ImageNotFound => Error(
        StatusCodes.Status404NotFound, "102", "image_fax", "Cannot get fax image", "Cannot retrieve fax image");

    public static Answer AlreadyCompleted => Error(
        StatusCodes.Status409Conflict, "CONFLICT", null, "fax already completed messaging", "fax already completed messaging");

    public static Answer TooLarge => Error(
        StatusCodes.Status413PayloadTooLarge, "BAD_REQUEST", "documents", "The request is too large.", "payload exceeds 100 MB");

    public static Answer Internal => Error(
        StatusCodes.Status500InternalServerError, "INTERNAL_SERVER_ERROR", null, "An internal error occurred.", "internal error");

    public static Answer Throttled(int retryAfterSeconds) => new(StatusCodes.Status429TooManyRequests)
    {
        Text = "Too Many Requests.",
        Headers = new Dictionary<string, string> { ["Retry-After"] = retryAfterSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture) },
    };

    public static Answer BadRequest(string element, string userMessage, string developerMessage) =>
        Error(StatusCodes.Status400BadRequest, "BAD_REQUEST", element, userMessage, developerMessage);

    private static Answer Error(int status, string code, string? element, string userMessage, string developerMessage)
    {
        var error = new JsonObject();
        if (element is not null)
        {
            error["element_name"] = element;
        }

        error["user_message"] = userMessage;
        error["developer_message"] = developerMessage;
        error["more_info"] = "";
        error["error_code"] = code;
        return new Answer(status, new JsonObject { ["errors"] = new JsonArray(error) });
    }
}
