using System.Net;
using System.Text.Json.Nodes;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Scopes;

/// <summary>Clients that may do a part: what they may works through to its end, and nothing of the rest shines through.</summary>
public sealed class ScopeJourneyTests : IAsyncLifetime, IDisposable
{
    private const string Hidden = "Confidential-91c2";

    private readonly TestServer _server = new(Clients(
        ("read-only", ["system/*.rs"]),
        ("send-only", ["system/Binary.c", "system/Organization.c", "system/Communication.c", "system/$send-efax"]),
        ("poll-only", ["system/$receive-efax"]),
        ("faxes", ["system/Communication.rs", "system/Binary.r"]),
        ("updates", ["system/Patient.u"]),
        ("creates", ["system/Patient.c", "system/Communication.c"]),
        ("validates", ["system/$validate"])));

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task A_reader_sees_everything_and_changes_nothing()
    {
        using var owner = _server.Api();
        using var reader = _server.Api("read-only");
        var fax = await StoreAsync(owner);

        (await reader.GetAsync($"Communication/{fax}")).Status.ShouldBe(HttpStatusCode.OK);
        (await reader.GetAsync($"Communication?_id={fax}&_include=Communication:subject&patient.family={Hidden}")).Resources.Count.ShouldBe(2);
        var binary = (await reader.GetAsync($"Communication/{fax}")).Json["payload"]![0]!["contentAttachment"]!["url"]!.GetValue<string>();
        (await reader.GetAsync(binary, ("Accept", "application/pdf"))).Status.ShouldBe(HttpStatusCode.OK);
        (await reader.GetAsync("_history")).Status.ShouldBe(HttpStatusCode.OK);
        foreach (var (method, path) in (((string, string)[])[("POST", "Patient"), ("PUT", "Patient/1"), ("PATCH", $"Communication/{fax}"), ("DELETE", $"Communication/{fax}"), ("POST", "Binary"),
            ("POST", "$send-efax"), ("POST", $"Communication/{fax}/$send-efax"), ("POST", "$receive-efax"), ("POST", "$test-efax"), ("POST", $"Communication/{fax}/$cancel-efax")]))
        {
            (await reader.SendAsync(new HttpMethod(method), path, "{}"u8.ToArray(), FhirApi.FhirJson)).Status.ShouldBe(HttpStatusCode.Forbidden, $"{method} {path}");
        }
    }

    [Fact]
    public async Task A_sender_sends_what_it_made_and_sees_nothing_else()
    {
        using var owner = _server.Api();
        using var sender = _server.Api("send-only");
        var others = await StoreAsync(owner);
        var binary = (await sender.SendAsync(HttpMethod.Post, "Binary", Samples.Pdf(), "application/pdf")).Id;
        var clinic = (await sender.CreateAsync("Organization", """{"resourceType":"Organization","name":"Clinic","telecom":[{"system":"fax","value":"+12025550177"}]}"""))["id"]!.GetValue<string>();
        var fax = (await sender.CreateAsync("Communication", Fax(clinic, binary!)))["id"]!.GetValue<string>();

        (await sender.PostAsync($"Communication/{fax}/$send-efax", null)).Status.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Accepted);

        foreach (var path in (string[])[$"Communication/{others}", $"Communication/{fax}", "Communication", "Patient", $"Binary/{binary}", "_history"])
        {
            (await sender.GetAsync(path)).Status.ShouldBe(HttpStatusCode.Forbidden, path);
        }

