using System.Net;
using System.Text.Json.Nodes;
using FhirFax.Acceptance.Running;

namespace FhirFax.Acceptance.Journeys;

/// <summary>The integration guide's example, as its reader would play it.</summary>
public sealed class Sending_a_fax(RunningServer running) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task The_guides_four_calls_send_a_fax_that_reaches_completed()
    {
        using var client = running.Client();
        using var sandbox = running.Sandbox();
        var document = Samples.Document("referral.pdf");

        var upload = await client.UploadAsync(document, "application/pdf", "referral.pdf");
        upload.Status.ShouldBe(HttpStatusCode.Created, upload.Text);
        var sender = await client.CreateAsync(Samples.Mailbox("Practitioner", "doctor-who-sends"));
        var recipient = await client.CreateAsync(Samples.Organization("+15551234567"));
        var created = await client.CreateAsync(Samples.Communication(
            Samples.Reference(sender), Samples.Reference(recipient), Samples.Reference(upload.Json)));

        var sent = await client.PostAsync("Communication/$send-efax", created);

        sent.Status.ShouldBe(HttpStatusCode.OK, sent.Text);
        var id = created["id"]!.GetValue<string>();
        sent.Json["id"]!.GetValue<string>().ShouldBe(id);
        LooksLikeTheGuidesSample(sent.Json, Samples.Reference(sender), Samples.Reference(recipient), Samples.Reference(upload.Json));

        var completed = await client.WaitAsync($"Communication/{id}", c => c["status"]!.GetValue<string>() == "completed");
        LooksLikeTheGuidesSample(completed, Samples.Reference(sender), Samples.Reference(recipient), Samples.Reference(upload.Json));

        var carrierId = Identifiers(completed).ShouldHaveSingleItem();
        var accepted = (await sandbox.AcceptedAsync()).Where(fax => fax["faxId"]!.GetValue<string>() == carrierId);
        accepted.ShouldHaveSingleItem();

        var found = await client.GetAsync(
            "Communication?medium=http://terminology.hl7.org/CodeSystem/v3-ParticipationMode%7CFAXWRIT&_sort=-sent&_count=50"
            + $"&category={Samples.Direction}%7Coutbound&identifier=https://efax.com%7C{carrierId}");
        found.Json["entry"]!.AsArray().ShouldHaveSingleItem()!["resource"]!["id"]!.GetValue<string>().ShouldBe(id);
    }

    [Fact]
    public async Task Repeating_the_call_does_not_fax_again()
    {
        using var client = running.Client();
        using var sandbox = running.Sandbox();
        var communication = await PreparedAsync(client, "+15551230001");

        var answers = await Task.WhenAll(Enumerable.Range(0, 6)
            .Select(_ => client.PostAsync("Communication/$send-efax", communication.DeepClone())));

        foreach (var answer in answers)
        {
            answer.Status.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Accepted);
        }

        var completed = await client.WaitAsync(Samples.Reference(communication), c => c["status"]!.GetValue<string>() == "completed");
        var again = await client.PostAsync("Communication/$send-efax", communication);
        again.Status.ShouldBe(HttpStatusCode.OK, again.Text);
        Identifiers(again.Json).ShouldBe(Identifiers(completed));
        (await AcceptedForAsync(sandbox, "5551230001")).ShouldBe(1);
    }

    [Fact]
    public async Task A_communication_without_id_posted_twice_is_one_fax()
    {
        using var client = running.Client();
        using var sandbox = running.Sandbox();
        var communication = await PreparedAsync(client, "+15551230002", store: false);

        var first = await client.PostAsync("Communication/$send-efax", communication);
        var second = await client.PostAsync("Communication/$send-efax", communication);

        first.Status.ShouldBe(HttpStatusCode.OK, first.Text);
        second.Status.ShouldBe(HttpStatusCode.OK, second.Text);
        second.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
        second.Json["id"]!.GetValue<string>().ShouldBe(first.Json["id"]!.GetValue<string>());
        await client.WaitAsync(Samples.Reference(first.Json), c => c["status"]!.GetValue<string>() == "completed");
        (await AcceptedForAsync(sandbox, "5551230002")).ShouldBe(1);
    }

    [Theory]
    [InlineData("$send-efax")]
    [InlineData("Communication/$send-efax")]
    [InlineData("Communication/{id}/$send-efax")]
    [InlineData("Organization/{sender}/$send-efax")]
    public async Task Every_level_sends(string path)
    {
        using var client = running.Client();
        var sender = await client.CreateAsync(Samples.Mailbox("Organization", "department-" + Guid.NewGuid().ToString("N")));
        var communication = await PreparedAsync(client, "+15551230003");
        var url = path.Replace("{id}", communication["id"]!.GetValue<string>(), StringComparison.Ordinal)
            .Replace("{sender}", sender["id"]!.GetValue<string>(), StringComparison.Ordinal);

        var sent = await client.PostAsync(url, path.Contains("{id}", StringComparison.Ordinal) ? null : communication);

        sent.Status.ShouldBe(HttpStatusCode.OK, sent.Text);
        await client.WaitAsync(Samples.Reference(communication), c => c["status"]!.GetValue<string>() == "completed");
    }

    [Fact]
    public async Task A_busy_line_ends_as_stopped_with_a_reason_a_nurse_understands()
    {
        using var client = running.Client();
        var communication = await PreparedAsync(client, "+12025550141");

        await client.PostAsync("Communication/$send-efax", communication);

        var stopped = await client.WaitAsync(Samples.Reference(communication), c => c["status"]!.GetValue<string>() == "stopped");
        stopped["statusReason"]!["text"]!.GetValue<string>().ShouldContain("busy", Case.Insensitive);
    }

    [Theory]
    [InlineData("x-ray.jpg", "image/jpeg")]
    [InlineData("lab-result.png", "image/png")]
    public async Task An_image_is_faxed(string name, string contentType)
    {
        using var client = running.Client();
        var upload = await client.UploadAsync(Samples.Document(name), contentType, name);
        var recipient = await client.CreateAsync(Samples.Organization("+15551230004"));
        var communication = Samples.Communication(null, Samples.Reference(recipient), Samples.Reference(upload.Json));
        communication["payload"]![0]!["contentAttachment"]!["contentType"] = contentType;

        var sent = await client.PostAsync("Communication/$send-efax", communication);

        sent.Status.ShouldBe(HttpStatusCode.OK, sent.Text);
        await client.WaitAsync(Samples.Reference(sent.Json), c => c["status"]!.GetValue<string>() == "completed");
    }

    [Fact]
    public async Task A_sent_fax_is_not_editable_by_accident()
    {
        using var client = running.Client();
        var communication = await PreparedAsync(client, "+15551230005");
        await client.PostAsync("Communication/$send-efax", communication);
        var path = Samples.Reference(communication);
        var completed = await client.WaitAsync(path, c => c["status"]!.GetValue<string>() == "completed");

        var edited = completed.DeepClone().AsObject();
        edited["status"] = "preparation";
        edited.Remove("identifier");
        edited["topic"] = new JsonObject { ["text"] = "Referral" };
        var put = await client.PutAsync(path, edited);

        put.Status.ShouldBe(HttpStatusCode.OK, put.Text);
        put.Json["status"]!.GetValue<string>().ShouldBe("completed");
        put.Json["topic"]!["text"]!.GetValue<string>().ShouldBe("Referral");
        Identifiers(put.Json).ShouldBe(Identifiers(completed));

        var other = await client.CreateAsync(Samples.Organization("+15551239999"));
        edited["recipient"]![0]!["reference"] = Samples.Reference(other);
        var refused = await client.PutAsync(path, edited);
        refused.Status.ShouldBe(HttpStatusCode.Conflict, refused.Text);
        refused.Issues[0].Expression.ShouldBe("Communication.recipient");
    }

    internal static async Task<JsonObject> PreparedAsync(FhirClient client, string fax, bool store = true)
    {
        var upload = await client.UploadAsync(Samples.Document("referral.pdf"), "application/pdf", "referral.pdf");
        upload.Status.ShouldBe(HttpStatusCode.Created, upload.Text);
        var recipient = await client.CreateAsync(Samples.Organization(fax));
        var communication = Samples.Communication(null, Samples.Reference(recipient), Samples.Reference(upload.Json));
        return store ? await client.CreateAsync(communication) : communication;
    }

    internal static async Task<int> AcceptedForAsync(Sandbox sandbox, string tenDigits) =>
        (await sandbox.AcceptedAsync()).Count(fax =>
            fax["number"]!.GetValue<string>().EndsWith(tenDigits, StringComparison.Ordinal));

    internal static List<string> Identifiers(JsonObject communication) =>
        [.. (communication["identifier"]?.AsArray() ?? [])
            .Where(identifier => identifier!["system"]!.GetValue<string>() == Samples.EFax)
            .Select(identifier => identifier!["value"]!.GetValue<string>())];

    // Property by property what the guide prints for "Outbound Fax (Sent)".
    private static void LooksLikeTheGuidesSample(JsonObject fax, string sender, string recipient, string binary)
    {
        fax["resourceType"]!.GetValue<string>().ShouldBe("Communication");
        fax["status"]!.GetValue<string>().ShouldBeOneOf("in-progress", "completed");
        fax["identifier"]!.AsArray().ShouldHaveSingleItem()!["system"]!.GetValue<string>().ShouldBe(Samples.EFax);
        var medium = fax["medium"]![0]!["coding"]![0]!;
        medium["system"]!.GetValue<string>().ShouldBe(Samples.Medium);
        medium["code"]!.GetValue<string>().ShouldBe("FAXWRIT");
        fax["sender"]!["reference"]!.GetValue<string>().ShouldBe(sender);
        fax["recipient"]!.AsArray().ShouldHaveSingleItem()!["reference"]!.GetValue<string>().ShouldBe(recipient);
        DateTimeOffset.Parse(fax["sent"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture)
            .ShouldBeInRange(DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(1));
        var category = fax["category"]!.AsArray().ShouldHaveSingleItem()!["coding"]![0]!;
        category["system"]!.GetValue<string>().ShouldBe(Samples.Direction);
        category["code"]!.GetValue<string>().ShouldBe("outbound");
        var attachment = fax["payload"]!.AsArray().ShouldHaveSingleItem()!["contentAttachment"]!;
        attachment["url"]!.GetValue<string>().ShouldBe(binary);
        attachment["contentType"]!.GetValue<string>().ShouldBe("application/pdf");
    }
}
