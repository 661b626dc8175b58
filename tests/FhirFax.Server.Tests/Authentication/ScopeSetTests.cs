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
            if (grant.Narrow(ask.Text) is not { } narrowed)
            {
                return !asked.Exists(granted.Contains);
            }

            return Rights(narrowed).IsSubsetOf(Rights(grant)) && Rights(narrowed).IsSubsetOf(Rights(ask))
                && Rights(Parse([.. asked.Where(granted.Contains)])).IsSubsetOf(Rights(narrowed));
        }).QuickCheckThrowOnFailure();
    }

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
