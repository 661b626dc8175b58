using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using FhirFax.Server.Tests.Support;
using static FhirFax.Server.Tests.Support.ReloadedServer;

namespace FhirFax.Server.Tests.Projects;

/// <summary>Whole journeys with their failures: afterwards no log line holds a secret, a number or a name, and no answer a secret.</summary>
public sealed class SecrecyTests
{
    private const string AppId = "app-id-5d41402a";
    private const string ApiKey = "key-of-app-id-5d41402a";
    private const string UserId = "user-id-7d793037";
    private const string WebhookSecret = "webhook-secret-9e107d9d";
    private const string PatientName = "Quisenberry";
    private const string Number = "2025550177";
    private const string OddWord = "xylophone-4711";

    private static readonly string[] Numbers = [Number, "2025550141", "2025550142", "2025550151", "2025550199", "202-555-0177"];

    private readonly ConcurrentQueue<string> _answers = new();
    private readonly List<string> _tokens = [];

    [Fact]
    public async Task No_log_line_and_no_answer_gives_anything_away()
    {
        var project = Project("one", UserId, AppId, Client("app"));
        project["Secrets"]!["eFaxWebhookSecret"] = WebhookSecret;
        var server = await StartAsync(Settings(project), ("Logging:LogLevel:FhirFax", "Trace"), ("Receiving__PollInterval", "00:00:00.500"));
        await using (server)
        {
            using var api = Recorded(server, ReloadedServer.Secret);
            await SignInAsync(server);
            await SendAsync(api, Number, "completed");
            await SendAsync(api, "2025550141", "stopped", "in-progress");
            await SendAsync(api, "2025550151", "stopped", "not-done", "in-progress");
            await ReceiveAsync(server, api);
            await MistakesAsync(server, api);
            await server.ChangeAsync(Settings(Project("one", UserId, AppId, Client("app", secret: "short"))));
            await server.ChangeAsync(Settings(Project("one", UserId, AppId, Client("app", secret: "a-wholly-new-secret"), Client("app"))));
            await CarrierRefusesAsync(server, api);
        }

        Check(server.Log.Lines, "log line", [.. CarrierSecrets, ReloadedServer.Secret, "a-wholly-new-secret", PatientName, OddWord, .. Numbers, .. _tokens, .. _tokens.Select(t => t.Split('.')[2])]);
        Check(_answers, "answer", [.. CarrierSecrets, ReloadedServer.Secret, "a-wholly-new-secret"]);
        server.Log.Lines.Count.ShouldBeGreaterThan(20);
        _answers.Count.ShouldBeGreaterThan(30);
        server.Host.Welcome.ShouldNotContain(ApiKey);
    }

    private static string[] CarrierSecrets => [AppId, ApiKey, UserId, WebhookSecret, Convert.ToBase64String(Encoding.UTF8.GetBytes($"{AppId}:{ApiKey}"))];

    private static void Check(IEnumerable<string> texts, string what, IReadOnlyList<string> forbidden)
    {
        foreach (var text in texts)
        {
            foreach (var word in forbidden)
            {
                text.Contains(word, StringComparison.OrdinalIgnoreCase).ShouldBeFalse($"A {what} holds {word}: {text}");
            }
        }
    }

    private async Task SignInAsync(ReloadedServer server)
    {
        using var http = Recorder(server);
        foreach (var secret in (string[])[ReloadedServer.Secret, $"{ReloadedServer.Secret}-not-quite"])
        {
            using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = "app", ["client_secret"] = secret });
            var reply = await Reply.ReadAsync(await http.PostAsync(new Uri("oauth2/token", UriKind.Relative), form));
            if (reply.Status == HttpStatusCode.OK)
            {
                _tokens.Add(reply.Json["access_token"]!.GetValue<string>());
            }

