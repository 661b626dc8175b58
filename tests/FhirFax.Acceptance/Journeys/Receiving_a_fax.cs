using System.Net;
using System.Text.Json.Nodes;
using FhirFax.Acceptance.Running;

namespace FhirFax.Acceptance.Journeys;

/// <summary>Somebody faxes the clinic, the department or the doctor, and the clinic's software asks for it.</summary>
public sealed class Receiving_a_fax(RunningServer running) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task The_clinics_shared_mailbox_is_received_at_the_communication_level()
    {
        using var client = running.Client();
        using var sandbox = running.Sandbox();
        var document = Samples.Document("referral.pdf");
        var faxId = await sandbox.DropAsync(await DefaultUserIdAsync(client, sandbox), document);

        var bundle = await client.PostAsync("Communication/$receive-efax");

        bundle.Status.ShouldBe(HttpStatusCode.OK, bundle.Text);
        var fax = Brought(bundle.Json, faxId);
        await LooksLikeTheGuidesSampleAsync(client, fax, faxId, document);
        fax["recipient"].ShouldBeNull();

        var nothing = await client.PostAsync("Communication/$receive-efax", new JsonObject());
        nothing.Status.ShouldBe(HttpStatusCode.OK, nothing.Text);
        nothing.Json["entry"].ShouldBeNull();
        nothing.Json["total"].ShouldBeNull();
    }

    [Theory]
    [InlineData("Organization")]
    [InlineData("Practitioner")]
    public async Task A_mailbox_of_its_own_is_received_at_its_level(string type)
    {
        using var client = running.Client();
        using var sandbox = running.Sandbox();
        var userId = $"{type}-mailbox-{Guid.NewGuid():N}";
        var owner = await client.CreateAsync(Samples.Mailbox(type, userId));
        var document = Samples.Document("referral.pdf");
        var faxId = await sandbox.DropAsync(userId, document);

        var bundle = await client.PostAsync($"{Samples.Reference(owner)}/$receive-efax");

        bundle.Status.ShouldBe(HttpStatusCode.OK, bundle.Text);
        var fax = Brought(bundle.Json, faxId);
        await LooksLikeTheGuidesSampleAsync(client, fax, faxId, document);
        fax["recipient"]!.AsArray().ShouldHaveSingleItem()!["reference"]!.GetValue<string>().ShouldBe(Samples.Reference(owner));
    }

    [Fact]
    public async Task An_owner_without_a_mailbox_is_refused_and_the_clinics_mailbox_is_not_read_instead()
    {
        using var client = running.Client();
        var owner = await client.CreateAsync(new JsonObject { ["resourceType"] = "Organization", ["name"] = "No fax here" });

        var answer = await client.PostAsync($"{Samples.Reference(owner)}/$receive-efax");

        answer.Status.ShouldBe(HttpStatusCode.UnprocessableEntity, answer.Text);
    }

    [Fact]
    public async Task Two_callers_at_once_bring_each_fax_in_once()
    {
        using var client = running.Client();
        using var sandbox = running.Sandbox();
        var userId = $"busy-mailbox-{Guid.NewGuid():N}";
        var owner = await client.CreateAsync(Samples.Mailbox("Organization", userId));
        var document = Samples.Document("referral.pdf");
        var dropped = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            dropped.Add(await sandbox.DropAsync(userId, document));
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => client.PostAsync($"{Samples.Reference(owner)}/$receive-efax")));

        // Each is in one answer only, or two callers would file it.
        answers.SelectMany(answer => answer.Json["entry"]?.AsArray() ?? [])
            .Select(entry => entry!["resource"]!["identifier"]![0]!["value"]!.GetValue<string>())
            .ShouldBe(dropped, ignoreOrder: true);
        foreach (var faxId in dropped)
        {
            var found = await client.GetAsync($"Communication?identifier=https://efax.com%7C{faxId}");
            found.Json["entry"]!.AsArray().ShouldHaveSingleItem();
        }
    }

    internal static JsonObject Brought(JsonObject bundle, string faxId)
    {
        bundle["resourceType"]!.GetValue<string>().ShouldBe("Bundle");
        bundle["type"]!.GetValue<string>().ShouldBe("collection");
        var entry = bundle["entry"]!.AsArray().ShouldHaveSingleItem()!;
        var fax = entry["resource"]!.AsObject();
        entry["fullUrl"]!.GetValue<string>().ShouldEndWith("/fhir/R4/Communication/" + fax["id"]);
        fax["identifier"]![0]!["value"]!.GetValue<string>().ShouldBe(faxId);
        return fax;
    }

    /// <summary>The user id of the project's mailbox: what the sandbox shows for a fax that the project itself sent.</summary>
    internal static async Task<string> DefaultUserIdAsync(FhirClient client, Sandbox sandbox)
    {
        var communication = await Sending_a_fax.PreparedAsync(client, "+15557654321");
        var sent = await client.PostAsync("Communication/$send-efax", communication);
        sent.Status.ShouldBe(HttpStatusCode.OK, sent.Text);
        var carrierId = Sending_a_fax.Identifiers(sent.Json).ShouldHaveSingleItem();
        return (await sandbox.AcceptedAsync()).Single(fax => fax["faxId"]!.GetValue<string>() == carrierId)["userId"]!.GetValue<string>();
    }

    // Property by property what the guide prints for "Inbound Fax (Received)".
    private static async Task LooksLikeTheGuidesSampleAsync(FhirClient client, JsonObject fax, string faxId, byte[] document)
    {
        fax["resourceType"]!.GetValue<string>().ShouldBe("Communication");
        fax["status"]!.GetValue<string>().ShouldBe("completed");
        var identifier = fax["identifier"]!.AsArray().ShouldHaveSingleItem()!;
        identifier["system"]!.GetValue<string>().ShouldBe(Samples.EFax);
        identifier["value"]!.GetValue<string>().ShouldBe(faxId);
        var medium = fax["medium"]![0]!["coding"]![0]!;
        medium["system"]!.GetValue<string>().ShouldBe(Samples.Medium);
        medium["code"]!.GetValue<string>().ShouldBe("FAXWRIT");
        medium["display"]!.GetValue<string>().ShouldBe("telefax");
        fax["sent"]!.GetValue<string>().ShouldBe(fax["received"]!.GetValue<string>());
        var attachment = fax["payload"]!.AsArray().ShouldHaveSingleItem()!["contentAttachment"]!;
        attachment["contentType"]!.GetValue<string>().ShouldBe("application/pdf");
        attachment["title"]!.GetValue<string>().ShouldBe($"{faxId}.pdf");
        var category = fax["category"]!.AsArray().ShouldHaveSingleItem()!["coding"]![0]!;
        category["system"]!.GetValue<string>().ShouldBe(Samples.Direction);
        category["code"]!.GetValue<string>().ShouldBe("inbound");
        (await client.DownloadAsync(attachment["url"]!.GetValue<string>())).ShouldBe(document);
    }
}
