using System.Text.Json;
using FhirFax.Fax.Numbers;
using FhirFax.Fax.Resources;

namespace FhirFax.Fax.Sending.Recipients;

/// <summary>Chooses the fax number out of lists of ContactPoints (design 7, step 4).</summary>
internal static class FaxContactPoint
{
    /// <summary>The first list that holds a usable fax number decides; when none does, what is wrong with the first number found; null when there is no number at all.</summary>
    /// <param name="lists">In order of preference.</param>
    public static FaxContactChoice? Choose(IReadOnlyList<List<JsonElement>> lists, string? defaultCountryCode, DateTimeOffset now)
    {
        FaxContactChoice? unusable = null;
        foreach (var list in lists)
        {
            var choice = Choose(list, defaultCountryCode, now);
            if (choice is not null && HoldsNumber(list, defaultCountryCode, now))
            {
                return choice;
            }

            unusable ??= choice;
        }

        return unusable;
    }

    private static bool HoldsNumber(List<JsonElement> list, string? defaultCountryCode, DateTimeOffset now)
    {
        foreach (var point in list)
        {
            if (IsInForce(point, now) && FaxNumber.TryParse(point.Text("value"), defaultCountryCode, out _, out _))
            {
                return true;
            }
        }

        return false;
    }

    private static FaxContactChoice? Choose(List<JsonElement> list, string? defaultCountryCode, DateTimeOffset now)
    {
        JsonElement? best = null;
        foreach (var point in list)
        {
            if (IsInForce(point, now) && (best is not { } first || Rank(point) < Rank(first)))
            {
                best = point;
            }
        }

        if (best is not { } chosen)
        {
            return null;
        }

        var text = chosen.Text("value");
        if (!FaxNumber.TryParse(text, defaultCountryCode, out var number, out var refusal))
        {
            return new FaxContactChoice.Refused(refusal);
        }

        return Rival(list, chosen, number, defaultCountryCode, now) is { } rival
            ? new FaxContactChoice.Refused($"Two fax numbers, {text} and {rival}, are equal in rank and use: give one of them a lower rank, or end its period.")
            : new FaxContactChoice.Chosen(number);
    }

    private static bool IsInForce(JsonElement point, DateTimeOffset now) =>
        point.Text("system") == "fax"
        && point.Text("use") != "old"
        && !string.IsNullOrWhiteSpace(point.Text("value"))
        && FhirPeriod.IsActive(point, now);

    /// <summary>Another number that has the same claim as the chosen one: then none of them is.</summary>
    private static string? Rival(List<JsonElement> list, JsonElement chosen, FaxNumber number, string? defaultCountryCode, DateTimeOffset now)
    {
        foreach (var point in list)
        {
            if (IsInForce(point, now)
                && Rank(point) == Rank(chosen)
                && point.Text("use") == chosen.Text("use")
                && !(FaxNumber.TryParse(point.Text("value"), defaultCountryCode, out var other, out _) && other == number))
            {
                return point.Text("value");
            }
        }

        return null;
    }

    /// <summary>R4 counts from 1, most preferred; without one it is preferred least.</summary>
    private static int Rank(JsonElement point) =>
        point.Child("rank") is { ValueKind: JsonValueKind.Number } rank && rank.TryGetInt32(out var value) ? value : int.MaxValue;
}
