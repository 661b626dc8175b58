using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Hostile;

/// <summary>No address that a client names is ever connected to, wherever it is named. A listener waits where they all lead.</summary>
public sealed class NoOutboundRequestTests : IAsyncLifetime, IDisposable
{
    private readonly TestServer _server = new(new Dictionary<string, string?> { ["Projects__0__Secrets__eFaxWebhookSecret"] = "a-secret-of-webhooks" });
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    private string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/latest/meta-data";

    public Task InitializeAsync()
    {
        _listener.Start();
        return _server.InitializeAsync();
    }

    public Task DisposeAsync() => _server.DisposeAsync();

    public void Dispose()
    {
        _listener.Dispose();
        _server.Dispose();
    }

    [Fact]
    public async Task Addresses_in_resources_operations_searches_headers_and_tokens_are_never_connected_to()
    {
        using var api = _server.Api();
        var clinic = (await api.CreateAsync("Organization", """{"resourceType":"Organization","name":"Clinic","telecom":[{"system":"fax","value":"+12025550177"},{"system":"url","value":"URL"}]}""".Replace("URL", Url, StringComparison.Ordinal)))["id"]!.GetValue<string>();
        var fax = Fax(clinic, Url);

        // Stored as it is, and refused when it is to be sent.
        var stored = await api.PostAsync("Communication", fax);
        stored.Status.ShouldBe(HttpStatusCode.Created, stored.Text);
        stored.Text.ShouldContain(Url);
        (await api.PostAsync($"Communication/{stored.Id}/$send-efax", null)).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        foreach (var url in (string[])[Url, Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal), Url.Replace("http:", "HTTP:", StringComparison.Ordinal), Url.Replace("//", "//user@", StringComparison.Ordinal), Url.Replace("http:", "", StringComparison.Ordinal), "file:///etc/passwd", $"{Url}/Binary/1", $"{_server.FhirUrl}@{Url}"])
        {
            ((int)(await api.PostAsync("$send-efax", Fax(clinic, url))).Status).ShouldBeInRange(400, 499, url);
        }

        foreach (var (type, more) in Resources())
        {
            var reply = await api.PostAsync(type, $$"""{"resourceType":"{{type}}",{{more.Replace("URL", Url, StringComparison.Ordinal)}}}""");
            reply.Status.ShouldBeOneOf(HttpStatusCode.Created, HttpStatusCode.BadRequest, HttpStatusCode.UnprocessableEntity);
            await api.PostAsync($"{type}/$validate?profile={Url}", $$"""{"resourceType":"{{type}}",{{more.Replace("URL", Url, StringComparison.Ordinal)}}}""");
        }

        foreach (var query in (string[])["_profile=URL", "category:in=URL", "subject=URL/Patient/1", "recipient:Patient=URL", "_has:Task:focus:_profile=URL", "identifier=URL|1", "_cursor=URL", "_format=URL"])
        {
            await api.GetAsync($"Communication?{query.Replace("URL", Url, StringComparison.Ordinal)}");
        }

        await api.GetAsync("Communication", ("X-Forwarded-Host", new Uri(Url).Authority), ("Forwarded", $"host={new Uri(Url).Authority}"), ("Referer", Url), ("Origin", Url), ("Host", new Uri(Url).Authority));
        await api.SendAsync(HttpMethod.Post, "Binary", "x"u8.ToArray(), "text/plain", ("X-Security-Context", $"{Url}/Patient/1"), ("Content-Location", Url));
        await api.PostAsync("", Bundle());
        await TokensAsync();
        await api.SendAsync(
            HttpMethod.Post,
            "Patient",
            Encoding.UTF8.GetBytes($"<?xml version=\"1.0\"?><!DOCTYPE Patient [<!ENTITY x SYSTEM \"{Url}\"><!ENTITY % y SYSTEM \"{Url}\">%y;]><Patient xmlns=\"http://hl7.org/fhir\"><name><text value=\"&x;\"/></name></Patient>"),
            "application/fhir+xml");

