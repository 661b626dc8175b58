namespace FhirFax.Fhir.Search;

/// <summary>A tag or security label of <c>meta</c> by what tells it from others; never without both.</summary>
public readonly record struct MetaLabel(string? System, string? Code)
{
    /// <summary>No system holds one: it is a uri.</summary>
    private const char Separator = ' ';

    public static MetaLabel Parse(string text)
    {
        var end = text.IndexOf(Separator, StringComparison.Ordinal);
        return end < 0 ? new MetaLabel(text, null) : new MetaLabel(end == 0 ? null : text[..end], text[(end + 1)..]);
    }

    /// <summary>What <see cref="Parse"/> reads.</summary>
    public override string ToString() => Code is null ? $"{System}" : $"{System}{Separator}{Code}";
}
