using System.Text.Json;
using System.Text.Json.Nodes;

namespace FhirFax.EFax.Sandbox.State;

/// <summary>Every call that reached the emulated API, in order.</summary>
internal static class Ledger
{
    private const long MaxEntries = 500_000;
    private const long PruneEvery = 1000;

    /// <summary>Adds one; of a ledger that is far too long the oldest go.</summary>
    public static void Add(StateSession session, LedgerEntry entry)
    {
        var seq = (long)session.Scalar(
            "INSERT INTO ledger (entry) VALUES ($entry) RETURNING seq", ("$entry", JsonSerializer.Serialize(entry, JsonSerializerOptions.Web)))!;
        if (seq % PruneEvery == 0)
        {
            session.Execute("DELETE FROM ledger WHERE seq <= $seq", ("$seq", seq - MaxEntries));
        }
    }

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
