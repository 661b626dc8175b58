using System.Text;
using System.Text.Json.Nodes;
using FhirFax.Server.Fhir.Registry;
using FhirFax.Server.Fhir.Routing;
using FhirFax.Server.Tests.Support;
using static FhirFax.Server.Tests.Isolation.Trial;

namespace FhirFax.Server.Tests.Isolation;

/// <summary>What is tried with each interaction and operation that the registry declares. One that is declared anew has to be said here.</summary>
internal static class FhirTrials
{
    private const string Form = "application/x-www-form-urlencoded";

    private static readonly string[] Queries =
    [
        "Patient?_id={Patient}", "Patient?identifier={Mrn}", "Patient?given={Word}", "Patient?given:contains={Word}", "Patient?given:exact={Word}",
        "Patient?_id={Patient}&_total=accurate", "Patient?_id={Patient}&_summary=count", "Patient?_id={Patient}&_count=0", "Patient?identifier={Mrn}&_elements=id",
        "Patient?organization=Organization/{Organization}", "Patient?organization.name={Word}", "Patient?organization:Organization.name={Word}",
        "Patient?_has:Communication:subject:_id={Communication}", "Patient?_has:DocumentReference:subject:_id={DocumentReference}",
        "Communication?subject=Patient/{Patient}", "Communication?subject:Patient={Patient}", "Communication?patient={Patient}", "Communication?subject.identifier={Mrn}", "Communication?patient.given={Word}",
        "Communication?patient.organization.name={Word}", "Communication?recipient=Organization/{Organization}", "Communication?recipient.name={Word}",
        "Communication?_id={Communication}&_include=Communication:subject&_include=Communication:recipient", "Communication?_id={Communication}&_include=*",
        "Organization?_id={Organization}&_revinclude=Patient:organization&_revinclude=Communication:recipient", "Organization?name={Word}", "Organization?identifier=https://efax.com|mailbox-{Suffix}",
        "Organization?_has:Patient:organization:identifier={Mrn}", "Organization?_has:Patient:organization:_has:Communication:subject:_id={Communication}",
        "Practitioner?identifier=https://efax.com|mailbox-p-{Suffix}", "DocumentReference?subject=Patient/{Patient}", "DocumentReference?subject.identifier={Mrn}&_include=DocumentReference:subject", "Binary?_id={Binary}",
        "Patient?_id={Patient},nobody", "Patient?identifier={Mrn}&_sort=-_lastUpdated", "Patient?_id={Patient}&_offset=0", "Patient?_id:not={Patient}&identifier={Mrn}",
    ];

