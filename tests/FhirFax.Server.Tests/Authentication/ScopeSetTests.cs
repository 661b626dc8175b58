using FhirFax.Server.Authentication;
using FsCheck;
using FsCheck.Fluent;

namespace FhirFax.Server.Tests.Authentication;

public sealed class ScopeSetTests
{
    private static readonly string[] Types = ["Patient", "Communication", "Binary"];

    private static readonly string[] Operations = ["$send-efax", "$receive-efax"];

    private static readonly Access[] Letters = [Access.Create, Access.Read, Access.Update, Access.Delete, Access.Search];

    private static readonly Gen<string> Scope = Gen.OneOf(
        from type in Gen.Elements("*", "Patient", "Communication", "Binary")
        from access in Gen.Elements("c", "r", "u", "d", "s", "rs", "cud", "cruds", "*", "read", "write")
        select $"system/{type}.{access}",
        Gen.Elements(Operations).Select(o => $"system/{o}"));

    [Fact]
    public void A_narrower_set_gives_nothing_that_was_not_granted_and_nothing_that_was_not_asked_for()
    {
        var sets = Scope.ListOf().Select(list => list.ToList()).ToArbitrary();
        Prop.ForAll(sets, sets, (granted, asked) =>
        {
            var grant = Parse(granted);
            var ask = Parse(asked);
            var shared = Rights(grant);
            if (grant.Narrow(ask.Text) is not { } narrowed)
            {
                return !asked.Exists(granted.Contains) && !asked.Exists(a => Rights(Parse([a])).Overlaps(shared));
            }

            return Rights(narrowed).IsSubsetOf(shared) && Rights(narrowed).IsSubsetOf(Rights(ask))
                && asked.TrueForAll(a => Rights(Parse([a])).Where(shared.Contains).ToHashSet().IsSubsetOf(Rights(narrowed)));
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("system/Patient.rs", "system/*.*", "system/Patient.rs")]
    [InlineData("system/Patient.cruds system/$send-efax", "system/*.rs", "system/Patient.rs")]
    [InlineData("system/Binary.c system/$send-efax", "system/*.cruds", "system/Binary.c system/$send-efax")]
    [InlineData("system/*.rs system/Binary.c", "system/Binary.cruds system/nonsense", "system/Binary.crs")]
    [InlineData("system/*.rs system/Binary.cr", "system/*.cr", "system/*.r system/Binary.c")]
    [InlineData("system/*.*", "system/Patient.read", "system/Patient.read")]
    [InlineData("system/Patient.rs", "system/Binary.rs", null)]
    public void What_is_asked_for_and_granted_in_part_is_given_in_part(string granted, string asked, string? given) =>
        (Parse(granted.Split(' ')).Narrow(asked)?.Text).ShouldBe(given);

    [Theory]
    [InlineData("system/*.*", "All")]
    [InlineData("system/*.rs", "Read")]
    [InlineData("system/Communication.rs", "None")]
    [InlineData("system/Communication.rs system/Binary.r", "Read")]
    [InlineData("system/Binary.c system/Organization.c system/Communication.c system/$send-efax", "Create")]
    [InlineData("system/Communication.cruds system/Binary.cruds system/Organization.cruds system/DocumentReference.cruds", "Read, Create, Delete")]
    [InlineData("system/$send-efax system/$receive-efax", "None")]
    public void Scopes_have_a_worth_in_the_faxes_dialect(string scopes, string worth) =>
        Parse(scopes.Split(' ')).ToFaxPermissions().ToString().ShouldBe(worth);

    [Fact]
    public void A_set_means_the_same_when_it_is_written_and_read_again() =>
        Prop.ForAll(Scope.ListOf().Select(list => list.ToList()).ToArbitrary(), scopes =>
            Rights(Parse(Parse(scopes).Text.Split(' ', StringSplitOptions.RemoveEmptyEntries))).SetEquals(Rights(Parse(scopes)))).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("system/")]
    [InlineData("system/$")]
    [InlineData("system/Patient")]
    [InlineData("system/Patient.")]
    [InlineData("system/.rs")]
    [InlineData("system/Patient.x")]
    [InlineData("system/Patient.rs?category=x")]
    [InlineData("system/patient.rs")]
    [InlineData("System/Patient.rs")]
    [InlineData("user/Patient.rs")]
    [InlineData("system/**.rs")]
    public void What_is_no_scope_is_refused_by_name(string scope)
    {
        ScopeSet.TryParse(["system/Patient.rs", scope], out _, out var unknown).ShouldBeFalse();
        unknown.ShouldBe(scope);
    }

    private static ScopeSet Parse(IEnumerable<string> scopes) =>
        ScopeSet.TryParse(scopes, out var set, out var unknown) ? set : throw new InvalidOperationException(unknown);

    private static HashSet<string> Rights(ScopeSet set)
    {
        var rights = Operations.Where(set.AllowsOperation).ToHashSet(StringComparer.Ordinal);
        foreach (var letter in Letters)
        {
            rights.UnionWith(Types.Where(t => set.Allows(t, letter)).Select(t => $"{t} {letter}"));
            if (set.AllowsEveryType(letter))
            {
                rights.Add($"* {letter}");
            }
        }

        return rights;
    }
}
