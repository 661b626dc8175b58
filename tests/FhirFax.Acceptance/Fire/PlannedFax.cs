using System.Globalization;
using System.Text;
using FhirFax.Acceptance.Running;

namespace FhirFax.Acceptance.Fire;

/// <summary>One fax that a client wants to send, with what must become of it: the far end of each number is known (efax-corporate-api.md 14.2 and 9.3).</summary>
/// <param name="Number">E.164; no two faxes have the same.</param>
/// <param name="Ending">The last two digits of a number whose far end is special; null for one that simply takes the fax.</param>
/// <param name="Status">The Communication's, at the end.</param>
/// <param name="CarrierStatus">The carrier's, at the end; null when the carrier must never have taken it.</param>
internal sealed record PlannedFax(int Index, string Number, string? Ending, string Status, string? CarrierStatus)
{
    /// <summary>Stays in PENDING RETRY until a client cancels it.</summary>
    public const string PendingForEver = "91";

    /// <summary>Ends in a word that nobody knows: neither delivered nor failed, for ever.</summary>
    public const string UnknownWord = "97";

    private const int OneSpecialOf = 4;

    private static readonly byte[] Document = Samples.Document("referral.pdf");

    private static readonly (string Ending, string Status, string? CarrierStatus)[] FarEnds =
    [
        ("06", "stopped", "ERROR"),
        ("07", "not-done", "ERROR"),
        ("33", "stopped", "ERROR"),
        ("41", "stopped", "ERROR"),
        ("42", "stopped", "ERROR"),
        ("43", "stopped", "ERROR"),
        ("44", "stopped", "ERROR"),
        ("46", "stopped", "ERROR"),
        ("49", "stopped", "ERROR"),
        ("51", "not-done", "ERROR"),
        ("52", "not-done", "ERROR"),
        ("53", "not-done", "ERROR"),
        ("90", "completed", "COMPLETE"),
        (PendingForEver, "stopped", "CANCELED"),
        ("92", "completed", "COMPLETE"),
        ("93", "completed", "COMPLETE"),
        ("95", "not-done", null),
        ("96", "completed", "COMPLETE"),
        (UnknownWord, "in-progress", "SOMETHING_NEW"),
        ("98", "completed", "COMPLETE"),
    ];

    /// <summary>The document, which no other fax has.</summary>
    public byte[] Content => Marked($"sent {Index}");

    public bool IsOrdinary => Ending is null;

    public static PlannedFax Of(int index)
    {
        if (index % OneSpecialOf != OneSpecialOf - 1)
        {
            return new PlannedFax(index, string.Create(CultureInfo.InvariantCulture, $"+1555{3_000_000 + index}"), null, "completed", "COMPLETE");
        }

        var special = index / OneSpecialOf;
        var (ending, status, carrierStatus) = FarEnds[special % FarEnds.Length];
        // Another area code whenever the endings begin anew.
        var area = 301 + (special / FarEnds.Length);
        return new PlannedFax(index, string.Create(CultureInfo.InvariantCulture, $"+1{area}55501{ending}"), ending, status, carrierStatus);
    }

    /// <summary>A readable document that differs from every other with another mark.</summary>
    public static byte[] Marked(string mark) => [.. Document, .. Encoding.ASCII.GetBytes($"\n% {mark}\n")];
}
