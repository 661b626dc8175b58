using System.Text.Json;

namespace FhirFax.EFax.Sandbox.State;

/// <summary>The faults that wait for their calls, in the order in which they were ordered.</summary>
internal static class FaultTable
{
    public static void Add(StateSession session, Fault fault, int count) => session.Execute(
        "INSERT INTO fault (remaining, fault) VALUES ($count, $fault)", ("$count", count), ("$fault", JsonSerializer.Serialize(fault)));

    public static int Clear(StateSession session) => session.Execute("DELETE FROM fault");

    /// <summary>The first fault that matches, used up by one; null when the call shall go well.</summary>
    public static Fault? Take(StateSession session, string method, string path, bool isLaterPage)
    {
        var waiting = session.Query(
            "SELECT seq, fault FROM fault ORDER BY seq", static row => (Seq: row.GetInt64(0), Fault: JsonSerializer.Deserialize<Fault>(row.GetString(1))!));
        foreach (var (seq, fault) in waiting)
        {
            if (fault.Matches(method, path, isLaterPage))
            {
                session.Execute("UPDATE fault SET remaining = remaining - 1 WHERE seq = $seq", ("$seq", seq));
                session.Execute("DELETE FROM fault WHERE seq = $seq AND remaining <= 0", ("$seq", seq));
                return fault;
            }
        }

        return null;
    }
}
