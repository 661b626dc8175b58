using System.Text.Json.Nodes;
using FhirFax.Fax.Operations;
using FhirFax.Fax.Sending;
using FhirFax.Fhir.Outcomes;

namespace FhirFax.Fax.Tests.Sending;

public sealed class RecipientTests
{
    private const string Fax = """{"system":"fax","value":"+15551234567"}""";

    [Theory]
    [InlineData("""{"resourceType":"Organization","telecom":[{"system":"fax","value":"+15551234567"}]}""")]
    [InlineData("""{"resourceType":"Organization","contact":[{"telecom":[{"system":"fax","value":"+15551234567"}]}]}""")]
    [InlineData("""{"resourceType":"Organization","telecom":[{"system":"phone","value":"+15550000000"}],"contact":[{"telecom":[{"system":"fax","value":"+1 (555) 123-4567"}]}]}""")]
    [InlineData("""{"resourceType":"Organization","telecom":[{"system":"fax","value":"+15551234567"}],"contact":[{"telecom":[{"system":"fax","value":"+15559999999"}]}]}""")]
    [InlineData("""{"resourceType":"Organization","telecom":[{"system":"fax","value":"555"}],"contact":[{"telecom":[{"system":"fax","value":"+15551234567"}]}]}""")]
    [InlineData("""{"resourceType":"Practitioner","active":true,"telecom":[{"system":"fax","value":"+15551234567"}]}""")]
    [InlineData("""{"resourceType":"PractitionerRole","telecom":[{"system":"fax","value":"+15551234567"}]}""")]
    [InlineData("""{"resourceType":"RelatedPerson","patient":{"reference":"Patient/1"},"telecom":[{"system":"fax","value":"+15551234567"}]}""")]
    [InlineData("""{"resourceType":"Patient","telecom":[{"system":"fax","value":"+15551234567"}]}""")]
    [InlineData("""{"resourceType":"HealthcareService","telecom":[{"system":"fax","value":"+15551234567"}]}""")]
    public Task A_fax_number_is_found(string recipient) => SendsToAsync(recipient, "+15551234567");

    [Theory]
    [InlineData("""[{"system":"fax","value":"+15550000001","rank":2},{"system":"fax","value":"+15551234567","rank":1}]""")]
    [InlineData("""[{"system":"fax","value":"+15550000001"},{"system":"fax","value":"+15551234567","rank":9}]""")]
    [InlineData("""[{"system":"fax","value":"+15550000001","use":"old"},{"system":"fax","value":"+15551234567"}]""")]
    [InlineData("""[{"system":"fax","value":"+15550000001","period":{"end":"2020-01-01"}},{"system":"fax","value":"+15551234567"}]""")]
    [InlineData("""[{"system":"fax","value":"+15550000001","period":{"start":"2090"}},{"system":"fax","value":"+15551234567"}]""")]
    [InlineData("""[{"system":"fax","value":"+15551234567","use":"work"},{"system":"fax","value":"+15550000001","use":"home"}]""")]
    [InlineData("""[{"system":"fax","value":"+15551234567"},{"system":"fax","value":"+1-555-123-4567"}]""")]
    [InlineData("""[{"value":"+15550000001"},{"system":"fax"},{"system":"fax","value":"+15551234567"}]""")]
    public Task The_number_in_force_with_the_best_rank_is_taken(string telecom) =>
        SendsToAsync($$$"""{"resourceType":"Organization","telecom":{{{telecom}}}}""", "+15551234567");