        // A real fax to its end shows that the workers have been at work since.
        var binary = (await api.SendAsync(HttpMethod.Post, "Binary", Samples.Pdf(), "application/pdf")).Id;
        var sent = await api.PostAsync("$send-efax", Fax(clinic, $"Binary/{binary}"));
        await Wait.UntilAsync(async () => (await api.GetAsync($"Communication/{sent.Id}")).Json["status"]!.GetValue<string>() == "completed");
        _listener.Pending().ShouldBeFalse("Something connected to an address that a client named.");
    }

    /// <summary>Everything of R4 that names an address which some server would call.</summary>
    private static (string Type, string More)[] Resources() =>
    [
        ("Subscription", """ "status":"requested","reason":"x","criteria":"Communication?_id=1","channel":{"type":"rest-hook","endpoint":"URL","payload":"application/fhir+json"} """),
        ("Subscription", """ "status":"active","reason":"x","criteria":"Communication","channel":{"type":"websocket","endpoint":"URL"} """),
        ("Endpoint", """ "status":"active","connectionType":{"code":"hl7-fhir-rest"},"payloadType":[{"text":"x"}],"address":"URL" """),
        ("DocumentReference", """ "status":"current","content":[{"attachment":{"contentType":"application/pdf","url":"URL"} }] """),
        ("Patient", """ "photo":[{"url":"URL"}],"link":[{"other":{"reference":"URL/Patient/1"},"type":"seealso"}],"meta":{"profile":["URL"]} """),
        ("StructureDefinition", """ "url":"URL","name":"X","status":"draft","kind":"resource","abstract":false,"type":"Patient","baseDefinition":"URL","derivation":"constraint" """),
        ("ValueSet", """ "url":"URL","status":"draft","compose":{"include":[{"system":"URL","valueSet":["URL"]}]} """),
        ("Media", """ "status":"completed","content":{"url":"URL"} """),
        ("Communication", """ "status":"preparation","instantiatesUri":["URL"],"extension":[{"url":"URL","valueUrl":"URL"}],"implicitRules":"URL" """),
        ("MessageHeader", """ "eventUri":"URL","source":{"endpoint":"URL"},"destination":[{"endpoint":"URL"}] """),
    ];

    private static string Fax(string clinic, string url) => new JsonObject
    {
        ["resourceType"] = "Communication",
        ["status"] = "in-progress",
        ["medium"] = JsonNode.Parse("""[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationMode","code":"FAXWRIT"}]}]"""),
        ["recipient"] = new JsonArray(new JsonObject { ["reference"] = $"Organization/{clinic}" }),
        ["payload"] = new JsonArray(new JsonObject { ["contentAttachment"] = new JsonObject { ["contentType"] = "application/pdf", ["url"] = url } }),
    }.ToJsonString();

    private string Bundle() => """
        {"resourceType":"Bundle","type":"batch","entry":[
          {"fullUrl":"URL","request":{"method":"GET","url":"URL/Patient/1"}},
          {"fullUrl":"URL","resource":{"resourceType":"Patient"},"request":{"method":"POST","url":"URL"}},
          {"fullUrl":"URL/Patient/1","resource":{"resourceType":"Patient","id":"1"},"request":{"method":"PUT","url":"Patient/1","ifMatch":"URL"}}]}
        """.Replace("URL", Url, StringComparison.Ordinal);

    private async Task TokensAsync()
    {
        using var http = _server.Anonymous();
        var header = Convert.ToBase64String(Encoding.UTF8.GetBytes($$"""{"alg":"ES256","jku":"{{Url}}","x5u":"{{Url}}","kid":"{{Url}}"}""")).TrimEnd('=');
        using var bearer = new HttpRequestMessage(HttpMethod.Get, "fhir/R4/Patient");
        bearer.Headers.TryAddWithoutValidation("Authorization", $"Bearer {header}.e30.AAAA");
        (await http.SendAsync(bearer)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = $"{header}.e30.AAAA",
            ["client_id"] = Url,
            ["redirect_uri"] = Url,
            ["resource"] = Url,
        });
        ((int)(await http.PostAsync(new Uri("oauth2/token", UriKind.Relative), form)).StatusCode).ShouldBe(400);
        using var notice = new StringContent($$"""{"fax_id":"1","callback_url":"{{Url}}"}""");
        (await http.PostAsync(new Uri("efax/notifications/clinic/live", UriKind.Relative), notice)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }
}
