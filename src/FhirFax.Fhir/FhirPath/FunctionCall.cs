namespace FhirFax.Fhir.FhirPath;

/// <summary>One call while it runs: the collection it is called on, and its arguments, evaluated when asked for.</summary>
internal sealed record FunctionCall(Evaluator Evaluator, string Name, List<FhirPathItem> Focus, IReadOnlyList<Syntax> Arguments, Scope Scope)
{
    public int ArgumentCount => Arguments.Count;

    /// <summary>The type argument of <c>is</c>, <c>as</c>, <c>ofType</c>.</summary>
    public TypeSpecifier Type => (TypeSpecifier)((Syntax.Literal)Arguments[0]).Value!;

    /// <summary>An argument evaluated where the call stands.</summary>
    public List<FhirPathItem> Argument(int index) => Evaluator.Evaluate(Arguments[index], Scope);

    /// <summary>An argument evaluated for one item of the focus.</summary>
    public List<FhirPathItem> Argument(int index, FhirPathItem item, int position, IReadOnlyList<FhirPathItem>? total = null) =>
        Evaluator.Evaluate(Arguments[index], new Scope([item], position, total ?? Scope.Total));

    /// <summary>An argument evaluated for the focus as a whole.</summary>
    public List<FhirPathItem> ArgumentOfFocus(int index) => Evaluator.Evaluate(Arguments[index], Scope with { This = Focus });

    public bool Condition(int index, FhirPathItem item, int position) =>
        Evaluator.ToBoolean(Argument(index, item, position)) ?? false;

    /// <summary>The focus as one value; null when empty.</summary>
    public T? FocusValue<T>() => Single<T>(Focus);

    public T? ArgumentValue<T>(int index) => Single<T>(Argument(index));

    private T? Single<T>(List<FhirPathItem> items)
    {
        if (items.Count == 0)
        {
            return default;
        }

        if (items.Count > 1)
        {
            throw new FhirPathException($"{Name}() needs a single item but found {items.Count}");
        }

        return items[0].SystemValue() is T value ? value : throw new FhirPathException($"{Name}() cannot be used on {items[0].Type?.Name ?? "this value"}");
    }
}