    [Fact]
    public async Task Two_numbers_of_equal_claim_are_refused_and_both_named()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var issue = await IssueAsync(
            fax, """{"resourceType":"Organization","telecom":[{"system":"fax","value":"+15550000001"},{"system":"fax","value":"+15551234567"}]}""");
        issue.Text.ShouldContain("+15550000001");
        issue.Text.ShouldContain("+15551234567");
        issue.Expression.ShouldBe("Communication.recipient[0]");
    }

    [Theory]
    [InlineData("""{"resourceType":"Organization","name":"No fax","telecom":[{"system":"phone","value":"+15551234567"}]}""", "no fax number")]
    [InlineData("""{"resourceType":"Organization","telecom":[{"value":"+15551234567"}]}""", "no fax number")]
    [InlineData("""{"resourceType":"Organization","telecom":[{"system":"fax","value":"5551234567"}]}""", "+15551234567")]
    [InlineData("""{"resourceType":"Organization","telecom":[{"system":"fax","value":"5551234567","rank":1},{"system":"fax","value":"+15550000001"}]}""", "+15551234567")]
    [InlineData("""{"resourceType":"Organization","telecom":[{"system":"fax","value":"5551234567"}],"contact":[{"telecom":[{"system":"fax","value":"1"}]}]}""", "+15551234567")]
    [InlineData("""{"resourceType":"Organization","active":false,"telecom":[{"system":"fax","value":"+15551234567"}]}""", "not active")]
    [InlineData("""{"resourceType":"PractitionerRole","active":false,"telecom":[{"system":"fax","value":"+15551234567"}]}""", "not active")]
    [InlineData("""{"resourceType":"PractitionerRole","period":{"end":"2020"},"telecom":[{"system":"fax","value":"+15551234567"}]}""", "period")]
    [InlineData("""{"resourceType":"PractitionerRole"}""", "no fax number")]
    [InlineData("""{"resourceType":"Patient","contact":[{"telecom":[{"system":"fax","value":"+15551234567"}]}]}""", "no fax number")]
    [InlineData("""{"resourceType":"Device"}""", "cannot receive")]
    [InlineData("""{"resourceType":"Group","type":"person","actual":true}""", "several recipients")]
    [InlineData("""{"resourceType":"CareTeam"}""", "several recipients")]
    public async Task Who_cannot_be_faxed_is_named(string recipient, string text)
    {
        await using var fax = await SendingFixture.CreateAsync();
        var issue = await IssueAsync(fax, recipient);
        issue.Text.ShouldContain(text);
        issue.Expression.ShouldBe("Communication.recipient[0]");
    }

    [Fact]
    public async Task A_role_asks_its_organization_and_only_without_one_its_practitioner()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var organization = await fax.OrganizationAsync("+15550000002");
        var practitioner = await fax.PutAsync($$$"""{"resourceType":"Practitioner","telecom":[{{{Fax}}}]}""");
        var both = await fax.PutAsync(
            $$$"""{"resourceType":"PractitionerRole","organization":{"reference":"{{{organization}}}"},"practitioner":{"reference":"{{{practitioner}}}"}}""");
        var one = await fax.PutAsync($$$"""{"resourceType":"PractitionerRole","practitioner":{"reference":"{{{practitioner}}}"}}""");

        var id = await fax.SentAsync(await fax.GoodAsync(both, one));
        (await fax.DeliveriesAsync(id)).Select(d => d.Number).ShouldBe(["+15550000002", "+15551234567"]);

        var silent = await fax.PutAsync("""{"resourceType":"Organization","name":"No fax"}""");
        var role = await fax.PutAsync(
            $$$"""{"resourceType":"PractitionerRole","organization":{"reference":"{{{silent}}}"},"practitioner":{"reference":"{{{practitioner}}}"}}""");
        (await fax.OneIssueAsync(await fax.GoodAsync(role))).Text.ShouldContain("no fax number");
    }

    [Fact]
    public async Task A_contained_recipient_and_what_it_contains_are_followed()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var communication = await fax.GoodAsync("#role");
        communication["contained"] = JsonNode.Parse(
            $$$"""[{"resourceType":"PractitionerRole","id":"role","organization":{"reference":"#org"}},{"resourceType":"Organization","id":"org","telecom":[{{{Fax}}}]}]""");
        (await fax.DeliveryAsync(await fax.SentAsync(communication))).Number.ShouldBe("+15551234567");

        var missing = await fax.OneIssueAsync(await fax.GoodAsync("#nobody"));
        missing.Code.ShouldBe(IssueCode.NotFound);
    }

    [Theory]
    [InlineData("Organization/missing", IssueCode.NotFound)]
    [InlineData("https://elsewhere.example/fhir/Organization/1", IssueCode.NotSupported)]
    [InlineData("urn:uuid:6f3c1c7e-6d0b-4b1f-9d7e-0d8f1b3a2c11", IssueCode.NotFound)]
    [InlineData("Nonsense/1", IssueCode.NotFound)]
    public async Task What_cannot_be_followed_is_422_and_not_the_404_of_a_missing_integration(string reference, string code)
    {
        await using var fax = await SendingFixture.CreateAsync();
        var problem = await fax.RefusedAsync(await fax.GoodAsync(reference));
        problem.Kind.ShouldBe(FaxProblemKind.Unprocessable);
        problem.Outcome.Id.ShouldBeNull();
        problem.Outcome.Issues.ShouldHaveSingleItem().Code.ShouldBe(code);
    }

    [Fact]
    public async Task A_reference_below_our_base_url_is_ours()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var organization = await fax.OrganizationAsync();
        await fax.SentAsync(await fax.GoodAsync($"https://fax.example/fhir/R4/{organization}"));
    }

    [Fact]
    public async Task Recipients_with_one_number_are_one_delivery()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await fax.SentAsync(await fax.GoodAsync(
            await fax.OrganizationAsync(), await fax.OrganizationAsync("+15550000002"), await fax.OrganizationAsync("+1 555 123 4567")));
        var deliveries = await fax.DeliveriesAsync(id);
        deliveries.Count.ShouldBe(2);
        deliveries[0].Recipients.ShouldBe([0, 2]);
        deliveries[1].Recipients.ShouldBe([1]);
    }

    [Fact]
    public async Task Every_member_of_an_allowed_group_must_resolve()
    {
        await using var fax = await SendingFixture.CreateAsync(new SendingOptions { SubmitWait = TimeSpan.Zero, AllowGroups = true });
        var first = await fax.PutAsync($$$"""{"resourceType":"Practitioner","telecom":[{{{Fax}}}]}""");
        var second = await fax.OrganizationAsync("+15550000002");
        var silent = await fax.PutAsync("""{"resourceType":"Practitioner"}""");
        var team = await fax.PutAsync($$$"""{"resourceType":"CareTeam","participant":[{"member":{"reference":"{{{first}}}"}},{"member":{"reference":"{{{second}}}"}}]}""");
        (await fax.DeliveriesAsync(await fax.SentAsync(await fax.GoodAsync(team)))).Count.ShouldBe(2);

        var group = await fax.PutAsync(
            $$$"""{"resourceType":"Group","type":"practitioner","actual":true,"member":[{"entity":{"reference":"{{{first}}}"}},{"entity":{"reference":"{{{silent}}}"}}]}""");
        (await fax.OneIssueAsync(await fax.GoodAsync(group))).Text.ShouldContain(silent);

        await fax.PutAsync("""{"resourceType":"Group","id":"ring","type":"person","actual":true,"member":[{"entity":{"reference":"Group/ring"}}]}""");
        (await fax.OneIssueAsync(await fax.GoodAsync("Group/ring"))).Code.ShouldBe(IssueCode.TooCostly);
    }

    [Fact]
    public async Task More_numbers_than_allowed_are_refused()
    {
        await using var fax = await SendingFixture.CreateAsync(new SendingOptions { SubmitWait = TimeSpan.Zero, MaxRecipients = 1 });
        var issue = await fax.OneIssueAsync(await fax.GoodAsync(await fax.OrganizationAsync(), await fax.OrganizationAsync("+15550000002")));
        issue.Expression.ShouldBe("Communication.recipient");
    }

    [Fact]
    public async Task What_the_caller_may_not_read_is_forbidden()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var communication = await fax.GoodAsync();
        fax.MayRead = stored => stored.Key.Type != "Organization";
        var problem = await fax.RefusedAsync(communication);
        problem.Kind.ShouldBe(FaxProblemKind.Forbidden);
        problem.Outcome.Issues.ShouldHaveSingleItem().Expression.ShouldBe("Communication.recipient[0]");
    }

    private static async Task SendsToAsync(string recipient, string number)
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await fax.SentAsync(await fax.GoodAsync(await fax.PutAsync(recipient)));
        (await fax.DeliveryAsync(id)).Number.ShouldBe(number);
    }

    private static async Task<Issue> IssueAsync(SendingFixture fax, string recipient) =>
        await fax.OneIssueAsync(await fax.GoodAsync(await fax.PutAsync(recipient)));
}
