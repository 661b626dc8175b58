namespace FhirFax.Acceptance.Fire;

/// <summary>What the carrier does wrong, in the sandbox's words.</summary>
internal static class FaultKinds
{
    public static IReadOnlyList<string> All { get; } =
    [
        "drop-before", "drop-after", "truncate", "garble", "hang", "hang-after", "throttle", "throttle-bare", "server-error", "expire-tokens", "late-image",
        "skip-on-page", "repeat-on-page",
    ];

    /// <summary>A hand-over that one of these strikes has sent its body, or begun to, and gets no usable answer.</summary>
    public static IReadOnlySet<string> LosingTheAnswer { get; } =
        new HashSet<string>(StringComparer.Ordinal) { "drop-before", "drop-after", "truncate", "garble", "hang", "hang-after", "server-error" };

    /// <summary>Ordered faults bear the name of their kind, those by chance the one they were ordered by.</summary>
    public static string Canonical(string name) =>
        string.Concat(name.Select(static (c, i) => char.IsUpper(c) ? (i == 0 ? "" : "-") + char.ToLowerInvariant(c) : c.ToString()));
}