    public static IEnumerable<Trial> Of(InteractionDeclaration interaction) => (interaction.Kind, interaction.Method, interaction.ResourceType) switch
    {
        (RouteKind.Metadata, "GET", _) => [Get("metadata", _ => "metadata")],
        (RouteKind.Instance, "GET", null) => Target.Types.SelectMany(type => (Trial[])
        [
            Get(type, t => t.Reference(type)),
            Get($"{type} in another form", t => $"{t.Reference(type)}?_summary=true&_format=json"),
            new($"HEAD {type}", (api, t) => api.SendAsync(HttpMethod.Head, t.Reference(type), null, null)),
            new($"GET {type} if modified", (api, t) => api.GetAsync(t.Reference(type), ("If-None-Match", "W/\"1\""))),
        ]),
        (RouteKind.Instance, "GET", "Binary") =>
        [
            new("GET the document", (api, t) => api.GetAsync(t.Reference("Binary"), ("Accept", "application/pdf"))),
            new("GET a part of the document", (api, t) => api.GetAsync(t.Reference("Binary"), ("Range", "bytes=0-10"))),
            new("GET the Binary", (api, t) => api.GetAsync(t.Reference("Binary"), ("Accept", "application/fhir+json"), ("X-Medplum", "extended"))),
        ],
        (RouteKind.Version, "GET", _) => Target.Types.Select(type => Get($"a version of {type}", t => $"{t.Reference(type)}/_history/1")),
        (RouteKind.InstanceHistory, "GET", _) => Target.Types.Select(type => Get($"the history of {type}", t => $"{t.Reference(type)}/_history")),
        (RouteKind.TypeHistory, "GET", _) => Target.Types.Select(type => Get($"the history of all {type}", _ => $"{type}/_history?_count=1000")),
        (RouteKind.SystemHistory, "GET", _) => [Get("the history of all", _ => "_history?_count=1000"), Get("the history of a time", _ => "_history?_since=2000-01-01&_count=1000")],
        (RouteKind.Type, "GET", _) => Queries.Select(query => Get(query, t => Fill(query, t))),
        (RouteKind.TypeSearch, "POST", _) => Queries.Select(query => new Trial($"POST {query}", (api, t) => SearchAsync(api, Fill(query, t)))),
        (RouteKind.System, "GET", _) => [Get("a search of types", t => $"?_type=Patient,Communication&_id={t.Id("Patient")}"), Get("a search of all", t => $"?_id={t.Id("Patient")}")],
        (RouteKind.SystemSearch, "POST", _) =>
            [new("POST a search of types", (api, t) => api.SendAsync(HttpMethod.Post, "_search", Encoding.UTF8.GetBytes($"_type=Patient,Communication&_id={t.Id("Patient")}"), Form))],
        (RouteKind.Type, "POST", "Binary") => [new("POST a document in a foreign context", (api, t) => api.SendAsync(
            HttpMethod.Post, "Binary", "text"u8.ToArray(), "text/plain", ("X-Security-Context", t.Reference("Patient"))))],
        (RouteKind.Type, "POST", _) =>
        [
            Post("a create that refers", _ => "Communication", t => t.Fax()),
            new("POST a create unless there", (api, t) => api.PostAsync("Patient", """{"resourceType":"Patient"}""", ("If-None-Exist", $"identifier={t.Mrn}"))),
        ],
        (RouteKind.Instance, "PUT", null) =>
        [
            new("PUT over a version", (api, t) => api.PutAsync(t.Reference("Patient"), Patient(t), ("If-Match", "W/\"1\""))),
            new("PUT", (api, t) => api.PutAsync(t.Reference("Patient"), Patient(t))),
        ],
        (RouteKind.Instance, "PUT", "Binary") => [new("PUT a document", (api, t) => api.SendAsync(HttpMethod.Put, t.Reference("Binary"), "text"u8.ToArray(), "text/plain"))],
        (RouteKind.Type, "PUT", "Binary") => [new("PUT a document by criteria", (api, t) => api.PutAsync($"Binary?_id={t.Id("Binary")}", """{"resourceType":"Binary","contentType":"text/plain"}"""))],
        (RouteKind.Type, "PUT", _) => [new("PUT by criteria", (api, t) => api.PutAsync($"Patient?identifier={t.Mrn}", """{"resourceType":"Patient"}"""))],
        (RouteKind.Instance, "PATCH", _) => Target.Types.Select(type => new Trial($"PATCH {type}", (api, t) => PatchAsync(api, t.Reference(type)))),
        (RouteKind.Type, "PATCH", _) => [new("PATCH by criteria", (api, t) => PatchAsync(api, $"Patient?identifier={t.Mrn}"))],
        (RouteKind.Instance, "DELETE", _) => Target.Types.Select(type => new Trial($"DELETE {type}", (api, t) => api.DeleteAsync(t.Reference(type)))),
        (RouteKind.Type, "DELETE", _) => [new("DELETE by criteria", (api, t) => api.DeleteAsync($"Patient?identifier={t.Mrn}"))],
        (RouteKind.System, "POST", _) => Bundles(),
        var unknown => throw new InvalidOperationException($"Say here how {unknown} is tried from another project."),
    };

