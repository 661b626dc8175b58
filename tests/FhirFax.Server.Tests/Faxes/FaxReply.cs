using System.Net;
using System.Text.Json.Nodes;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Faxes;

/// <summary>An answer of the Faxes dialect.</summary>
public sealed class FaxReply(Reply reply)
{
    public HttpStatusCode Status => reply.Status;

    public string Text => reply.Text;

    /// <summary>A fax, or a page of them.</summary>
    public JsonObject Fax => JsonNode.Parse(reply.Body)!.AsObject();

    public IReadOnlyList<JsonObject> Content => [.. Fax["content"]!.AsArray().Select(fax => fax!.AsObject())];

    public IReadOnlyList<JsonObject> Errors => [.. JsonNode.Parse(reply.Body)!.AsArray().Select(error => error!.AsObject())];

    public string? Header(string name) => reply.Header(name);

    /// <summary>One error, of this status and code; returns its details.</summary>
    public JsonObject ShouldBeError(int status, string code)
    {
        ((int)Status).ShouldBe(status, Text);
        var error = Errors.ShouldHaveSingleItem();
        ((string?)error["errorCode"]).ShouldBe(code);
        ((string?)error["componentType"]).ShouldNotBeNullOrEmpty();
        ((string?)error["message"]).ShouldNotBeNullOrEmpty();
        ((string?)error["date"]).ShouldNotBeNull().ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$");
        return error["details"]!.AsObject();
    }

    /// <summary>400 with these problems, in this order.</summary>
    public void ShouldBeInvalid(params (string Field, string Reason)[] problems)
    {
        Status.ShouldBe(HttpStatusCode.BadRequest, Text);
        Errors.Select(error => ((string?)error["errorCode"], (string?)error["details"]!["field"], (string?)error["details"]!["reason"]))
            .ShouldBe(problems.Select(problem => ((string?)"VALIDATION_FAILED", (string?)problem.Field, (string?)problem.Reason)));
    }
}
