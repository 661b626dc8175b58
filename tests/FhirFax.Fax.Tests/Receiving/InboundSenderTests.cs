using System.Text.Json;

namespace FhirFax.Fax.Tests.Receiving;

public sealed class InboundSenderTests
{
    [Theory]
    [InlineData("""{"resourceType":"Organization","id":"x","telecom":[{"system":"fax","value":"+15550001111"}]}""", true)]
    [InlineData("""{"resourceType":"Organization","id":"x","contact":[{"telecom":[{"system":"fax","value":"+1 (555) 000-1111"}]}]}""", true)]
    [InlineData("""{"resourceType":"HealthcareService","id":"x","telecom":[{"system":"fax","value":"+1.555.000.1111"}]}""", true)]
    [InlineData("""{"resourceType":"Practitioner","id":"x","telecom":[{"system":"phone","value":"+1-555-000-1111"}]}""", true)]
    [InlineData("""{"resourceType":"PractitionerRole","id":"x","telecom":[{"system":"fax","value":"+15550001111"}]}""", true)]
    [InlineData("""{"resourceType":"Patient","id":"x","telecom":[{"system":"phone","value":"+15550001111"}]}""", true)]
    [InlineData("""{"resourceType":"RelatedPerson","id":"x","patient":{"reference":"Patient/p"},"telecom":[{"system":"phone","value":"+15550001111"}]}""", true)]
    [InlineData("""{"resourceType":"Person","id":"x","telecom":[{"system":"fax","value":"+15550001111"}]}""", false)]
    [InlineData("""{"resourceType":"Organization","id":"x","active":false,"telecom":[{"system":"fax","value":"+15550001111"}]}""", false)]
    [InlineData("""{"resourceType":"Organization","id":"x","telecom":[{"system":"fax","use":"old","value":"+15550001111"}]}""", false)]
    [InlineData("""{"resourceType":"Organization","id":"x","telecom":[{"system":"fax","value":"+15550001111","period":{"end":"2020"}}]}""", false)]
    [InlineData("""{"resourceType":"Organization","id":"x","telecom":[{"system":"email","value":"+15550001111"}]}""", false)]
    [InlineData("""{"resourceType":"Organization","id":"x","telecom":[{"system":"fax","value":"(555) 000-1111"}]}""", false)]
    public async Task The_sender_is_who_has_the_calling_number(string resource, bool isSender)
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        var stored = await fixture.PutAsync(resource);

        var json = await ReceiveOneAsync(fixture);

        SenderOf(json).ShouldBe(isSender ? stored.Key.ToString() : null);
    }

    [Theory]
    [InlineData("(555) 000-1111")]
    [InlineData("5550001111")]
    [InlineData("1 555 000 1111")]
    public async Task National_numbers_count_with_the_default_country_code(string value)
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        fixture.Options = fixture.Options with { DefaultCountryCode = "1" };
        await fixture.PutAsync($$"""{"resourceType":"Organization","id":"x","telecom":[{"system":"fax","value":"{{value}}"}]}""");

        SenderOf(await ReceiveOneAsync(fixture)).ShouldBe("Organization/x");
    }

    [Fact]
    public async Task A_number_of_two_is_nobodys_but_twice_in_one_is_its()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        await fixture.PutAsync("""
            {"resourceType":"Organization","id":"x","telecom":[{"system":"fax","value":"+15550001111"},{"system":"phone","value":"+15550001111"}]}
            """);
        SenderOf(await ReceiveOneAsync(fixture)).ShouldBe("Organization/x");

        await fixture.PutAsync("""{"resourceType":"Practitioner","id":"y","telecom":[{"system":"fax","value":"+1 555 000 1111"}]}""");
        SenderOf(await ReceiveOneAsync(fixture)).ShouldBeNull();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("unavailable")]
    public async Task An_unknown_caller_is_nobody(string? from)
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        await fixture.PutAsync("""{"resourceType":"Organization","id":"x","telecom":[{"system":"fax","value":"unavailable"}]}""");

        SenderOf(await ReceiveOneAsync(fixture, from)).ShouldBeNull();
    }

    [Fact]
    public async Task Another_projects_directory_is_not_asked()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        var other = new Store.ProjectKey("other", "live");
        await fixture.PutAsync("""{"resourceType":"Organization","id":"x","telecom":[{"system":"fax","value":"+15550001111"}]}""", other);
        await fixture.PutAsync(ReceivingFixture.Practitioner("p", "user-1"), other);

        var json = await ReceiveOneAsync(fixture);

        SenderOf(json).ShouldBeNull();
        json.TryGetProperty("recipient", out _).ShouldBeFalse();
    }

    private static async Task<JsonElement> ReceiveOneAsync(ReceivingFixture fixture, string? from = "+15550001111")
    {
        fixture.Carrier.Arrive(ReceivingFixture.Mailbox, Guid.NewGuid().ToString(), ReceivingFixture.Received, from);
        return ReceivingFixture.Parse((await fixture.ReceiveAsync()).Communications.ShouldHaveSingleItem());
    }

    private static string? SenderOf(JsonElement json) =>
        json.TryGetProperty("sender", out var sender) ? sender.GetProperty("reference").GetString() : null;
}
