using System.Text.Json;
using FhirFax.Fax.Carriers;
using FhirFax.Fax.Operations;
using FhirFax.Fax.Projects;
using FhirFax.Fax.Receiving;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Outcomes;
using FhirFax.Fhir.Validation;
using FhirFax.Store;
using FhirFax.Store.Faxes;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Tests.Receiving;

public sealed class ReceiveOperationTests
{
    [Fact]
    public async Task A_received_fax_has_every_property_of_the_guides_sample()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        await fixture.PutAsync(ReceivingFixture.Practitioner("recipient-id", "user-1"));
        fixture.Carrier.Arrive(ReceivingFixture.Mailbox, "fax-67890", ReceivingFixture.Received, document: SmallPdf.With("hello", pages: 2));

        var result = await fixture.ReceiveAsync();

        result.Failures.ShouldBeEmpty();
        var json = ReceivingFixture.Parse(result.Communications.ShouldHaveSingleItem());
        var url = json.GetProperty("payload")[0].GetProperty("contentAttachment").GetProperty("url").GetString()!;
        url.ShouldStartWith("Binary/");
        const string Sample = """
            {
              "resourceType": "Communication",
              "status": "completed",
              "identifier": [{ "system": "https://efax.com", "value": "fax-67890" }],
              "medium": [{ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-ParticipationMode", "code": "FAXWRIT", "display": "telefax" }] }],
              "recipient": [{ "reference": "Practitioner/recipient-id" }],
              "sent": "2026-01-15T09:15:00Z",
              "payload": [{ "contentAttachment": { "url": "$URL", "contentType": "application/pdf", "title": "fax-67890.pdf" } }],
              "category": [{ "coding": [{ "system": "http://medplum.com/fhir/CodeSystem/fax-direction", "code": "inbound" }] }]
            }
            """;
        using var sample = JsonDocument.Parse(Sample.Replace("$URL", url, StringComparison.Ordinal));
        foreach (var property in sample.RootElement.EnumerateObject())
        {
            JsonElement.DeepEquals(json.GetProperty(property.Name), property.Value).ShouldBeTrue($"{property.Name}: {json.GetProperty(property.Name)}");
        }

        json.EnumerateObject().Select(p => p.Name).Except(sample.RootElement.EnumerateObject().Select(p => p.Name))
            .ShouldBe(["id", "meta", "received", "extension"], ignoreOrder: true);
        json.GetProperty("received").GetString().ShouldBe("2026-01-15T09:15:00Z");
        Extension(json, FaxUrls.FaxPageCountExtension).GetProperty("valueUnsignedInt").GetInt32().ShouldBe(2);
        Extension(json, FaxUrls.OriginatingNumberExtension).GetProperty("valueString").GetString().ShouldBe("+15550001111");
        json.GetProperty("meta").TryGetProperty("tag", out _).ShouldBeFalse();
        (await fixture.BytesAsync(url)).ShouldBe(SmallPdf.With("hello", pages: 2));

        ResourceDocument.TryParse(result.Communications[0].Utf8, out var document, out _).ShouldBeTrue();
        new ResourceValidator(R4Definitions.Current).Validate(document!).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_binary_is_a_valid_resource_pinned_by_the_communication()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        fixture.Carrier.Arrive(ReceivingFixture.Mailbox, "f1", ReceivingFixture.Received);

        var communication = (await fixture.ReceiveAsync()).Communications.ShouldHaveSingleItem();

