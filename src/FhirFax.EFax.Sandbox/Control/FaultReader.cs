using System.Globalization;
using System.Text.Json.Nodes;
using FhirFax.EFax.Sandbox.State;

namespace FhirFax.EFax.Sandbox.Control;

/// <summary>
/// Reads a fault order: <c>{"method":"POST","path":"/faxes","kind":"drop-after","count":1}</c>; kinds are <c>status</c> (with <c>status</c>, <c>body</c>,
/// <c>headers</c>), <c>drop-before</c>, <c>drop-after</c>, <c>hang</c>, <c>hang-after</c>, <c>truncate</c>, <c>garble</c>.
/// </summary>
internal static class FaultReader
{
    public static Fault? Read(JsonObject? json, out int count, out string problem)
    {
        count = 1;
        problem = "A JSON object with a kind (status, drop-before, drop-after, hang, hang-after, truncate, garble) is required.";
        if (json is null)
        {
            return null;
        }

        var status = Number(json, "status") ?? 0;
        count = Number(json, "count") ?? 1;
        var kind = ControlBody.Text(json, "kind")?.Replace("-", "", StringComparison.Ordinal) ?? (status > 0 ? nameof(FaultKind.Status) : "");
        if (kind.Any(char.IsAsciiDigit) || !Enum.TryParse<FaultKind>(kind, ignoreCase: true, out var parsed))
        {
            return null;
        }

        if (count < 1 || (parsed == FaultKind.Status && status is < 200 or > 599))
        {
            problem = "count must be positive, and a status fault needs a status of 200 to 599.";
            return null;
        }

        return new Fault
        {
            Method = ControlBody.Text(json, "method"),
            Path = ControlBody.Text(json, "path"),
            Kind = parsed,
            Status = status,
            Body = json["body"] is JsonValue text && text.TryGetValue<string>(out var given) ? given : json["body"]?.ToJsonString(),
            Headers = (json["headers"] as JsonObject)?.ToDictionary(static header => header.Key, static header => header.Value?.ToString() ?? "") ?? [],
        };
    }

    private static int? Number(JsonObject json, string name) =>
        int.TryParse(json[name]?.ToString(), CultureInfo.InvariantCulture, out var value) ? value : null;
}
