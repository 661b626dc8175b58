using System.Globalization;
using System.Text.Json.Nodes;
using FhirFax.EFax.Sandbox.State;

namespace FhirFax.EFax.Sandbox.Control;

/// <summary>
/// Reads a fault order: <c>{"method":"POST","path":"/faxes","kind":"drop-after","count":1}</c>; kinds are <c>status</c> (with <c>status</c>, <c>body</c>,
/// <c>headers</c>), <c>drop-before</c>, <c>drop-after</c>, <c>hang</c>, <c>hang-after</c>, <c>truncate</c>, <c>garble</c>,
/// <c>expire-tokens</c>, <c>skip-on-page</c>, <c>repeat-on-page</c>.
/// </summary>
internal static class FaultReader
{
    public static Fault? Read(JsonObject? json, out int count, out string problem)
    {
        count = 1;
        problem = "A JSON object with a kind (status, drop-before, drop-after, hang, hang-after, truncate, garble, expire-tokens, skip-on-page, repeat-on-page) is required.";
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

    /// <summary>Reads <c>{"seed":1,"rate":0.1,"kinds":["drop-after"]}</c>; without kinds all but those that hang.</summary>
    public static FaultMix? ReadMix(JsonObject? json, out string problem)
    {
        problem = $"A JSON object with seed, rate (0 to 1) and kinds (of {string.Join(", ", FaultMix.KnownKinds)}) is required.";
        if (json is null
            || !long.TryParse(json["seed"]?.ToString(), CultureInfo.InvariantCulture, out var seed)
            || !double.TryParse(json["rate"]?.ToString(), CultureInfo.InvariantCulture, out var rate)
            || rate is not (>= 0 and <= 1))
        {
            return null;
        }

        var kinds = json["kinds"] is JsonArray given
            ? given.Select(static kind => kind?.ToString() ?? "").ToList()
            : FaultMix.KnownKinds.Where(static kind => !kind.StartsWith("hang", StringComparison.Ordinal)).ToList();
        return kinds.TrueForAll(kind => FaultMix.KnownKinds.Contains(kind)) ? new FaultMix(seed, rate, kinds) : null;
    }

    private static int? Number(JsonObject json, string name) =>
        int.TryParse(json[name]?.ToString(), CultureInfo.InvariantCulture, out var value) ? value : null;
}
