using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Search;
using FsCheck;
using FsCheck.Fluent;

namespace FhirFax.Store.Compliance;

/// <summary>Generators of index entries and queries over a few values, so that matches, ties, repeats and absences are frequent.</summary>
internal static class SearchCases
{
    private static readonly string[] Words = ["a", "ab", "abc", "b", "bé", "ÿ", "\uE000", "😀"];
    private static readonly string?[] Systems = [null, "urn:s", "urn:t"];
    private static readonly long[] Instants = [-5_000_000, 0, 1_000_000, 2_000_000, 86_400_000_000, 1_768_478_400_000_000, long.MaxValue / 4];
    private static readonly double[] Numbers = [-3, 0, 0.5, 1, 99.5, 100, 101];

    public static Gen<IndexEntry[]> Entries { get; } = Entry().ArrayOf().Resize(6).Select(entries => entries.Distinct().ToArray());

    public static Gen<SearchQuery> Query { get; } =
        from filters in Filter().ArrayOf().Resize(3)
        from sort in Sort().ArrayOf().Resize(2)
        select new SearchQuery { ResourceType = "Observation", Filters = filters, Sort = sort };

    private static Gen<IndexEntry> Entry() => Gen.OneOf(
        from word in Gen.Elements(Words) from exact in Gen.Elements(Words) select (IndexEntry)new IndexEntry.String("string", word, exact),
        from word in Gen.Elements(Words) from system in Gen.Elements(Systems) select (IndexEntry)new IndexEntry.Token("token", system, word),
        from word in Gen.Elements(Words) from type in Gen.Elements(null, "Patient", "Group") select (IndexEntry)new IndexEntry.Reference("reference", type, word),
        from word in Gen.Elements(Words) select (IndexEntry)new IndexEntry.Uri("uri", word),
        from interval in Gen.Frequency((4, Interval()), (1, OpenInterval())) select (IndexEntry)new IndexEntry.Date("date", interval.Low, interval.High),
        from number in Gen.Elements(Numbers) from half in Gen.Elements(0.5, 0.05) select (IndexEntry)new IndexEntry.Number("number", number - half, number + half),
        from code in Gen.Elements("string", "date", "never") select (IndexEntry)new IndexEntry.Token(DerivedCode.Present(code), null, "true"),
        from number in Gen.Elements(Numbers)
        from unit in Gen.Elements("mg", "g")
        select (IndexEntry)new IndexEntry.Quantity("quantity", number - 0.5, number + 0.5, "urn:u", unit));

    private static Gen<(long Low, long High)> Interval() =>
        from low in Gen.Elements(Instants) from length in Gen.Elements(1L, 1_000_000L, 2_000_000L, 86_399_999_999L, 86_400_000_000L, 86_400_000_001L, 2_592_000_000_000L) select (low, low + length);

    private static Gen<(long Low, long High)> OpenInterval() => Gen.OneOf(
        from low in Gen.Elements(Instants) select (low, long.MaxValue),
        from high in Gen.Elements(Instants) select (long.MinValue, high),
        Gen.Constant((long.MinValue, long.MaxValue)));

    private static Gen<SearchFilter> Filter() => Gen.Frequency(
        (6, Positive()),
        (1, Positive().Select(filter => (SearchFilter)new SearchFilter.Not(filter))),
        (1, from key in Keys() from isMissing in Gen.Elements(true, false) select (SearchFilter)new SearchFilter.Missing(key.Code, key.Type, isMissing)));

    private static Gen<SearchFilter> Positive() => Gen.OneOf(
        Parameter("string", SearchParameterType.String, from word in Gen.Elements(Words) select (SearchValue)new SearchValue.String(word)),
        Parameter("string", SearchParameterType.String, from word in Gen.Elements(Words) from exact in Gen.Elements(Words) select (SearchValue)new SearchValue.ExactText(word, exact)),
        Parameter("string", SearchParameterType.String, from word in Gen.Elements(Words) select (SearchValue)new SearchValue.ContainedText(word)),
        Parameter("uri", SearchParameterType.Uri, from word in Gen.Elements(Words) select (SearchValue)new SearchValue.UriBelow(word)),
        Parameter("token", SearchParameterType.Token, from word in Gen.Elements([null, .. Words]) from system in Gen.Elements(["", .. Systems]) where word is not null || system is not null select (SearchValue)new SearchValue.Token(system, word)),
        Parameter("reference", SearchParameterType.Reference, from word in Gen.Elements(Words) from type in Gen.Elements(null, "Patient", "Group") select (SearchValue)new SearchValue.Reference(type, word)),
        Parameter("uri", SearchParameterType.Uri, from word in Gen.Elements(Words) select (SearchValue)new SearchValue.Uri(word)),
        Parameter("date", SearchParameterType.Date, Date().Select(d => (SearchValue)d)),
        Parameter("number", SearchParameterType.Number, from number in Gen.Elements(Numbers) from prefix in Prefix() select (SearchValue)new SearchValue.Number(prefix, number - 0.5, number + 0.5)),
        Parameter(
            "quantity",
            SearchParameterType.Quantity,
            from number in Gen.Elements(Numbers)
            from prefix in Prefix()
            from system in Gen.Elements(null, "urn:u")
            from unit in Gen.Elements(null, "mg", "kg")
            select (SearchValue)new SearchValue.Quantity(prefix, number - 0.5, number + 0.5, system, unit)),
        from ids in Gen.Choose(0, 30).Select(n => $"r{n}").NonEmptyListOf() select (SearchFilter)new SearchFilter.Id([.. ids]),
        from date in Date().NonEmptyListOf() select (SearchFilter)new SearchFilter.LastUpdated([.. date]));

    private static Gen<SearchFilter> Parameter(string code, SearchParameterType type, Gen<SearchValue> value) =>
        from first in value from more in value.ArrayOf().Resize(2) select (SearchFilter)new SearchFilter.Parameter(code, type, [first, .. more]);

    private static Gen<SearchValue.Date> Date() => from prefix in Prefix() from interval in Interval() select new SearchValue.Date(prefix, interval.Low, interval.High);

    private static Gen<SearchPrefix> Prefix() => Gen.Elements(Enum.GetValues<SearchPrefix>());

    private static Gen<(string Code, SearchParameterType Type)> Keys() => Gen.Elements(
        ("string", SearchParameterType.String),
        ("token", SearchParameterType.Token),
        ("reference", SearchParameterType.Reference),
        ("uri", SearchParameterType.Uri),
        ("date", SearchParameterType.Date),
        ("number", SearchParameterType.Number),
        ("quantity", SearchParameterType.Quantity),
        ("never", SearchParameterType.Token));

    private static Gen<SortKey> Sort() =>
        from key in Gen.OneOf(Keys(), Gen.Elements(("_id", SearchParameterType.Token), ("_lastUpdated", SearchParameterType.Date)))
        from backwards in Gen.Elements(true, false)
        select new SortKey(key.Item1, key.Item2, backwards);
}
