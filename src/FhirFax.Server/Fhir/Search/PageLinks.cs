using System.Buffers;
using System.Text;
using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Fhir.Results;

namespace FhirFax.Server.Fhir.Search;

/// <summary>The self and next links of a page (R4 http.html#paging): absolute, with what took effect.</summary>
/// <param name="url">Absolute, without a query.</param>
/// <param name="applied">The parameters that took effect.</param>
internal sealed class PageLinks(string url, IReadOnlyList<KeyValuePair<string, string>> applied)
{
    /// <summary>The parameter that says where the page before ended; opaque to clients.</summary>
    public const string Cursor = "_cursor";

    /// <summary>What needs no escape: RFC 3986 2.3 and those that stay readable.</summary>
    private static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/,");

    public string Self(string? cursor) => Build(cursor);

    /// <summary>Null on the last page.</summary>
    public string? Next(string? cursor) => cursor is null ? null : Build(cursor);

    public static FhirResult BadCursor() => FhirResult.Error(
        StatusCodes.Status400BadRequest, IssueCode.Value, "This page link was not made by this server, or not for this search.");

    private string Build(string? cursor)
    {
        var link = new StringBuilder(url);
        var separator = '?';
        foreach (var (name, value) in applied)
        {
            // A cursor replaces an earlier one, and any skipping: it already stands behind what was skipped.
            if (name == Cursor || (cursor is not null && name == "_offset"))
            {
                continue;
            }

            link.Append(separator).Append(Escape(name)).Append('=').Append(Escape(value));
            separator = '&';
        }

        if (cursor is not null)
        {
            link.Append(separator).Append(Cursor).Append('=').Append(Uri.EscapeDataString(cursor));
        }

        return link.ToString();
    }

    /// <summary>Escapes what has a meaning in a query; the characters that searches are full of stay readable.</summary>
    private static string Escape(string text) => text.AsSpan().ContainsAnyExcept(Plain)
        ? Uri.EscapeDataString(text).Replace("%3A", ":", StringComparison.Ordinal).Replace("%2F", "/", StringComparison.Ordinal).Replace("%2C", ",", StringComparison.Ordinal)
        : text;
}
