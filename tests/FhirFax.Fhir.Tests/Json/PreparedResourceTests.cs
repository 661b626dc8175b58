using System.Text;
using System.Text.Json;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Search;
using FhirFax.Fhir.Tests.Fixtures;

namespace FhirFax.Fhir.Tests.Json;

public class PreparedResourceTests
{
    private static readonly DateTimeOffset Instant = new(2026, 2, 3, 4, 5, 6, 789, TimeSpan.FromHours(2));

    private static string Render(string json, string id = "new", long version = 7)
    {
        ResourceDocument.TryParse(Encoding.UTF8.GetBytes(json), out var document, out _).ShouldBeTrue();
        using (document)
        {
            return Encoding.UTF8.GetString(PreparedResource.From(document!, id, []).Render(version, Instant));
        }
    }

    [Fact]
    public void Id_and_meta_come_after_the_type_and_the_rest_keeps_its_bytes() =>
        Render("{ \"active\" : true,\n \"resourceType\":\"Patient\", \"name\":[ {\"text\":\"\\u00e9\\/\"} ], \"multipleBirthInteger\": 1.50e+1 }").ShouldBe(
            "{\"resourceType\":\"Patient\",\"id\":\"new\",\"meta\":{\"versionId\":\"7\",\"lastUpdated\":\"2026-02-03T02:05:06.789Z\"}"
            + ",\"active\":true,\"name\":[ {\"text\":\"\\u00e9\\/\"} ],\"multipleBirthInteger\":1.50e+1}");

    [Fact]
    public void The_clients_id_version_and_time_are_replaced_and_the_rest_of_meta_is_kept() =>
        Render("{\"resourceType\":\"Basic\",\"id\":\"old\",\"meta\":{\"id\":\"m\",\"versionId\":\"3\",\"_versionId\":{\"id\":\"v\"},\"lastUpdated\":\"2020-01-01T00:00:00Z\","
            + "\"profile\":[ \"http://a\" ],\"tag\":[{\"code\":\"t\"}]},\"language\":\"en\"}").ShouldBe(
            "{\"resourceType\":\"Basic\",\"id\":\"new\",\"meta\":{\"versionId\":\"7\",\"lastUpdated\":\"2026-02-03T02:05:06.789Z\",\"id\":\"m\",\"profile\":[ \"http://a\" ],"
            + "\"tag\":[{\"code\":\"t\"}]},\"language\":\"en\"}");

    [Fact]
    public void Escaped_member_names_are_recognised() =>
        Render("{\"resource\\u0054ype\":\"Basic\",\"\\u0069d\":\"old\",\"m\\u0065ta\":{\"version\\u0049d\":\"3\"},\"_id\":{\"id\":\"x\"}}").ShouldBe(
            "{\"resourceType\":\"Basic\",\"id\":\"new\",\"meta\":{\"versionId\":\"7\",\"lastUpdated\":\"2026-02-03T02:05:06.789Z\"},\"_id\":{\"id\":\"x\"}}");

    [Fact]
    public void Only_the_outermost_id_and_meta_are_ours()
    {
        const string contained = "{\"resourceType\":\"Basic\",\"id\":\"c\",\"meta\":{\"versionId\":\"1\"}}";
        Render("{\"resourceType\":\"Basic\",\"contained\":[" + contained + "]}").ShouldContain(contained);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(long.MaxValue)]
    public void Any_version_is_written_whole(long version)
    {
        using var json = JsonDocument.Parse(Render("{\"resourceType\":\"Basic\"}", version: version));
        json.RootElement.GetProperty("meta").GetProperty("versionId").GetString().ShouldBe(version.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void The_document_may_be_gone_when_it_is_rendered()
    {
        var bytes = "{\"resourceType\":\"Basic\",\"language\":\"en\"}"u8.ToArray();
        ResourceDocument.TryParse(bytes, out var document, out _).ShouldBeTrue();
        var prepared = PreparedResource.From(document!, "a", [new IndexEntry.Uri("_profile", "http://a")]);
        document!.Dispose();
        Array.Clear(bytes);
        Encoding.UTF8.GetString(prepared.Render(1, Instant)).ShouldEndWith(",\"language\":\"en\"}");
        prepared.ResourceType.ShouldBe("Basic");
        prepared.Id.ShouldBe("a");
        prepared.Entries.Count.ShouldBe(1);
    }

    /// <summary>Taking id and meta out of both, an example and what is rendered of it are the same bytes.</summary>
    [Fact]
    public void Every_example_keeps_its_bytes_apart_from_id_and_meta()
    {
        foreach (var example in R4Examples.All)
        {
            ResourceDocument.TryParse(example.Json, out var before, out _).ShouldBeTrue();
            ResourceDocument.TryParse(PreparedResource.From(before!, "new", []).Render(3, Instant), out var after, out _).ShouldBeTrue(example.Name);
            Members(after!.Root).SequenceEqual(Members(before!.Root)).ShouldBeTrue(example.Name);
            after.Id.ShouldBe("new");
            var meta = after.Root.GetProperty("meta");
            Members(meta).ShouldBe(before.Root.TryGetProperty("meta", out var old) ? Members(old) : [], example.Name);
            meta.GetProperty("versionId").GetString().ShouldBe("3");
            before.Dispose();
            after.Dispose();
        }
    }

    private static List<string> Members(JsonElement element) =>
        [.. element.EnumerateObject().Where(p => p.Name is not ("resourceType" or "id" or "meta" or "versionId" or "lastUpdated")).Select(p => p.Name + p.Value.GetRawText())];
}
