using System.Text.Json;
using FhirFax.Fax.Resources;
using FhirFax.Fax.Tasks;
using FhirFax.Fax.Tests.Receiving;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Validation;
using FhirFax.Store;

namespace FhirFax.Fax.Tests.Tasks;

public sealed class FaxTasksTests
{
    private static readonly FaxTasks Tasks = new(ReceivingFixture.Preparer);

    [Fact]
    public async Task A_task_names_the_communication_and_what_to_do()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        await OpenAsync(fixture, "c1", FaxTaskCode.DecideOutcome);

        var task = (await fixture.AllAsync("Task")).ShouldHaveSingleItem();
        task.GetProperty("status").GetString().ShouldBe("requested");
        task.GetProperty("intent").GetString().ShouldBe("order");
        task.GetProperty("focus").GetProperty("reference").GetString().ShouldBe("Communication/c1");
        var coding = task.GetProperty("code").GetProperty("coding")[0];
        coding.GetProperty("system").GetString().ShouldBe("https://fhirfax.org/fhir/CodeSystem/fax-task");
        coding.GetProperty("code").GetString().ShouldBe("decide-outcome");
        task.GetProperty("description").GetString().ShouldBe("Decide.");
        task.GetProperty("authoredOn").GetString().ShouldNotBeNull().ShouldStartWith("2026-01-15T12:00:00");

        ResourceDocument.TryParse(JsonSerializer.SerializeToUtf8Bytes(task), out var document, out _).ShouldBeTrue();
        new ResourceValidator(R4Definitions.Current).Validate(document!).ShouldBeEmpty();
    }

    [Fact]
    public async Task Opening_again_changes_nothing_and_other_communications_and_codes_have_their_own()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        await OpenAsync(fixture, "c1", FaxTaskCode.DecideOutcome);
        await OpenAsync(fixture, "c1", FaxTaskCode.DecideOutcome);
        await OpenAsync(fixture, "c1", FaxTaskCode.CarrierRefusedCredentials);
        await OpenAsync(fixture, "c2", FaxTaskCode.DecideOutcome);

        var tasks = await fixture.AllAsync("Task");
        tasks.Count.ShouldBe(3);
        tasks.ShouldAllBe(t => t.GetProperty("meta").GetProperty("versionId").GetString() == "1");
    }

    [Fact]
    public async Task A_closed_task_is_completed_and_can_be_reopened()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        await CloseAsync(fixture, "c1", FaxTaskCode.DecideOutcome);
        (await fixture.AllAsync("Task")).ShouldBeEmpty();

        await OpenAsync(fixture, "c1", FaxTaskCode.DecideOutcome);
        await CloseAsync(fixture, "c1", FaxTaskCode.DecideOutcome);
        await CloseAsync(fixture, "c1", FaxTaskCode.DecideOutcome);
        var closed = (await fixture.AllAsync("Task")).ShouldHaveSingleItem();
        closed.GetProperty("status").GetString().ShouldBe("completed");
        closed.GetProperty("meta").GetProperty("versionId").GetString().ShouldBe("2");

        await OpenAsync(fixture, "c1", FaxTaskCode.DecideOutcome);
        var reopened = (await fixture.AllAsync("Task")).ShouldHaveSingleItem();
        reopened.GetProperty("status").GetString().ShouldBe("requested");
        reopened.GetProperty("id").GetString().ShouldBe(closed.GetProperty("id").GetString());
    }

    [Fact]
    public async Task What_a_person_wrote_into_the_task_stays()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        await OpenAsync(fixture, "c1", FaxTaskCode.DecideOutcome);
        var id = (await fixture.AllAsync("Task"))[0].GetProperty("id").GetString();
        await fixture.PutAsync($$"""
            {"resourceType":"Task","id":"{{id}}","status":"in-progress","intent":"order","focus":{"reference":"Communication/c1"},"owner":{"reference":"Practitioner/p1"} }
            """);

        await OpenAsync(fixture, "c1", FaxTaskCode.DecideOutcome);
        (await fixture.AllAsync("Task"))[0].GetProperty("status").GetString().ShouldBe("in-progress");
        await CloseAsync(fixture, "c1", FaxTaskCode.DecideOutcome);
        var closed = (await fixture.AllAsync("Task"))[0];
        closed.GetProperty("status").GetString().ShouldBe("completed");
        closed.GetProperty("owner").GetProperty("reference").GetString().ShouldBe("Practitioner/p1");
    }

    [Fact]
    public async Task A_deleted_task_is_made_anew()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        await OpenAsync(fixture, "c1", FaxTaskCode.DecideOutcome);
        var key = FaxTasks.KeyOf(ReceivingFixture.Project, "c1", FaxTaskCode.DecideOutcome);
        await fixture.Store.WriteAsync((transaction, token) => transaction.DeleteAsync(ReceivingFixture.Project, key, null, null, token), default);

        await OpenAsync(fixture, "c1", FaxTaskCode.DecideOutcome);

        (await fixture.AllAsync("Task")).ShouldHaveSingleItem().GetProperty("status").GetString().ShouldBe("requested");
    }

    [Fact]
    public void Ids_are_version_5_uuids_of_the_project_and_the_name()
    {
        var id = DeterministicId.For(new ProjectKey("a", "b"), "x");
        Guid.Parse(id).Version.ShouldBe(5);
        id.ShouldBe(id.ToLowerInvariant());
        id.ShouldBe(DeterministicId.For(new ProjectKey("a", "b"), "x"));
        id.ShouldNotBe(DeterministicId.For(new ProjectKey("a", "c"), "x"));
        id.ShouldNotBe(DeterministicId.For(new ProjectKey("a", "b"), "y"));
        (Guid.Parse(id).Variant & 0xC).ShouldBe(0x8);
    }

    private static Task<bool> OpenAsync(ReceivingFixture fixture, string communicationId, string code) => fixture.Store.WriteAsync(
        async (transaction, token) =>
        {
            await Tasks.OpenAsync(transaction, ReceivingFixture.Project, communicationId, code, "Decide.", token);
            return true;
        },
        default);

    private static Task<bool> CloseAsync(ReceivingFixture fixture, string communicationId, string code) => fixture.Store.WriteAsync(
        async (transaction, token) =>
        {
            await Tasks.CloseAsync(transaction, ReceivingFixture.Project, communicationId, code, token);
            return true;
        },
        default);
}
