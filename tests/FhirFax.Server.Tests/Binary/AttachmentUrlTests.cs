using System.Net;
using System.Security.Cryptography;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Binary;

/// <summary>The urls by which an Attachment names a Binary.</summary>
public sealed class AttachmentUrlTests(TestServer server) : IClassFixture<TestServer>
{
    private static readonly byte[] Document = RandomNumberGenerator.GetBytes(150_001);

    [Fact]
    public async Task A_client_that_builds_its_attachment_of_the_url_alone_always_gets_one()
    {
        using var api = server.Api("uploader");

        var uploaded = await api.SendAsync(HttpMethod.Post, "Binary", Document, "application/pdf", ("X-Medplum", "extended"), ("Accept", "application/fhir+json, */*; q=0.1"));

        uploaded.Status.ShouldBe(HttpStatusCode.Created, uploaded.Text);
        uploaded.Json["url"]!.GetValue<string>().ShouldBe($"{server.FhirUrl}/Binary/{uploaded.Id}");
    }

    [Fact]
    public async Task The_three_forms_of_an_attachment_url_are_stored_as_one()
    {
        using var api = server.Api();
        var upload = await api.SendAsync(HttpMethod.Post, "Binary", Document, "application/pdf", ("X-Medplum", "extended"));
        var signed = upload.Json["url"]!.GetValue<string>();
        signed.ShouldContain("Signature=");
        var foreign = "https://example.org/fhir/R4/Binary/1";

        var created = await api.PostAsync("DocumentReference", $$"""
            {"resourceType":"DocumentReference","status":"current","content":[
              {"attachment":{"url":"Binary/{{upload.Id}}"} },
              {"attachment":{"url":"{{server.FhirUrl}}/Binary/{{upload.Id}}"} },
              {"attachment":{"url":"{{signed}}"} },
              {"attachment":{"url":"{{foreign}}"} } ] }
            """);

        created.Status.ShouldBe(HttpStatusCode.Created, created.Text);
        var stored = created.Json["content"]!.AsArray().Select(c => c!["attachment"]!["url"]!.GetValue<string>());
        stored.ShouldBe([$"Binary/{upload.Id}", $"Binary/{upload.Id}", $"Binary/{upload.Id}", foreign]);

        var extended = await api.GetAsync($"DocumentReference/{created.Id}", ("X-Medplum", "extended"));
        var shown = extended.Json["content"]!.AsArray().Select(c => c!["attachment"]!["url"]!.GetValue<string>()).ToList();
        shown.Take(3).ShouldAllBe(u => u.StartsWith($"{server.Host.BaseUrl}storage/{upload.Id}/", StringComparison.Ordinal));
        shown[3].ShouldBe(foreign);

        using var anonymous = server.Anonymous();
        (await anonymous.GetByteArrayAsync(new Uri(shown[0]))).ShouldBe(Document);
        (await anonymous.GetAsync(new Uri(shown[0].Replace("Signature=", "Signature=A")))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await anonymous.GetAsync(new Uri(shown[0].Replace("clinic.live", "clinic.other")))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await anonymous.GetAsync(new Uri(shown[0].Split('?')[0]))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var unchanged = await api.PutAsync($"DocumentReference/{created.Id}", extended.Text);
        unchanged.Header("ETag").ShouldBe("W/\"1\"");
    }
}
