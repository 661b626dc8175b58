using FhirFax.Fhir.Search;
using FhirFax.Store.Resources;
using static FhirFax.Store.Compliance.Samples;

namespace FhirFax.Store.Compliance;

/// <summary><see cref="IIndexedValues"/>.</summary>
public abstract class IndexedValuesCompliance : StoreCompliance
{
    [Fact]
    public async Task Each_value_that_a_resource_has_comes_once_and_in_order()
    {
        (await ReadAsync("Patient")).ShouldBeEmpty();
        await PutAsync("Patient", "p1", "b", "a");
        await PutAsync("Patient", "p2", "b", "Z");
        await PutAsync("Group", "g1", "c", "b", "\U0001F600", "\uFFFD");
        await PutAsync("Device", "d1", "hidden");

        (await ReadAsync("Patient")).ShouldBe(["Z", "a", "b"]);
        (await ReadAsync("Group", "Patient", "Basic")).ShouldBe(((string[])["Z", "a", "b", "c", "\U0001F600", "\uFFFD"]).Order(StringComparer.Ordinal));
        (await Store.DistinctUrisAsync(Project, ["Patient"], "other", 10, None)).ShouldBeEmpty();
        (await Store.DistinctUrisAsync(OtherProject, ["Patient"], "label", 10, None)).ShouldBeEmpty();
        (await Store.DistinctUrisAsync(Project, [], "label", 10, None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_earlier_versions_and_deleted_resources_had_is_gone()
    {
        await PutAsync("Patient", "p1", "a", "b");
        await PutAsync("Patient", "p2", "c");
        await PutAsync("Patient", "p1", "b");
        await WriteAsync(t => t.DeleteAsync(Project, new ResourceKey("Patient", "p2"), null, null, None).AsTask());

        (await ReadAsync("Patient")).ShouldBe(["b"]);
    }

    [Fact]
    public async Task No_more_come_than_are_asked_for()
    {
        await PutAsync("Patient", "p1", "a", "b", "c");
        await PutAsync("Group", "g1", "b", "c", "d");

        (await Store.DistinctUrisAsync(Project, ["Patient", "Group"], "label", 2, None)).Count.ShouldBe(2);
        (await Store.DistinctUrisAsync(Project, ["Patient", "Group"], "label", 4, None)).ShouldBe(["a", "b", "c", "d"]);
    }

    private Task<IReadOnlyList<string>> ReadAsync(params string[] types) => Store.DistinctUrisAsync(Project, types, "label", 10, None).AsTask();

    private Task PutAsync(string type, string id, params string[] labels) =>
        WriteAsync(t => t.PutAsync(Project, Resource(type, id, "", [.. labels.Select(label => new IndexEntry.Uri("label", label))]), None).AsTask());
}
