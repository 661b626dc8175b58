namespace FhirFax.Acceptance.Running;

/// <summary>One request of a <c>.http</c> file, with its <c>{{…}}</c> not filled in yet.</summary>
/// <param name="Title">What follows <c>###</c>; ends in the expected status in parentheses.</param>
/// <param name="Name">What follows <c># @name</c>, by which later requests refer to the answer; null when nothing does.</param>
/// <param name="Body">The text after the empty line; a line <c>&lt; path</c> stands for a file's bytes.</param>
public sealed record HttpFileRequest(
    string Title, string? Name, string Method, string Url, IReadOnlyList<(string Name, string Value)> Headers, string Body)
{
    public int ExpectedStatus => int.Parse(Title.AsSpan(Title.LastIndexOf('(') + 1, 3), System.Globalization.CultureInfo.InvariantCulture);
}
