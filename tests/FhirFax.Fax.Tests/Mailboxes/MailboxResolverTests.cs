using FhirFax.Fax.Carriers;
using FhirFax.Fax.Mailboxes;
using FhirFax.Fax.Projects;
using FhirFax.Fax.Tests.Receiving;
using FhirFax.Store;
using FhirFax.Store.Faxes;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Tests.Mailboxes;

public sealed class MailboxResolverTests
{
    private static readonly FaxProject A = new() { Key = new ProjectKey("a", "live"), Secrets = new CarrierSecrets("app-1", "key-a", "user-a") };
    private static readonly FaxProject B = new() { Key = new ProjectKey("b", "live"), Secrets = new CarrierSecrets("app-1", "key-b", "user-b") };

    [Fact]
    public async Task The_default_mailbox_is_the_projects_own()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        var resolving = new Resolving(fixture.Store);

        var resolved = (await resolving.Resolver.ResolveDefaultAsync(A, default)).ShouldBeOfType<MailboxResolution.Resolved>();

        resolved.Account.ShouldBe(new CarrierAccount("app-1", "key-a", "user-a"));
        resolved.Owner.ShouldBeNull();
        (await fixture.Store.MailboxOwnerAsync(resolved.Account.Mailbox, default)).ShouldBe(A.Key);
        (await resolving.Resolver.ResolveDefaultAsync(A with { Secrets = null }, default)).ShouldBeOfType<MailboxResolution.None>();
        (await resolving.Resolver.ResolveDefaultAsync(A with { Secrets = new("app-1", "key", null) }, default)).ShouldBeOfType<MailboxResolution.None>();
    }

    [Fact]
    public async Task The_mailbox_of_a_former_project_is_taken_over_by_who_is_named_its_heir_and_by_nobody_else()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        var resolver = new Resolving(fixture.Store).Resolver;
        await resolver.ResolveDefaultAsync(A, default);
        var heir = B with { Secrets = A.Secrets };

        (await resolver.ResolveDefaultAsync(heir, default)).ShouldBeOfType<MailboxResolution.Refused>();
        (await resolver.ResolveDefaultAsync(heir with { MailboxesOf = [new("c", "live")] }, default)).ShouldBeOfType<MailboxResolution.Refused>();
        (await resolver.ResolveDefaultAsync(heir with { MailboxesOf = [A.Key] }, default)).ShouldBeOfType<MailboxResolution.Resolved>();

        (await resolver.ResolveDefaultAsync(heir, default)).ShouldBeOfType<MailboxResolution.Resolved>();
        (await resolver.ResolveDefaultAsync(A, default)).ShouldBeOfType<MailboxResolution.Refused>();
        (await fixture.Store.MailboxesAsync(A.Key, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_identifier_claims_its_mailbox_at_first_use_and_keeps_it()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        var resolving = new Resolving(fixture.Store);
        var owner = Owner("""{"system":"https://efax.com","value":"user-x"}""");

        var resolved = (await resolving.ResolveAsync(A, owner)).ShouldBeOfType<MailboxResolution.Resolved>();
        resolved.Account.UserId.ShouldBe("user-x");
        resolved.Owner.ShouldBe(owner.Key);

        // The other way round it would have been the other's.
        (await resolving.ResolveAsync(B, owner)).ShouldBeOfType<MailboxResolution.Refused>().Issue.Expression.ShouldBe("Communication.sender");
        (await resolving.ResolveAsync(A, owner)).ShouldBeOfType<MailboxResolution.Resolved>();
        (await fixture.Store.MailboxesAsync(A.Key, default)).ShouldBe([new MailboxKey("app-1", "user-x")]);
        (await fixture.Store.MailboxesAsync(B.Key, default)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("us\u00e9r")]
    [InlineData("two words")]
    [InlineData("line\\nbreak")]
    public async Task A_user_id_that_no_header_can_carry_is_refused_before_anything_is_queued(string userId)
    {
        await using var fixture = await ReceivingFixture.OpenAsync();

        var refused = (await new Resolving(fixture.Store).ResolveAsync(A, Owner($$"""{"system":"https://efax.com","value":"{{userId}}"}""")))
            .ShouldBeOfType<MailboxResolution.Refused>();

        refused.Issue.Expression.ShouldBe("Communication.sender");
        (await fixture.Store.MailboxesAsync(A.Key, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_same_user_id_under_another_app_id_is_another_mailbox()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        var resolving = new Resolving(fixture.Store);
        var owner = Owner("""{"system":"https://efax.com","value":"user-x"}""");
        var other = B with { Secrets = new CarrierSecrets("app-2", "key-b", null) };

        (await resolving.ResolveAsync(A, owner)).ShouldBeOfType<MailboxResolution.Resolved>();
        (await resolving.ResolveAsync(other, owner)).ShouldBeOfType<MailboxResolution.Resolved>();
    }

    [Fact]
    public async Task Defaults_claimed_at_start_are_nobody_elses()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        var resolving = new Resolving(fixture.Store);
        await resolving.Resolver.ClaimDefaultsAsync([A, B], default);

        (await resolving.ResolveAsync(B, Owner("""{"system":"https://efax.com","value":"user-a"}"""))).ShouldBeOfType<MailboxResolution.Refused>();
        (await resolving.ResolveAsync(A, Owner("""{"system":"https://efax.com","value":"user-b"}"""))).ShouldBeOfType<MailboxResolution.Refused>();
        (await resolving.Resolver.ResolveDefaultAsync(B with { Secrets = new("app-1", "key", "user-a") }, default)).ShouldBeOfType<MailboxResolution.Refused>();
    }

    [Fact]
    public async Task Where_projects_share_an_app_id_only_listed_mailboxes_are_usable()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        var resolving = new Resolving(fixture.Store);
        var a = A with { SharesAppId = true, Mailboxes = ["user-x"] };
        var b = B with { SharesAppId = true };

        (await resolving.ResolveAsync(a, Owner("""{"system":"https://efax.com","value":"user-y"}"""))).ShouldBeOfType<MailboxResolution.Refused>();
        (await fixture.Store.MailboxOwnerAsync(new MailboxKey("app-1", "user-y"), default)).ShouldBeNull("what is refused is not claimed");
        (await resolving.ResolveAsync(a, Owner("""{"system":"https://efax.com","value":"user-x"}"""))).ShouldBeOfType<MailboxResolution.Resolved>();
        (await resolving.ResolveAsync(a, Owner("""{"system":"https://efax.com","value":"user-a"}"""))).ShouldBeOfType<MailboxResolution.Resolved>();
        (await resolving.ResolveAsync(b, Owner("""{"system":"https://efax.com","value":"user-x"}"""))).ShouldBeOfType<MailboxResolution.Refused>();
        (await resolving.Resolver.ResolveDefaultAsync(b, default)).ShouldBeOfType<MailboxResolution.Resolved>();

        // Both list it: the first use has it.
        (await resolving.ResolveAsync(b with { Mailboxes = ["user-x"] }, Owner("""{"system":"https://efax.com","value":"user-x"}"""))).ShouldBeOfType<MailboxResolution.Refused>();
    }

    [Fact]
    public async Task A_claimed_mailbox_is_of_no_use_once_it_is_not_listed_or_under_another_app_id()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        var resolving = new Resolving(fixture.Store);
        var mailbox = new MailboxKey("app-1", "user-x");
        await resolving.ResolveAsync(A, Owner("""{"system":"https://efax.com","value":"user-x"}"""));

        (await resolving.Resolver.ResolveClaimedAsync(A, mailbox, default)).ShouldBeOfType<MailboxResolution.Resolved>();
        (await resolving.Resolver.ResolveClaimedAsync(A with { SharesAppId = true }, mailbox, default)).ShouldBeOfType<MailboxResolution.Refused>();
        (await resolving.Resolver.ResolveClaimedAsync(A with { Secrets = new("app-2", "k", null) }, mailbox, default)).ShouldBeOfType<MailboxResolution.None>();
        (await resolving.Resolver.ResolveClaimedAsync(B, mailbox, default)).ShouldBeOfType<MailboxResolution.Refused>();
    }

    [Fact]
    public async Task Of_two_projects_that_ask_at_once_one_gets_the_mailbox()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        var resolving = new Resolving(fixture.Store);
        var owner = Owner("""{"system":"https://efax.com","value":"user-x"}""");

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => resolving.ResolveAsync(i % 2 == 0 ? A : B, owner))));

        var winner = (await fixture.Store.MailboxOwnerAsync(new MailboxKey("app-1", "user-x"), default)).ShouldNotBeNull();
        for (var i = 0; i < results.Length; i++)
        {
            (results[i] is MailboxResolution.Resolved).ShouldBe(winner == (i % 2 == 0 ? A.Key : B.Key));
        }
    }

    [Theory]
    [InlineData("""{"value":"user-x"}""", null)]
    [InlineData("""{"system":"https://efax.com"}""", null)]
    [InlineData("""{"system":"https://efax.com/","value":"user-x"}""", null)]
    [InlineData("""{"system":"https://efax.com","value":"user-x","use":"old"}""", null)]
    [InlineData("""{"system":"https://efax.com","value":"user-x","use":"temp"}""", "user-x")]
    [InlineData("""{"system":"https://efax.com","value":"user-x","period":{"end":"2026-01-14"}}""", null)]
    [InlineData("""{"system":"https://efax.com","value":"user-x","period":{"end":"2026-01-15"}}""", "user-x")]
    [InlineData("""{"system":"https://efax.com","value":"user-x","period":{"end":"2026"}}""", "user-x")]
    [InlineData("""{"system":"https://efax.com","value":"user-x","period":{"end":"2026-01-15T12:00:00+01:00"}}""", null)]
    [InlineData("""{"system":"https://efax.com","value":"user-x","period":{"start":"2026-01-16"}}""", null)]
    [InlineData("""{"system":"https://efax.com","value":"user-x","period":{"start":"2026-01"}}""", "user-x")]
    [InlineData("""{"system":"https://efax.com","value":"user-x","period":{"_end":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"unknown"}]}}}""", null)]
    [InlineData("""{"system":"https://efax.com","value":"user-x"},{"system":"https://efax.com","value":"user-x"}""", "user-x")]
    [InlineData("""{"system":"https://efax.com","value":"user-y","use":"old"},{"system":"https://efax.com","value":"user-x"}""", "user-x")]
    [InlineData("""{"system":"https://efax.com","value":"user-y"},{"system":"https://efax.com","value":"user-x"}""", "refused")]
    public async Task Only_an_identifier_in_force_counts(string identifiers, string? expected)
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        var resolution = await new Resolving(fixture.Store, fixture.Clock).ResolveAsync(A, Owner(identifiers));

        switch (expected)
        {
            case null:
                resolution.ShouldBeOfType<MailboxResolution.None>();
                break;
            case "refused":
                resolution.ShouldBeOfType<MailboxResolution.Refused>().Issue.Text.ShouldContain("two different active identifiers");
                break;
            default:
                resolution.ShouldBeOfType<MailboxResolution.Resolved>().Account.UserId.ShouldBe(expected);
                break;
        }
    }

    private static StoredResource Owner(string identifiers) => new()
    {
        Key = new ResourceKey("Organization", "o1"),
        VersionId = 1,
        LastUpdated = default,
        Utf8 = System.Text.Encoding.UTF8.GetBytes($$"""{"resourceType":"Organization","id":"o1","identifier":[{{identifiers}}]}"""),
    };

    internal sealed class Resolving(IFhirFaxStore store, TimeProvider? clock = null)
    {
        public MailboxResolver Resolver { get; } = new(store, clock);

        public Task<MailboxResolution> ResolveAsync(FaxProject project, StoredResource owner) => Resolver.ResolveAsync(project, owner, "Communication.sender", default);
    }
}
