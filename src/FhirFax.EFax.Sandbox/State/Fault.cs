namespace FhirFax.EFax.Sandbox.State;

/// <summary>Something that shall go wrong with the next calls that match.</summary>
internal sealed record Fault
{
    /// <summary>What the ledger calls it; null: its kind.</summary>
    public string? Name { get; init; }

    /// <summary>Null: any.</summary>
    public string? Method { get; init; }

    /// <summary>A path in which <c>*</c> stands for anything; null: any.</summary>
    public string? Path { get; init; }

    public required FaultKind Kind { get; init; }

    /// <summary>For <see cref="FaultKind.Status"/>.</summary>
    public int Status { get; init; }

    /// <summary>For <see cref="FaultKind.Status"/>: the body, sent as JSON when it starts like JSON.</summary>
    public string? Body { get; init; }

    /// <summary>For <see cref="FaultKind.Status"/>: additional headers, such as <c>Retry-After</c>.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>As the ledger shows it.</summary>
    public override string ToString() => Name ?? Kind.ToString();

    /// <param name="isLaterPage">Whether the call asks for a page after the first: what moves pages waits for one.</param>
    public bool Matches(string method, string path, bool isLaterPage) =>
        (isLaterPage || Kind is not (FaultKind.SkipOnPage or FaultKind.RepeatOnPage))
        && (Method is null || string.Equals(Method, method, StringComparison.OrdinalIgnoreCase))
        && (Path is null || System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(Path, path, ignoreCase: true));
}
