using System.Globalization;
using System.Text.Json;
using FhirFax.EFax.Sandbox.Clock;

namespace FhirFax.EFax.Sandbox.State;

/// <summary>Single values: the clock, and counters of what happened to a number.</summary>
internal static class SettingTable
{
    private const string ClockName = "clock";
    private const string MixName = "fault-mix";
    private const string CallsOf = "calls:";

    public static ClockSetting? ReadClock(StateSession session) =>
        Read(session, ClockName) is { } text ? JsonSerializer.Deserialize<ClockSetting>(text) : null;

    public static void WriteClock(StateSession session, ClockSetting setting) => Write(session, ClockName, JsonSerializer.Serialize(setting));

    /// <summary>Null: nothing strikes by chance.</summary>
    public static FaultMix? ReadMix(StateSession session) => Read(session, MixName) is { Length: > 0 } text ? JsonSerializer.Deserialize<FaultMix>(text) : null;

    /// <summary>The counts of calls begin anew with every mix.</summary>
    public static void WriteMix(StateSession session, FaultMix? mix)
    {
        session.Execute("DELETE FROM setting WHERE name LIKE $calls", ("$calls", CallsOf + "%"));
        Write(session, MixName, mix is null ? "" : JsonSerializer.Serialize(mix));
    }

    /// <summary>How many calls of an endpoint there were before this one, since the mix was set.</summary>
    public static int CountCall(StateSession session, string method, string pattern) => Count(session, $"{CallsOf}{method} {pattern}");

    /// <summary>Counts one more; returns how many it was before.</summary>
    public static int Count(StateSession session, string name)
    {
        var before = Read(session, name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
        Write(session, name, (before + 1).ToString(CultureInfo.InvariantCulture));
        return before;
    }

    private static string? Read(StateSession session, string name) =>
        session.Scalar("SELECT value FROM setting WHERE name = $name", ("$name", name)) as string;

    private static void Write(StateSession session, string name, string value) => session.Execute(
        "INSERT INTO setting (name, value) VALUES ($name, $value) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        ("$name", name), ("$value", value));
}
