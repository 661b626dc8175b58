using System.Text.Json.Nodes;
using FhirFax.Fax.Projects;
using FhirFax.Fax.Sending;
using FhirFax.Store;
using FhirFax.Store.Faxes;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Tests.Sending;

public sealed class SenderMailboxTests
{
    private const string Bearer = """ "identifier":[{"system":"https://efax.com","value":"user-9"}] """;

    [Fact]
    public async Task Without_a_sender_it_is_the_projects_mailbox()
    {
        await using var fax = await SendingFixture.CreateAsync();
        (await MailboxAsync(fax, await fax.GoodAsync())).ShouldBe("user-1");
    }

    [Theory]
    [InlineData("Practitioner")]
    [InlineData("Organization")]
    public async Task The_senders_own_identifier_counts(string type)
    {
        await using var fax = await SendingFixture.CreateAsync();
        var sender = await fax.PutAsync($$$"""{"resourceType":"{{{type}}}",{{{Bearer}}}}""");
        (await MailboxAsync(fax, await FromAsync(fax, sender))).ShouldBe("user-9");
    }

    [Fact]
    public async Task A_sender_without_identifier_sends_from_the_projects_mailbox()
    {
        await using var fax = await SendingFixture.CreateAsync();
        (await MailboxAsync(fax, await FromAsync(fax, await fax.PutAsync("""{"resourceType":"Practitioner"}""")))).ShouldBe("user-1");
    }

    [Fact]
    public async Task A_role_asks_its_practitioner_and_then_its_organization()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var silent = await fax.PutAsync("""{"resourceType":"Practitioner"}""");
        var organization = await fax.PutAsync($$$"""{"resourceType":"Organization",{{{Bearer}}}}""");
        var role = await fax.PutAsync(new JsonObject
        {
            ["resourceType"] = "PractitionerRole",
            ["practitioner"] = new JsonObject { ["reference"] = silent },
            ["organization"] = new JsonObject { ["reference"] = organization },
        });
        (await MailboxAsync(fax, await FromAsync(fax, role))).ShouldBe("user-9");
    }

    [Fact]
    public async Task A_contained_sender_counts()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var communication = await FromAsync(fax, "#me");
        communication["contained"] = JsonNode.Parse($$$"""[{"resourceType":"Practitioner","id":"me",{{{Bearer}}}}]""");
        (await MailboxAsync(fax, communication)).ShouldBe("user-9");
    }

    [Fact]
    public async Task The_instance_in_the_path_names_the_sender()
    {
        await using var fax = await SendingFixture.CreateAsync();
        await fax.PutAsync($$$"""{"resourceType":"Organization","id":"ward",{{{Bearer}}}}""");
        var result = await fax.SendAsync(await fax.GoodAsync(), sender: new ResourceKey("Organization", "ward"));
        var id = result.ShouldBeOfType<SendResult.Pending>().Communication.Key.Id;
        (await fax.DeliveryAsync(id)).Mailbox.UserId.ShouldBe("user-9");
        ((string?)(await fax.ReadAsync(id))["sender"]!["reference"]).ShouldBe("Organization/ward");
    }

    [Fact]
    public async Task No_mailbox_at_all_two_of_them_and_anothers_are_refused()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var two = await fax.PutAsync(
            """{"resourceType":"Practitioner","identifier":[{"system":"https://efax.com","value":"a"},{"system":"https://efax.com","value":"b"}]}""");
        (await fax.OneIssueAsync(await FromAsync(fax, two))).Expression.ShouldBe("Communication.sender");

        var bearer = await fax.PutAsync($$$"""{"resourceType":"Practitioner",{{{Bearer}}}}""");
        await fax.Store.WriteAsync(
            (transaction, token) => transaction.ClaimMailboxAsync(new MailboxKey("app", "user-9"), new ProjectKey("other", "live"), token), default);
        (await fax.OneIssueAsync(await FromAsync(fax, bearer))).Text.ShouldContain("another project");

        (await fax.OneIssueAsync(await FromAsync(fax, "Practitioner/none"))).Expression.ShouldBe("Communication.sender");

        fax.Project = fax.Project with { Secrets = new CarrierSecrets("app", "key", null) };
        (await fax.OneIssueAsync(await fax.GoodAsync())).Text.ShouldContain("No mailbox");
    }

    private static async Task<JsonObject> FromAsync(SendingFixture fax, string sender)
    {
        var communication = await fax.GoodAsync();
        communication["sender"] = new JsonObject { ["reference"] = sender };
        return communication;
    }

    private static async Task<string> MailboxAsync(SendingFixture fax, JsonObject communication) =>
        (await fax.DeliveryAsync(await fax.SentAsync(communication))).Mailbox.UserId;
}
