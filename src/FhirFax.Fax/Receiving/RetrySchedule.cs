using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Receiving;

/// <summary>When a document that could not be had is asked for again, and when that ends. Follows from the inbox row alone, so a restart changes nothing.</summary>
internal static class RetrySchedule
{
    /// <summary>Bytes came, but no usable document: the carrier has been seen to answer with half of one while it still writes.</summary>
    public const int UnreadableTries = 4;

    /// <summary>Tries that end, one after the other, this long after the fax was first seen.</summary>
    private static readonly TimeSpan[] Offsets =
    [
        TimeSpan.Zero,
        TimeSpan.FromSeconds(3),
        TimeSpan.FromSeconds(15),
        TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(20),
        TimeSpan.FromHours(1),
        TimeSpan.FromHours(4),
        TimeSpan.FromHours(12),
        TimeSpan.FromHours(24),
    ];

    /// <summary>No document came at all.</summary>
    public static int MissingTries => Offsets.Length;

    /// <summary>Not before; in the past when it is time.</summary>
    public static DateTimeOffset Due(InboxRecord row) => row.Seen + Offsets[Math.Min(row.Tries, Offsets.Length - 1)];
}
