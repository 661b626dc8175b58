namespace FhirFax.Fhir.FhirPath;

/// <summary>FHIRPath N1, string manipulation.</summary>
internal static class StringFunctions
{
    private const long MaxProduct = 4_000_000;

    public static IReadOnlyList<Function> Table { get; } =
    [
        new("indexOf", 1, 1, call => OnText(call, (text, part) => text.IndexOf(part, StringComparison.Ordinal))),
        new("startsWith", 1, 1, call => OnText(call, (text, part) => text.StartsWith(part, StringComparison.Ordinal))),
        new("endsWith", 1, 1, call => OnText(call, (text, part) => text.EndsWith(part, StringComparison.Ordinal))),
        new("contains", 1, 1, call => OnText(call, (text, part) => text.Contains(part, StringComparison.Ordinal))),
        new("matches", 1, 1, call => OnText(call, (text, pattern) => call.Evaluator.Patterns.IsMatch(pattern, text))),
        new("substring", 1, 2, Substring),
        new("replace", 2, 2, call => OnText(call, Replace)),
        new("replaceMatches", 2, 2, call => OnText(call, (text, pattern, to) => call.Evaluator.Patterns.Replace(pattern, Growable(text, to), to))),
        new("upper", 0, 0, call => OnText(call, text => text.ToUpperInvariant())),
        new("lower", 0, 0, call => OnText(call, text => text.ToLowerInvariant())),
        new("trim", 0, 0, call => OnText(call, text => text.Trim())),
        new("length", 0, 0, call => OnText(call, text => text.Length)),
        new("toChars", 0, 0, ToChars),
        new("split", 1, 1, Split),
        new("join", 0, 1, Join),
    ];

    private static List<FhirPathItem> OnText(FunctionCall call, Func<string, object> function) =>
        call.FocusValue<string>() is { } text ? Result(call, function(text)) : [];

    private static List<FhirPathItem> OnText(FunctionCall call, Func<string, string, object> function) =>
        call.FocusValue<string>() is { } text && call.ArgumentValue<string>(0) is { } first ? Result(call, function(text, first)) : [];

    private static List<FhirPathItem> OnText(FunctionCall call, Func<string, string, string, object> function) =>
        call.FocusValue<string>() is { } text && call.ArgumentValue<string>(0) is { } first && call.ArgumentValue<string>(1) is { } second
            ? Result(call, function(text, first, second))
            : [];

    private static List<FhirPathItem> Result(FunctionCall call, object value)
    {
        call.Evaluator.Step(value is string text ? text.Length / 16 : 1);
        return [new FhirPathItem(value)];
    }

    private static string Replace(string text, string from, string to) =>
        from.Length == 0 ? Interleave(text, to) : Growable(text, to).Replace(from, to, StringComparison.Ordinal);

    /// <summary>Refuses what might become too long by putting one text into the other as often as it goes.</summary>
    private static string Growable(string text, string part) =>
        (text.Length + 1L) * (part.Length + 1L) <= MaxProduct ? text : throw new FhirPathException("A text would become too long");

    private static string Interleave(string text, string between) =>
        between + string.Concat(Growable(text, between).Select(c => c + between));

    private static List<FhirPathItem> Substring(FunctionCall call)
    {
        if (call.FocusValue<string>() is not { } text || call.Argument(0).Count == 0)
        {
            return [];
        }

        var start = call.ArgumentValue<int>(0);
        if (start < 0 || start >= text.Length)
        {
            return [];
        }

        var length = call.ArgumentCount == 2 && call.Argument(1).Count > 0 ? call.ArgumentValue<int>(1) : int.MaxValue;
        return [new FhirPathItem(length <= 0 ? "" : text.Substring(start, Math.Min(length, text.Length - start)))];
    }

    private static List<FhirPathItem> ToChars(FunctionCall call)
    {
        var text = call.FocusValue<string>() ?? "";
        call.Evaluator.Step(text.Length);
        var results = new List<FhirPathItem>(text.Length);
        foreach (var c in text)
        {
            results.Add(new FhirPathItem(c.ToString()));
        }

        return results;
    }

    private static List<FhirPathItem> Split(FunctionCall call)
    {
        var results = new List<FhirPathItem>();
        if (call.FocusValue<string>() is { } text && call.ArgumentValue<string>(0) is { } separator)
        {
            foreach (var part in text.Split(separator))
            {
                results.Add(new FhirPathItem(part));
            }
        }

        call.Evaluator.Step(results.Count);
        return results;
    }

    private static List<FhirPathItem> Join(FunctionCall call)
    {
        var separator = call.ArgumentCount == 1 ? call.ArgumentValue<string>(0) ?? "" : "";
        return call.Focus.Count == 0 ? [] : Result(call, string.Join(separator, call.Focus.Select(item => item.SystemValue() as string)));
    }
}
