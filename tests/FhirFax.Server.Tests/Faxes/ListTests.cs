using System.Net;
using System.Text.Json.Nodes;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Faxes;

/// <summary>Cases 10 to 14 of fax-lifecycle-api.md 14. Each test has a server of its own: a list holds all there is.</summary>
public sealed class ListTests : IAsyncLifetime, IDisposable
{
    private static readonly string[] PageProperties =
        ["content", "pageable", "sort", "totalElements", "totalPages", "number", "page", "size", "numberOfElements", "first", "last", "empty"];

    private readonly FaxesServer _server = new();

    [Fact]
    public async Task Case_10_an_instance_without_faxes_has_one_empty_page()
    {
        using var api = await _server.ApiAsync();
        var page = (await api.GetAsync()).Fax;
        page.Select(property => property.Key).ShouldBe(PageProperties);
        (page["content"] as JsonArray).ShouldBeEmpty();
        (Number(page, "totalElements"), Number(page, "totalPages"), Number(page, "size"), Number(page, "numberOfElements")).ShouldBe((0, 0, 20, 0));
        (Flag(page, "first"), Flag(page, "last"), Flag(page, "empty")).ShouldBe((true, true, true));
        page["pageable"]!.ToJsonString().ShouldBe(
            """{"sort":{"sorted":true,"unsorted":false,"empty":false},"pageNumber":0,"pageSize":20,"offset":0,"paged":true,"unpaged":false}""");
    }

    [Fact]
    public async Task Cases_11_to_14_pages_sizes_and_orders()
    {
        using var api = await _server.ApiAsync();
        var made = new List<(string Id, string Created, string Subject)>();
        for (var i = 0; i < 25; i++)
        {
            var fax = await api.CreateAsync($$"""{"subject":"{{(char)('a' + (i % 5))}}"}""");
            made.Add(((string)fax["id"]!, (string)fax["createdAt"]!, (string)fax["subject"]!));
        }

        // Two that were made within one millisecond are in the order of their ids, in either direction.
        var ids = made.OrderBy(fax => fax.Created, StringComparer.Ordinal).ThenBy(fax => fax.Id, StringComparer.Ordinal).Select(fax => fax.Id).ToList();
        var newest = made.OrderByDescending(fax => fax.Created, StringComparer.Ordinal).ThenBy(fax => fax.Id, StringComparer.Ordinal).Select(fax => fax.Id).Take(3).ToList();

        var second = (await api.GetAsync("?page=1&size=10&sort=createdAt&direction=ASC")).Fax;
        Ids(second).ShouldBe(ids[10..20]);
        (Number(second, "number"), Number(second, "page"), Number(second, "totalPages"), Number(second, "totalElements")).ShouldBe((1, 1, 3, 25));
        (Flag(second, "first"), Flag(second, "last"), Flag(second, "empty")).ShouldBe((false, false, false));

        Number((await api.GetAsync("?size=500")).Fax, "size").ShouldBe(100);
        Ids((await api.GetAsync("?sort=createdAt,desc&size=3")).Fax).ShouldBe(newest);
        Ids((await api.GetAsync("?size=3")).Fax).ShouldBe(newest);
        Ids((await api.GetAsync("?sort=createdAt&size=3")).Fax).ShouldBe(ids[..3]);
        Ids((await api.GetAsync("?sort=createdAt,desc&direction=asc&size=3")).Fax).ShouldBe(ids[..3]);
        Ids((await api.GetAsync("?direction=ASC&size=3")).Fax).ShouldBe(ids[..3]);

        var past = await api.GetAsync("?page=7");
        past.Status.ShouldBe(HttpStatusCode.OK);
        past.Content.ShouldBeEmpty();
        (Flag(past.Fax, "last"), Flag(past.Fax, "first"), Number(past.Fax, "totalElements")).ShouldBe((true, false, 25));

        // Equals are in the order of their ids, and no page repeats what another has.
        var walked = new List<string>();
        for (var page = 0; page < 9; page++)
        {
            walked.AddRange(Ids((await api.GetAsync($"?sort=subject&direction=DESC&size=3&page={page}")).Fax));
        }

        walked.ShouldBe(made.OrderByDescending(fax => fax.Subject, StringComparer.Ordinal).ThenBy(fax => fax.Id, StringComparer.Ordinal).Select(fax => fax.Id));
    }

    [Fact]
    public async Task A_list_is_right_after_every_change_in_either_dialect()
    {
        using var api = await _server.ApiAsync();
        using var fhir = _server.Fhir();
        var draft = await api.CreateAsync();
        var stored = await fhir.CreateAsync("Communication", Communication("FAXWRIT"));
        await fhir.CreateAsync("Communication", Communication("VERBAL"));
        (await TotalAsync(api)).ShouldBe(2);

        await fhir.PutAsync("Communication/own-id", Communication("FAXWRIT", "own-id"));
        var own = (await api.GetAsync("?size=1")).Content[0];
        (await api.GetAsync((string)own["id"]!)).Fax["subject"]!.GetValue<string>().ShouldBe("On paper");
        (await TotalAsync(api)).ShouldBe(3);

        // No longer a fax, then one again.
        var id = (string)stored["id"]!;
        await fhir.PutAsync($"Communication/{id}", Communication("VERBAL", id));
        (await TotalAsync(api)).ShouldBe(2);
        await fhir.PutAsync($"Communication/{id}", Communication("FAXWRIT", id));
        (await TotalAsync(api)).ShouldBe(3);

        (await fhir.DeleteAsync($"Communication/{draft["id"]}")).Status.ShouldBe(HttpStatusCode.OK);
        (await TotalAsync(api)).ShouldBe(2);
        (await api.GetAsync((string)draft["id"]!)).ShouldBeError(404, "FAX_NOT_FOUND");
        (await api.DeleteAsync((string)own["id"]!)).Status.ShouldBe(HttpStatusCode.OK);
        (await fhir.GetAsync("Communication/own-id")).Status.ShouldBe(HttpStatusCode.Gone);
        (await TotalAsync(api)).ShouldBe(1);
    }

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();

    public void Dispose() => _server.Dispose();

    private static async Task<long> TotalAsync(FaxApi api) => Number((await api.GetAsync()).Fax, "totalElements");

    private static string Communication(string medium, string? id = null) => $$"""
        {"resourceType":"Communication",{{(id is null ? "" : $"\"id\":\"{id}\",")}}"status":"preparation","topic":{"text":"On paper"},
         "medium":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationMode","code":"{{medium}}"}]}]}
        """;

    private static IReadOnlyList<string> Ids(JsonObject page) => [.. page["content"]!.AsArray().Select(fax => (string)fax!["id"]!)];

    private static long Number(JsonObject page, string property) => (long)page[property]!;

    private static bool Flag(JsonObject page, string property) => (bool)page[property]!;
}
