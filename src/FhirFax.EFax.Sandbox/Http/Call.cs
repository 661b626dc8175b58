using System.Text.Json.Nodes;
using FhirFax.EFax.Sandbox.Documents;
using FhirFax.EFax.Sandbox.State;

namespace FhirFax.EFax.Sandbox.Http;

/// <summary>One request to the emulated API.</summary>
internal sealed class Call(HttpContext http)
{
    public HttpContext Http { get; } = http;

    public string Method => Http.Request.Method;

    public string Path => Http.Request.Path.Value ?? "/";

    /// <summary>The caller's, or one made up (efax-corporate-api.md 5.1).</summary>
    public string TransactionId { get; } =
        http.Request.Headers["transaction-id"].ToString() is { Length: > 0 } given ? given : Guid.NewGuid().ToString();

    public string UserId => Http.Request.Headers["user-id"].ToString();

    /// <summary>Whether a list is asked for from another place than its beginning.</summary>
    public bool IsLaterPage => Http.Request.Headers["pagination-offset"].ToString() is { Length: > 0 } offset && offset != "0";

    /// <summary>What strikes this call; null when nothing does.</summary>
    public Fault? Fault { get; set; }

    /// <summary>Known after authentication.</summary>
    public Mailbox? Mailbox { get; set; }

    /// <summary>The App that the token, or the Basic pair, belongs to; null until known.</summary>
    public string? AppId { get; set; }

    /// <summary>The JSON body of small requests; null when absent or unreadable.</summary>
    public JsonNode? Json { get; set; }

    /// <summary>The body of <c>POST /faxes</c>.</summary>
    public SubmissionBody? Submission { get; set; }

    /// <summary>What the ledger shows as body.</summary>
    public JsonNode? LedgerBody { get; set; }

    /// <summary>Set when the body could not be taken: 400 or 413.</summary>
    public int BodyStatus { get; set; } = StatusCodes.Status200OK;

    public string? Query(string name) => Http.Request.Query[name].ToString() is { Length: > 0 } value ? value : null;

    public string Route(string name) => Http.Request.RouteValues[name] as string ?? "";

    /// <summary>What the ledger keeps of the call: nothing of its credentials.</summary>
    public LedgerEntry ToEntry(DateTimeOffset at, Answer? answer, string? fault) => new()
    {
        At = at,
        Method = Method,
        Path = Path,
        Query = Http.Request.QueryString.Value ?? "",
        AppId = AppId,
        UserId = UserId.Length > 0 ? UserId : null,
        TransactionId = TransactionId,
        Status = answer?.Status,
        Fault = fault,
        Body = (LedgerBody ?? Json)?.DeepClone(),
        FaxId = answer?.FaxId ?? (Http.Request.RouteValues["faxId"] as string),
    };
}