        var stolen = await sender.PostAsync($"Communication/{others}/$send-efax", null);
        ((int)stolen.Status).ShouldBeInRange(400, 499, stolen.Text);
        stolen.Text.ShouldNotContain(Hidden);
        (await owner.GetAsync($"Communication/{others}")).Json["status"]!.GetValue<string>().ShouldBe("preparation");
    }

    [Fact]
    public async Task Who_may_only_have_faxes_fetched_is_not_shown_them()
    {
        using var poller = _server.Api("poll-only");
        using var owner = _server.Api();
        using var http = new HttpClient();
        using var pdf = new ByteArrayContent(Samples.Pdf());
        pdf.Headers.ContentType = new("application/pdf");
        (await http.PostAsync(new Uri(_server.Host.SandboxUrl!, "_sandbox/inbound?from=%2B12025550177"), pdf)).StatusCode.ShouldBe(HttpStatusCode.Created);

        var reply = await poller.PostAsync("$receive-efax", null);

        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Text);
        reply.Json["entry"].ShouldBeNull();
        (await owner.GetAsync("Communication?category=inbound")).Resources.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Nothing_leads_to_a_type_that_may_not_be_read()
    {
        using var owner = _server.Api();
        using var faxes = _server.Api("faxes");
        var fax = await StoreAsync(owner);

        var included = await faxes.GetAsync($"Communication?_id={fax}&_include=Communication:subject&_include=Communication:recipient");
        included.Resources.ShouldHaveSingleItem()["resourceType"]!.GetValue<string>().ShouldBe("Communication");
        included.Text.ShouldNotContain(Hidden);
        (await faxes.GetAsync($"Communication?_id={fax}&_include=*")).Text.ShouldNotContain(Hidden);
        foreach (var query in (string[])[$"patient.family={Hidden}", $"subject:Patient.family={Hidden}", "recipient:Organization.name=x", "_has:Task:focus:status=requested"])
        {
            (await faxes.GetAsync($"Communication?{query}")).Status.ShouldBe(HttpStatusCode.Forbidden, query);
        }

        foreach (var path in (string[])["?_type=Communication,Patient", "_history", "Patient/_history"])
        {
            (await faxes.GetAsync(path)).Status.ShouldBe(HttpStatusCode.Forbidden, path);
        }

        (await faxes.GetAsync("?_id=x")).Text.ShouldNotContain(Hidden);
    }

    [Fact]
    public async Task A_document_is_as_closed_as_what_it_belongs_to()
    {
        using var owner = _server.Api();
        using var faxes = _server.Api("faxes");
        var open = (await owner.SendAsync(HttpMethod.Post, "Binary", Samples.Pdf(), "application/pdf")).Id;
        var closed = (await owner.SendAsync(HttpMethod.Post, "Binary", Samples.Pdf(), "application/pdf", ("X-Security-Context", "Patient/1"))).Id;
        var fax = (await owner.CreateAsync("Communication", $$"""
            {"resourceType":"Communication","status":"preparation","payload":[
              {"contentAttachment":{"contentType":"application/pdf","url":"Binary/{{open}}"} },{"contentAttachment":{"contentType":"application/pdf","url":"Binary/{{closed}}"} }]}
            """))["id"]!.GetValue<string>();

        (await faxes.GetAsync($"Binary/{open}")).Status.ShouldBe(HttpStatusCode.OK);
        (await faxes.GetAsync($"Binary/{closed}")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await faxes.GetAsync($"Binary/{closed}", ("Accept", "application/fhir+json"))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await faxes.GetAsync($"Binary/{closed}/_history/1")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await OpenAsync(owner)).ShouldBe([HttpStatusCode.OK, HttpStatusCode.OK]);
        (await OpenAsync(faxes)).ShouldBe([HttpStatusCode.OK, HttpStatusCode.Unauthorized]);

        async Task<HttpStatusCode[]> OpenAsync(FhirApi api)
        {
            using var anonymous = _server.Anonymous();
            var statuses = new List<HttpStatusCode>();
            foreach (var payload in (await api.GetAsync($"Communication/{fax}", ("X-Medplum", "extended"))).Json["payload"]!.AsArray())
            {
                var url = payload!["contentAttachment"]!["url"]!.GetValue<string>();
                url.ShouldContain("/storage/");
                statuses.Add((await anonymous.GetAsync(url)).StatusCode);
            }

            return [.. statuses];
        }
    }

    [Fact]
    public async Task An_update_shows_nothing_to_who_may_not_read()
    {
        using var owner = _server.Api();
        using var updates = _server.Api("updates");
        var id = (await owner.CreateAsync("Patient", $$"""{"resourceType":"Patient","name":[{"family":"{{Hidden}}"}]}"""))["id"]!.GetValue<string>();

        var patched = await updates.SendAsync(HttpMethod.Patch, $"Patient/{id}", """[{"op":"add","path":"/active","value":true}]"""u8.ToArray(), "application/json-patch+json");

        patched.Status.ShouldBe(HttpStatusCode.OK, patched.Text);
        patched.Text.ShouldNotContain(Hidden);
        (await owner.GetAsync($"Patient/{id}")).Json["active"]!.GetValue<bool>().ShouldBeTrue();
        var batch = await updates.PostAsync("", $$"""{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"PATCH","url":"Patient/{{id}}"},"resource":{"resourceType":"Binary","contentType":"application/json-patch+json","data":"{{Convert.ToBase64String("""[{"op":"add","path":"/gender","value":"other"}]"""u8)}}"} }]}""");
        batch.Status.ShouldBe(HttpStatusCode.OK, batch.Text);
        batch.Text.ShouldNotContain(Hidden);
    }

    [Fact]
    public async Task Entries_of_bundles_need_their_own_scopes()
    {
        using var owner = _server.Api();
        using var creates = _server.Api("creates");
        var id = (await owner.CreateAsync("Patient", $$"""{"resourceType":"Patient","identifier":[{"value":"{{Hidden}}"}]}"""))["id"]!.GetValue<string>();
        const string Create = """{"request":{"method":"POST","url":"Patient"},"resource":{"resourceType":"Patient"}}""";
        var entries = (string[])
        [
            $$$"""{"request":{"method":"GET","url":"Patient/{{{id}}}"}}""",
            """{"request":{"method":"GET","url":"Patient?name=x"}}""",
            $$$"""{"request":{"method":"DELETE","url":"Patient/{{{id}}}"}}""",
            $$$"""{"request":{"method":"POST","url":"Patient","ifNoneExist":"identifier={{{Hidden}}}"},"resource":{"resourceType":"Patient"}}""",
            $$$"""{"request":{"method":"POST","url":"Communication"},"resource":{"resourceType":"Communication","status":"preparation","subject":{"reference":"Patient?identifier={{{Hidden}}}"} } }""",
            """{"request":{"method":"POST","url":"Organization"},"resource":{"resourceType":"Organization","name":"x"}}""",
        ];
        foreach (var entry in entries)
        {
            var before = await CountAsync();
            var transaction = await creates.PostAsync("", Bundle("transaction", Create, entry));
            transaction.Status.ShouldBe(HttpStatusCode.Forbidden, $"{entry} {transaction.Text}");
            (await CountAsync()).ShouldBe(before, "A transaction is all or nothing.");
            var isReference = entry.Contains("Patient?identifier", StringComparison.Ordinal) && entry.Contains("subject", StringComparison.Ordinal);
            var batch = await creates.PostAsync("", Bundle("batch", Create, entry));
            batch.Json["entry"]![0]!["response"]!["status"]!.GetValue<string>().ShouldStartWith("201");
            batch.Json["entry"]![1]!["response"]!["status"]!.GetValue<string>().ShouldStartWith(isReference ? "" : "403");
        }

        (await creates.PostAsync("Patient", """{"resourceType":"Patient"}""", ("If-None-Exist", $"identifier={Hidden}"))).Status.ShouldBe(HttpStatusCode.Forbidden);

        async Task<string> CountAsync() => (await owner.GetAsync("Patient?_summary=count")).Json["total"]!.ToJsonString();

        static string Bundle(string type, params string[] entries) => $$"""{"resourceType":"Bundle","type":"{{type}}","entry":[{{string.Join(',', entries)}}]}""";
    }

    [Fact]
    public async Task What_is_stored_is_validated_for_those_who_may_read_it()
    {
        using var owner = _server.Api();
        using var validates = _server.Api("validates");
        var id = (await owner.CreateAsync("Patient", """{"resourceType":"Patient"}"""))["id"]!.GetValue<string>();

        (await validates.PostAsync("Patient/$validate", """{"resourceType":"Patient"}""")).Status.ShouldBe(HttpStatusCode.OK);
        (await validates.PostAsync($"Patient/{id}/$validate", null)).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    private static async Task<string> StoreAsync(FhirApi owner)
    {
        var patient = (await owner.CreateAsync("Patient", $$"""{"resourceType":"Patient","name":[{"family":"{{Hidden}}"}]}"""))["id"]!.GetValue<string>();
        var clinic = (await owner.CreateAsync("Organization", $$"""{"resourceType":"Organization","name":"{{Hidden}}","telecom":[{"system":"fax","value":"+12025550177"}]}"""))["id"]!.GetValue<string>();
        var binary = (await owner.SendAsync(HttpMethod.Post, "Binary", Samples.Pdf(), "application/pdf")).Id;
        var fax = JsonNode.Parse(Fax(clinic, binary!))!.AsObject();
        fax["subject"] = new JsonObject { ["reference"] = $"Patient/{patient}" };
        return (await owner.CreateAsync("Communication", fax.ToJsonString()))["id"]!.GetValue<string>();
    }

    private static string Fax(string clinic, string binary) => $$"""
        {"resourceType":"Communication","status":"preparation",
         "medium":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationMode","code":"FAXWRIT"}]}],
         "recipient":[{"reference":"Organization/{{clinic}}"}],
         "payload":[{"contentAttachment":{"contentType":"application/pdf","url":"Binary/{{binary}}"} }]}
        """;

    private static Dictionary<string, string?> Clients(params (string Id, string[] Scopes)[] clients)
    {
        var settings = new Dictionary<string, string?>();
        for (var i = 0; i < clients.Length; i++)
        {
            settings[$"Projects__0__Clients__{i + 10}__Id"] = clients[i].Id;
            settings[$"Projects__0__Clients__{i + 10}__Secret"] = TestServer.Secret;
            for (var j = 0; j < clients[i].Scopes.Length; j++)
            {
                settings[$"Projects__0__Clients__{i + 10}__Scopes__{j}"] = clients[i].Scopes[j];
            }
        }

        return settings;
    }
}
