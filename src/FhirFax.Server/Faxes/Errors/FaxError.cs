using System.Text.Json.Nodes;

namespace FhirFax.Server.Faxes.Errors;

/// <summary>One element of an error array (fax-lifecycle-api.md 5.1).</summary>
/// <param name="Message">English, for people; it repeats no value of the request but ids, sizes, counts and file names.</param>
internal sealed record FaxError(string ErrorCode, string ComponentType, string Message, JsonObject Details)
{
    public FaxError(string errorCode, string componentType, string message)
        : this(errorCode, componentType, message, [])
    {
    }
}