        var binary = (await fixture.AllAsync("Binary")).ShouldHaveSingleItem();
        binary.GetProperty("contentType").GetString().ShouldBe("application/pdf");
        var key = new ResourceKey("Binary", binary.GetProperty("id").GetString()!);
        (await fixture.Store.PinsAsync(ReceivingFixture.Project, key, default)).ShouldBe([communication.Key]);
        (await fixture.Store.InboxOfAsync(ReceivingFixture.Project, communication.Key.Id, default)).ShouldNotBeNull().CarrierId.ShouldBe("f1");
        (await fixture.Store.ReadAsync(ReceivingFixture.Project, key, default))!.Content!.FileName.ShouldBe("f1.pdf");
    }

    [Fact]
    public async Task Each_fax_is_answered_once_and_oldest_first()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        var server = fixture.Server();
        foreach (var (id, hour) in new[] { ("f2", 2), ("f3", 3), ("f1", 1) })
        {
            fixture.Carrier.Arrive(ReceivingFixture.Mailbox, id, ReceivingFixture.Received.AddHours(hour));
        }

        var first = await fixture.ReceiveAsync(server);
        var second = await fixture.ReceiveAsync(server);

        first.Communications.Select(c => ReceivingFixture.FaxId(ReceivingFixture.Parse(c))).ShouldBe(["f1", "f2", "f3"]);
        second.Communications.ShouldBeEmpty();
        second.Failures.ShouldBeEmpty();
        (await fixture.FaxIdsAsync()).ShouldBe(["f1", "f2", "f3"]);
    }

    [Fact]
    public async Task The_sandbox_is_tagged()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        fixture.Carrier.IsSandbox = true;
        fixture.Carrier.Arrive(ReceivingFixture.Mailbox, "f1", ReceivingFixture.Received);

        var json = ReceivingFixture.Parse((await fixture.ReceiveAsync()).Communications.ShouldHaveSingleItem());

        var tag = json.GetProperty("meta").GetProperty("tag")[0];
        tag.GetProperty("system").GetString().ShouldBe("http://terminology.hl7.org/CodeSystem/v3-ActReason");
        tag.GetProperty("code").GetString().ShouldBe("HTEST");
    }

    [Fact]
    public async Task Without_a_carrier_time_the_fax_has_received_but_no_sent()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        fixture.Carrier.Arrive(ReceivingFixture.Mailbox, "f1", completed: null, from: null);

        var json = ReceivingFixture.Parse((await fixture.ReceiveAsync()).Communications.ShouldHaveSingleItem());

        json.TryGetProperty("sent", out _).ShouldBeFalse();
        json.GetProperty("received").GetString().ShouldNotBeNull().ShouldStartWith("2026-01-15T12:00:00");
        json.GetProperty("extension").EnumerateArray().Select(e => e.GetProperty("url").GetString()).ShouldBe([FaxUrls.FaxPageCountExtension]);
    }

    [Theory]
    [InlineData("Organization")]
    [InlineData("Practitioner")]
    public async Task A_fax_is_received_at_the_level_of_its_mailbox_owner(string type)
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        await fixture.PutAsync($$"""{"resourceType":"{{type}}","id":"o1","identifier":[{"system":"https://efax.com","value":"user-2"}]}""");
        fixture.Carrier.Arrive(new MailboxKey("app-1", "user-2"), "f2", ReceivingFixture.Received);
        fixture.Carrier.Arrive(ReceivingFixture.Mailbox, "f1", ReceivingFixture.Received);

        var result = await fixture.ReceiveAsync(receiver: new ResourceKey(type, "o1"));

        var json = ReceivingFixture.Parse(result.Communications.ShouldHaveSingleItem());
        ReceivingFixture.FaxId(json).ShouldBe("f2");
        json.GetProperty("recipient")[0].GetProperty("reference").GetString().ShouldBe($"{type}/o1");
    }

    [Fact]
    public async Task The_recipient_is_the_only_bearer_of_the_user_id_whoever_triggers_the_import()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        await fixture.PutAsync(ReceivingFixture.Practitioner("p1", "user-1"));
        fixture.Carrier.Arrive(ReceivingFixture.Mailbox, "f1", ReceivingFixture.Received);
        ReceivingFixture.Parse((await fixture.ReceiveAsync()).Communications.ShouldHaveSingleItem())
            .GetProperty("recipient")[0].GetProperty("reference").GetString().ShouldBe("Practitioner/p1");

        // Two bearers: by the project's mailbox nobody can tell whose it is; the path can.
        await fixture.PutAsync(ReceivingFixture.Practitioner("p2", "user-1"));
        fixture.Carrier.Arrive(ReceivingFixture.Mailbox, "f2", ReceivingFixture.Received);
        ReceivingFixture.Parse((await fixture.ReceiveAsync()).Communications.ShouldHaveSingleItem()).TryGetProperty("recipient", out _).ShouldBeFalse();
        fixture.Carrier.Arrive(ReceivingFixture.Mailbox, "f3", ReceivingFixture.Received);
        ReceivingFixture.Parse((await fixture.ReceiveAsync(receiver: new ResourceKey("Practitioner", "p2"))).Communications.ShouldHaveSingleItem())
            .GetProperty("recipient")[0].GetProperty("reference").GetString().ShouldBe("Practitioner/p2");
    }

    [Fact]
    public async Task A_project_without_secrets_is_not_configured()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        var problem = await ProblemAsync(fixture, ReceivingFixture.TheProject with { Secrets = null }, null);

        problem.Kind.ShouldBe(FaxProblemKind.NotConfigured);
        problem.Outcome.Id.ShouldBe("not-found");
    }

    [Fact]
    public async Task A_project_without_a_default_mailbox_is_told_so()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        var problem = await ProblemAsync(fixture, ReceivingFixture.TheProject with { Secrets = new CarrierSecrets("app-1", "key", null) }, null);

        problem.Kind.ShouldBe(FaxProblemKind.Unprocessable);
        problem.Outcome.Issues[0].Text.ShouldContain("eFaxUserId");
    }

    [Theory]
    [InlineData(null, FaxProblemKind.NotFound, "does not exist")]
    [InlineData("[]", FaxProblemKind.Unprocessable, "no active identifier")]
    [InlineData("""[{"system":"https://other.org","value":"user-2"}]""", FaxProblemKind.Unprocessable, "no active identifier")]
    [InlineData("""[{"system":"https://efax.com","value":"user-2","use":"old"}]""", FaxProblemKind.Unprocessable, "no active identifier")]
    [InlineData("""[{"system":"https://efax.com","value":"user-2"},{"system":"https://efax.com","value":"user-3"}]""", FaxProblemKind.Unprocessable, "two different")]
    public async Task The_projects_mailbox_never_stands_in_for_an_owners(string? identifiers, FaxProblemKind kind, string text)
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        fixture.Carrier.Arrive(ReceivingFixture.Mailbox, "f1", ReceivingFixture.Received);
        if (identifiers is not null)
        {
            await fixture.PutAsync($$"""{"resourceType":"Organization","id":"o1","active":true,"identifier":{{identifiers}}}""".Replace(",\"identifier\":[]", "", StringComparison.Ordinal));
        }

        var problem = await ProblemAsync(fixture, ReceivingFixture.TheProject, new ResourceKey("Organization", "o1"));

        problem.Kind.ShouldBe(kind);
        problem.Outcome.Issues.ShouldHaveSingleItem().Text.ShouldContain(text);
        problem.Outcome.Id.ShouldBe(kind == FaxProblemKind.NotFound ? "not-found" : null);
        fixture.Carrier.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_deleted_owner_does_not_exist()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        var owner = await fixture.PutAsync(ReceivingFixture.Practitioner("p1", "user-2"));
        await fixture.Store.WriteAsync((transaction, token) => transaction.DeleteAsync(ReceivingFixture.Project, owner.Key, null, null, token), default);

        (await ProblemAsync(fixture, ReceivingFixture.TheProject, owner.Key)).Kind.ShouldBe(FaxProblemKind.NotFound);
    }

    [Fact]
    public async Task A_mailbox_of_another_project_is_refused_without_asking_the_carrier()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        var other = ReceivingFixture.TheProject with { Key = new ProjectKey("other", "live"), Secrets = new CarrierSecrets("app-1", "key", "user-9") };
        await new Mailboxes.MailboxResolverTests.Resolving(fixture.Store).Resolver.ClaimDefaultsAsync([ReceivingFixture.TheProject], default);
        await fixture.PutAsync(ReceivingFixture.Practitioner("p1", "user-1"), other.Key);

        var problem = await ProblemAsync(fixture, other, new ResourceKey("Practitioner", "p1"));

        problem.Kind.ShouldBe(FaxProblemKind.Unprocessable);
        problem.Outcome.Issues[0].Expression.ShouldBe("Practitioner.identifier");
        fixture.Carrier.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task When_the_carrier_cannot_be_asked_the_answer_is_transient()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        fixture.Carrier.Outage = new CarrierFailure(CarrierFailureKind.Unreachable, "No connection.");

        var result = await fixture.Server().ReceiveAsync(new ReceiveRequest(ReceivingFixture.TheProject, null), default);

        result.ShouldBeOfType<ReceiveResult.Unavailable>().Outcome.Issues.ShouldHaveSingleItem().Code.ShouldBe(IssueCode.Transient);
    }

    [Fact]
    public async Task After_its_budget_a_call_answers_with_what_there_is_and_the_import_goes_on()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        fixture.Carrier.Arrive(ReceivingFixture.Mailbox, "f1", ReceivingFixture.Received);
        fixture.Carrier.Arrive(ReceivingFixture.Mailbox, "f2", ReceivingFixture.Received.AddHours(1));
        var reached = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        fixture.Carrier.Hook = async step =>
        {
            if (step == "+image f2")
            {
                reached.TrySetResult();
                await release.Task;
            }
        };

        var call = fixture.ReceiveAsync();
        await reached.Task;
        fixture.Clock.Advance(fixture.Options.CallBudget);
        var result = await call;

        result.Communications.Select(c => ReceivingFixture.FaxId(ReceivingFixture.Parse(c))).ShouldBe(["f1"]);
        result.Failures.ShouldHaveSingleItem().Issues[0].Severity.ShouldBe(IssueSeverity.Information);
        var acknowledged = new TaskCompletionSource();
        fixture.Carrier.Hook = step =>
        {
            _ = step == "-acknowledge f2" && acknowledged.TrySetResult();
            return Task.CompletedTask;
        };
        release.SetResult();
        await acknowledged.Task;
        (await fixture.FaxIdsAsync()).ShouldBe(["f1", "f2"]);
    }

    private static async Task<FaxProblem> ProblemAsync(ReceivingFixture fixture, FaxProject project, ResourceKey? receiver) =>
        (await fixture.Server().ReceiveAsync(new ReceiveRequest(project, receiver), default)).ShouldBeOfType<ReceiveResult.Problem>().Reason;

    private static JsonElement Extension(JsonElement json, string url) =>
        json.GetProperty("extension").EnumerateArray().Single(e => e.GetProperty("url").GetString() == url);
}
