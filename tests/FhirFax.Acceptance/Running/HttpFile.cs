using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace FhirFax.Acceptance.Running;

/// <summary>A <c>.http</c> file as editors send it: file variables, named requests, and <c>{{name.response.body.$.path}}</c>.</summary>
public sealed partial class HttpFile
{
    private readonly Dictionary<string, string> _variables = [];
    private readonly Dictionary<string, JsonNode> _answers = [];

    public HttpFile(string text)
    {
        var parts = text.Split("\n### ");
        foreach (Match variable in Variable().Matches(parts[0]))
        {
            _variables[variable.Groups[1].Value] = variable.Groups[2].Value.Trim();
        }

        Requests = [.. parts.Skip(1).Select(Parse)];
    }

    public IReadOnlyList<HttpFileRequest> Requests { get; }

    /// <summary>Gives a file variable a value; one that the file does not have is a mistake of the test.</summary>
    public void Set(string variable, string value)
    {
        _variables.ContainsKey(variable).ShouldBeTrue(variable);
        _variables[variable] = value;
    }

    /// <param name="folder">Where file bodies are looked for.</param>
    public async Task<(int Status, string Text)> SendAsync(HttpClient http, HttpFileRequest request, string folder)
    {
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), Fill(request.Url));
        message.Content = request.Body.Length == 0 ? null : new ByteArrayContent(await ReadBodyAsync(request, folder));
        foreach (var (name, value) in request.Headers)
        {
            (message.Headers.TryAddWithoutValidation(name, Fill(value)) || message.Content!.Headers.TryAddWithoutValidation(name, Fill(value))).ShouldBeTrue(name);
        }

        using var answer = await http.SendAsync(message);
        var text = await answer.Content.ReadAsStringAsync();
        if (request.Name is not null)
        {
            _answers[request.Name] = JsonNode.Parse(text)!;
        }

        return ((int)answer.StatusCode, text);
    }

    private static HttpFileRequest Parse(string part)
    {
        var lines = part.Split('\n');
        var name = lines.FirstOrDefault(line => line.StartsWith("# @name ", StringComparison.Ordinal))?["# @name ".Length..].Trim();
        var rest = lines.Skip(1).SkipWhile(line => line.StartsWith('#') || line.Length == 0).ToList();
        var start = rest[0].Split(' ', 2);
        var headers = rest.Skip(1).TakeWhile(line => line.Length > 0).Select(line => line.Split(": ", 2)).Select(pair => (pair[0], pair[1])).ToList();
        return new HttpFileRequest(lines[0], name, start[0], start[1], headers, string.Join('\n', rest.Skip(2 + headers.Count)).Trim());
    }

    /// <summary>The lines, each <c>&lt; path</c> replaced by that file; a multipart body has the line ends of RFC 2046.</summary>
    private async Task<byte[]> ReadBodyAsync(HttpFileRequest request, string folder)
    {
        var end = request.Headers.Any(header => header.Value.StartsWith("multipart/", StringComparison.Ordinal)) ? "\r\n"u8.ToArray() : "\n"u8.ToArray();
        using var body = new MemoryStream();
        foreach (var line in request.Body.Split('\n'))
        {
            body.Write(body.Length == 0 ? [] : end);
            body.Write(line.StartsWith("< ", StringComparison.Ordinal)
                ? await File.ReadAllBytesAsync(Path.Combine(folder, line[2..]))
                : Encoding.UTF8.GetBytes(Fill(line)));
        }

        return body.ToArray();
    }

    private string Fill(string text) => Placeholder().Replace(text, match => Value(match.Groups[1].Value));

    private string Value(string expression)
    {
        if (_variables.TryGetValue(expression, out var variable))
        {
            return variable;
        }

        var parts = expression.Split(".response.body.$");
        JsonNode? node = _answers[parts[0]];
        foreach (Match step in Step().Matches(parts[1]))
        {
            node = step.Groups[2].Success ? node![int.Parse(step.Groups[2].ValueSpan, System.Globalization.CultureInfo.InvariantCulture)] : node![step.Groups[1].Value];
        }

        return node?.GetValue<string>() ?? throw new InvalidOperationException($"{expression} is not in the answer.");
    }

    [GeneratedRegex(@"^@(\w+) *=(.*)$", RegexOptions.Multiline)]
    private static partial Regex Variable();

    [GeneratedRegex(@"\{\{([^{}]+)\}\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\.(\w+)|\[(\d+)\]")]
    private static partial Regex Step();
}