            using var body = new StringContent($$"""{"apiClient":"app","secret":"{{secret}}"}""", Encoding.UTF8, "application/json");
            await http.PostAsync(new Uri("auth/token", UriKind.Relative), body);
        }

        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _tokens[0]);
        (await http.GetAsync("auth/me")).StatusCode.ShouldBe(HttpStatusCode.OK);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _tokens[0] + "x");
        (await http.GetAsync("fhir/R4/Patient")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static async Task SendAsync(FhirApi api, string number, params string[] ends)
    {
        var patient = (await api.CreateAsync("Patient", $$"""{"resourceType":"Patient","name":[{"family":"{{PatientName}}"}]}"""))["id"];
        var clinic = (await api.CreateAsync("Organization", $$"""{"resourceType":"Organization","name":"{{PatientName}} Clinic","telecom":[{"system":"fax","value":"+1{{number}}"}]}"""))["id"];
        var binary = (await api.SendAsync(HttpMethod.Post, $"Binary?_filename={PatientName}.pdf", Samples.Pdf(), "application/pdf", ("X-Medplum", "extended"))).Id;
        var fax = $$"""
            {"resourceType":"Communication","status":"in-progress","subject":{"reference":"Patient/{{patient}}"},"topic":{"text":"{{PatientName}}"},
             "medium":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationMode","code":"FAXWRIT"}]}],
             "recipient":[{"reference":"Organization/{{clinic}}"}],
             "payload":[{"contentAttachment":{"contentType":"application/pdf","url":"Binary/{{binary}}","title":"{{PatientName}}.pdf"} }]}
            """;
        var sent = await api.PostAsync("Communication/$send-efax", fax);
        sent.Status.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Accepted, HttpStatusCode.UnprocessableEntity);
        if (sent.Status != HttpStatusCode.UnprocessableEntity)
        {
            await Wait.UntilAsync(async () => Array.IndexOf(ends, (await api.GetAsync($"Communication/{sent.Id}")).Json["status"]!.GetValue<string>()) >= 0);
            await api.PostAsync($"Communication/{sent.Id}/$sync-efax-status", null);
            await api.PostAsync($"Communication/{sent.Id}/$cancel-efax", null);
            await api.PostAsync($"Communication/{sent.Id}/$retry-efax", null);
        }
    }

    private static async Task ReceiveAsync(ReloadedServer server, FhirApi api)
    {
        await server.DropAsync(AppId, UserId);
        await Wait.UntilAsync(async () => (await api.GetAsync("Communication?category=inbound")).Resources.Count == 1);
        await api.PostAsync("$receive-efax", null);
        await api.PostAsync("$test-efax", null);
    }

    /// <summary>Everything that is refused, each with a name or a number in it.</summary>
    private static async Task MistakesAsync(ReloadedServer server, FhirApi api)
    {
        await api.GetAsync($"Patient?name={PatientName}&{OddWord}={OddWord}");
        await api.GetAsync($"Patient/{OddWord}");
        await api.GetAsync($"{OddWord}/{PatientName}");
        await api.GetAsync($"Patient?birthdate={PatientName}");
        await api.GetAsync($"{server.Host.BaseUrl}storage/{OddWord}/1?Expires=1&Key-Pair-Id={OddWord}&Signature={OddWord}");
        await api.GetAsync($"{server.Host.BaseUrl}clinic/{OddWord}/faxes?patient={PatientName}");
        await api.PostAsync("Patient", $$"""{"resourceType":"Patient","name":[{"family":"{{PatientName}}"}],"birthDate":"{{OddWord}}","{{OddWord}}":1}""");
        await api.PostAsync("Patient", $$"""{"resourceType":"Patient","name":"{{PatientName}}""");
        await api.PostAsync("", $$"""{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"GET","url":"{{OddWord}}/{{PatientName}}"} }]}""");
        await api.PostAsync($"${OddWord}", "{}");
        await api.SendAsync(new HttpMethod(OddWord), $"Patient/{OddWord}", null, null);
        await api.SendAsync(HttpMethod.Post, "Patient", Encoding.UTF8.GetBytes($"<Patient xmlns=\"http://hl7.org/fhir\"><name><{PatientName}/></name></Patient>"), "application/fhir+xml");
        await api.SendAsync(HttpMethod.Patch, "Patient/1", Encoding.UTF8.GetBytes($$"""[{"op":"add","path":"/{{PatientName}}","value":1}]"""), "application/json-patch+json");
        await api.PostAsync("$send-efax", $$"""{"resourceType":"Communication","status":"in-progress","recipient":[{"reference":"Organization/{{OddWord}}","display":"{{PatientName}}"}],"payload":[{"contentString":"{{PatientName}}"}]}""");
        await SendAsync(api, "202-555-0177", "completed");
        await SendAsync(api, $"{Number} {OddWord}", "completed");
        await api.SendAsync(HttpMethod.Post, $"{server.Host.BaseUrl}efax/notifications/clinic/one", Encoding.UTF8.GetBytes($$"""{"fax_id":"{{OddWord}}"}"""), "application/json", ("X-HMAC-Signature", WebhookSecret));
    }

    /// <summary>The carrier says no to everything: what it says is not passed on with what it was asked.</summary>
    private static async Task CarrierRefusesAsync(ReloadedServer server, FhirApi api)
    {
        using var http = new HttpClient();
        foreach (var fault in (string[])["401", "500", "403"])
        {
            var order = new JsonObject
            {
                ["kind"] = "status",
                ["status"] = int.Parse(fault, CultureInfo.InvariantCulture),
                ["count"] = 5,
                ["body"] = $$"""{"error":"refused","message":"{{AppId}} {{ApiKey}} {{UserId}} +1{{Number}} {{PatientName}}"}""",
            };
            using var content = new StringContent(order.ToJsonString(), Encoding.UTF8, "application/json");
            (await http.PostAsync(new Uri(server.Host.SandboxUrl!, "_sandbox/faults"), content)).IsSuccessStatusCode.ShouldBeTrue();
            await api.PostAsync("$test-efax", null);
            await api.PostAsync("$receive-efax", null);
        }

        await SendAsync(api, "2025550142", "in-progress", "stopped");
    }

    private FhirApi Recorded(ReloadedServer server, string secret)
    {
        var http = Recorder(server);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"app:{secret}")));
        return new FhirApi(http, server.FhirUrl);
    }

    private HttpClient Recorder(ReloadedServer server) => new(new RecordingHandler(_answers)) { BaseAddress = server.Host.BaseUrl, Timeout = TimeSpan.FromSeconds(60) };

    private sealed class RecordingHandler(ConcurrentQueue<string> answers) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            answers.Enqueue($"{request.Method} {(int)response.StatusCode} {response.Headers} {await response.Content.ReadAsStringAsync(cancellationToken)}");
            return response;
        }
    }
}
