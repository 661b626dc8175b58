namespace FhirFax.Fhir.Search;

/// <summary>The left side of a query pair: <c>code</c>, <c>code:modifier</c>, <c>code:Type.chain</c>, <c>_has:Type:reference:code</c>.</summary>
/// <param name="Modifier">What follows the first colon; null when there is none.</param>
/// <param name="Chain">What follows the first dot; null when there is none.</param>
internal sealed record SearchParameterName(string Code, string? Modifier, string? Chain)
{
    public static SearchParameterName Parse(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        var head = dot < 0 ? text : text[..dot];
        var colon = head.IndexOf(':', StringComparison.Ordinal);
        return new SearchParameterName(
            colon < 0 ? head : head[..colon],
            colon < 0 ? null : head[(colon + 1)..],
            dot < 0 ? null : text[(dot + 1)..]);
    }
}