    public static IEnumerable<Trial> Of(OperationDeclaration operation)
    {
        Func<Target, string?> body = operation.Code switch
        {
            "$send-efax" => t => t.Fax(),
            "$validate" => t => t.Fax(),
            "$meta" => _ => null,
            "$meta-add" or "$meta-delete" => _ => """{"resourceType":"Parameters","parameter":[{"name":"meta","valueMeta":{"tag":[{"code":"stolen"}]}}]}""",
            "$receive-efax" or "$test-efax" or "$sync-efax-status" or "$cancel-efax" or "$retry-efax" => _ => null,
            "$resolve-efax" => _ => """{"resourceType":"Parameters","parameter":[{"name":"delivery","valueString":"1"},{"name":"decision","valueCode":"give-up"}]}""",
            var unknown => throw new InvalidOperationException($"Say here how {unknown} is tried from another project."),
        };
        if (operation.OnSystem)
        {
            yield return Post(operation.Code, _ => operation.Code, body);
        }

        foreach (var type in operation.Types.Where(Target.Types.Contains))
        {
            yield return Post($"{type}/{operation.Code}", _ => $"{type}/{operation.Code}", operation.Code == "$validate" && type != "Communication" ? _ => $$"""{"resourceType":"{{type}}"}""" : body);
        }

        foreach (var type in operation.InstanceTypes.Where(Target.Types.Contains))
        {
            var isStored = type == "Communication" && operation.Code == "$send-efax";
            yield return Post($"{type}/id/{operation.Code}", t => $"{t.Reference(type)}/{operation.Code}", isStored || operation.Code == "$validate" ? _ => null : body);
        }
    }

    private static IEnumerable<Trial> Bundles()
    {
        foreach (var kind in (string[])["batch", "transaction"])
        {
            yield return Bundle(kind, "reads", t => [Entry("GET", t.Reference("Patient")), Entry("GET", $"Patient?identifier={t.Mrn}"), Entry("GET", $"{t.Reference("Communication")}/_history")]);
            yield return Bundle(kind, "a patch", t => [Entry("PATCH", t.Reference("Patient"), Patch())]);
            yield return Bundle(kind, "a delete", t => [Entry("DELETE", t.Reference("Organization"))]);
            yield return Bundle(kind, "a conditional delete", t => [Entry("DELETE", $"Patient?identifier={t.Mrn}")]);
            yield return Bundle(kind, "a conditional reference", t => [Entry("POST", "Communication", JsonNode.Parse($$"""{"resourceType":"Communication","status":"preparation","subject":{"reference":"Patient?identifier={{t.Mrn}}"} }""")!)]);
            yield return Bundle(kind, "a conditional create", t =>
            {
                var entry = Entry("POST", "Patient", JsonNode.Parse("""{"resourceType":"Patient"}""")!);
                entry["request"]!["ifNoneExist"] = $"identifier={t.Mrn}";
                return [entry];
            });
            yield return Bundle(kind, "an operation", t => [Entry("POST", $"{t.Reference("Communication")}/$send-efax")]);
        }
    }

    private static Trial Bundle(string kind, string name, Func<Target, JsonObject[]> entries) => Post($"a {kind} with {name}", _ => "", t => new JsonObject
    {
        ["resourceType"] = "Bundle",
        ["type"] = kind,
        ["entry"] = new JsonArray([.. entries(t)]),
    }.ToJsonString());

    private static JsonObject Entry(string method, string url, JsonNode? resource = null)
    {
        var entry = new JsonObject { ["request"] = new JsonObject { ["method"] = method, ["url"] = url } };
        if (resource is not null)
        {
            entry["resource"] = resource;
        }

        return entry;
    }

    private static JsonObject Patch() =>
        new JsonObject { ["resourceType"] = "Binary", ["contentType"] = "application/json-patch+json", ["data"] = Convert.ToBase64String(PatchBody) };

    private static byte[] PatchBody => """[{"op":"add","path":"/language","value":"en"}]"""u8.ToArray();

    private static string Patient(Target target) => $$"""{"resourceType":"Patient","id":"{{target.Id("Patient")}}"}""";

    private static Task<Reply> PatchAsync(FhirApi api, string path) => api.SendAsync(HttpMethod.Patch, path, PatchBody, "application/json-patch+json");

    private static Task<Reply> SearchAsync(FhirApi api, string query)
    {
        var mark = query.IndexOf('?', StringComparison.Ordinal);
        return api.SendAsync(HttpMethod.Post, $"{query[..mark]}/_search", Encoding.UTF8.GetBytes(query[(mark + 1)..]), Form);
    }

    private static string Fill(string query, Target target)
    {
        foreach (var type in Target.Types)
        {
            query = query.Replace($"{{{type}}}", target.Id(type), StringComparison.Ordinal);
        }

        return query.Replace("{Mrn}", target.Mrn, StringComparison.Ordinal).Replace("{Word}", target.Word, StringComparison.Ordinal).Replace("{Suffix}", target.Suffix, StringComparison.Ordinal);
    }
}
