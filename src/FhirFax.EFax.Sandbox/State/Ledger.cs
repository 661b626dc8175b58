using System.Text.Json;
using System.Text.Json.Nodes;

namespace FhirFax.EFax.Sandbox.State;

/// <summary>Every call that reached the emulated API, in order.</summary>
internal static class Ledger
{
    public static void Add(StateSession session, LedgerEntry entry) =>
        session.Execute("INSERT INTO ledger (entry) VALUES ($entry)", ("$entry", JsonSerializer.Serialize(entry, JsonSerializerOptions.Web)));

    /// <param name="after">Only entries with a higher sequence number.</param>
    public static JsonArray Read(StateSession session, long after, int limit)
    {
        var entries = session.Query(
            "SELECT seq, entry FROM ledger WHERE seq > $after ORDER BY seq LIMIT $limit",
            static row =>
            {
                var entry = JsonNode.Parse(row.GetString(1))!.AsObject();
                entry.Insert(0, "seq", row.GetInt64(0));
                return entry;
            },
            ("$after", after), ("$limit", limit));
        return new JsonArray([.. entries]);
    }
}
