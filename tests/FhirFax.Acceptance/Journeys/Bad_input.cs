using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using FhirFax.Acceptance.Running;

namespace FhirFax.Acceptance.Journeys;

/// <summary>What a caller is told when the request is wrong: the element, a sentence, and that nothing was sent.</summary>
public sealed class Bad_input(RunningServer running) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task A_recipient_without_a_fax_number()
    {
        using var client = running.Client();
        var recipient = await client.CreateAsync(new JsonObject { ["resourceType"] = "Organization", ["name"] = "No number" });

        var answer = await SendAsync(client, Samples.Reference(recipient));

        answer.Status.ShouldBe(HttpStatusCode.UnprocessableEntity, answer.Text);
        answer.Issues.ShouldHaveSingleItem().Expression.ShouldStartWith("Communication.recipient[0]");
    }

    [Fact]
    public async Task A_number_that_is_not_E164_with_the_likely_correction()
    {
        using var client = running.Client();
        var recipient = await client.CreateAsync(Samples.Organization("(555) 123-4567"));

        var answer = await SendAsync(client, Samples.Reference(recipient));

        answer.Status.ShouldBe(HttpStatusCode.UnprocessableEntity, answer.Text);
        answer.Issues.ShouldHaveSingleItem().Text.ShouldContain("+15551234567");
    }

    [Fact]
    public async Task A_mislabelled_and_an_unsupported_document()
    {
        using var client = running.Client();
        var recipient = Samples.Reference(await client.CreateAsync(Samples.Organization("+15551234567")));

        var mislabelled = await SendAsync(client, recipient, Samples.Document("lab-result.png"));
        mislabelled.Status.ShouldBe(HttpStatusCode.UnprocessableEntity, mislabelled.Text);
        mislabelled.Issues.ShouldHaveSingleItem().Expression.ShouldStartWith("Communication.payload[0].content");

        var unsupported = await SendAsync(client, recipient, "just text"u8.ToArray());
        unsupported.Status.ShouldBe(HttpStatusCode.UnprocessableEntity, unsupported.Text);
    }

    [Fact]
    public async Task A_broken_document()
    {
        using var client = running.Client();
        var recipient = Samples.Reference(await client.CreateAsync(Samples.Organization("+15551234567")));
        var whole = Samples.Document("referral.pdf");

        var answer = await SendAsync(client, recipient, whole[..(whole.Length / 2)]);

        answer.Status.ShouldBe(HttpStatusCode.UnprocessableEntity, answer.Text);
        answer.Issues.ShouldHaveSingleItem().Expression.ShouldStartWith("Communication.payload[0].content");
    }

    [Fact]
    public async Task Everything_wrong_at_once_is_told_at_once()
    {
        using var client = running.Client();
        var good = Samples.Reference(await client.CreateAsync(Samples.Organization("+15551234567")));
        var bad = Samples.Reference(await client.CreateAsync(Samples.Organization("not a number")));
        var upload = await client.UploadAsync("just text"u8.ToArray(), "application/pdf", "x.pdf");
        var communication = Samples.Communication("Practitioner/nobody", good, Samples.Reference(upload.Json));
        communication["recipient"]!.AsArray().Add(new JsonObject { ["reference"] = bad });
        communication["recipient"]!.AsArray().Add(new JsonObject { ["reference"] = "Organization/nowhere" });
        communication["medium"]![0]!["coding"]![0]!["code"] = "MAILWRIT";

        var answer = await client.PostAsync("Communication/$send-efax", communication);

        answer.Status.ShouldBe(HttpStatusCode.UnprocessableEntity, answer.Text);
        var expressions = answer.Issues.Select(issue => issue.Expression ?? "").ToList();
        expressions.ShouldContain(e => e.StartsWith("Communication.medium", StringComparison.Ordinal));
        expressions.ShouldContain(e => e.StartsWith("Communication.sender", StringComparison.Ordinal));
        expressions.ShouldContain(e => e.StartsWith("Communication.recipient[1]", StringComparison.Ordinal));
        expressions.ShouldContain(e => e.StartsWith("Communication.recipient[2]", StringComparison.Ordinal));
        expressions.ShouldContain(e => e.StartsWith("Communication.payload[0]", StringComparison.Ordinal));
        answer.Json["id"].ShouldBeNull();
    }

    [Fact]
    public async Task An_unknown_resource_type()
    {
        using var client = running.Client();

        var answer = await client.GetAsync("Facsimile/1");

        answer.Status.ShouldBe(HttpStatusCode.NotFound, answer.Text);
        answer.Issues.ShouldHaveSingleItem().Text.ShouldContain("Facsimile");
    }

    [Fact]
    public async Task Malformed_json_is_told_with_line_and_position()
    {
        using var http = new HttpClient();
        using var client = running.Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(client.FhirUrl + "/Communication"));
        request.Headers.Authorization = new("Basic", Convert.ToBase64String("clinic:an-operator-chosen-secret-of-the-clinic"u8));
        request.Content = new StringContent("{\n  \"resourceType\": \"Communication\",\n  \"status\" \"in-progress\"\n}", Encoding.UTF8, "application/fhir+json");

        using var response = await http.SendAsync(request);
        var answer = new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers);

        answer.Status.ShouldBe(HttpStatusCode.BadRequest, answer.Text);
        answer.Issues.ShouldHaveSingleItem().Text.ShouldContain("line 3");
    }

    [Fact]
    public async Task A_body_over_the_limit()
    {
        using var client = running.Client();
        var huge = Samples.Organization("+15551234567");
        huge["name"] = new string('x', 11_000_000);

        var answer = await client.PostAsync("Organization", huge);

        answer.Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge, answer.Text);
        answer.Issues.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task No_credentials()
    {
        using var http = new HttpClient();

        using var response = await http.GetAsync(new Uri(running.Server.BaseUrl + "/fhir/R4/Communication"));
        var answer = new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers);

        answer.Status.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Issues.ShouldHaveSingleItem().Code.ShouldBe("login");
    }

    [Fact]
    public async Task An_invalid_resource_names_each_element()
    {
        using var client = running.Client();
        var communication = Samples.Communication(null, "Organization/1", "Binary/1");
        communication["status"] = "faxed";
        communication["nope"] = true;

        var answer = await client.PostAsync("Communication", communication);

        answer.Status.ShouldBe(HttpStatusCode.BadRequest, answer.Text);
        var expressions = answer.Issues.Select(issue => issue.Expression).ToList();
        expressions.ShouldContain("Communication.status");
        expressions.ShouldContain("Communication.nope");
    }

    private static async Task<Answer> SendAsync(FhirClient client, string recipient, byte[]? document = null)
    {
        var upload = await client.UploadAsync(document ?? Samples.Document("referral.pdf"), "application/pdf", "referral.pdf");
        upload.Status.ShouldBe(HttpStatusCode.Created, upload.Text);
        return await client.PostAsync(
            "Communication/$send-efax", Samples.Communication(null, recipient, Samples.Reference(upload.Json)));
    }
}
