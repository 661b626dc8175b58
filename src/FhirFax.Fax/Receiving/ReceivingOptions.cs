namespace FhirFax.Fax.Receiving;

/// <summary>The <c>Receiving__</c> settings, and the part of <c>Fax__</c> that receiving depends on.</summary>
public sealed record ReceivingOptions
{
    /// <summary>Zero: only on <c>$receive-efax</c>.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The first listing reaches back to here; null: 24 h before the start.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>How long a call works before it answers and leaves the rest to the timer.</summary>
    public TimeSpan CallBudget { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Largest received document in bytes.</summary>
    public long MaxImageBytes { get; init; } = 100_000_000;

    /// <summary><c>Fax__DefaultCountryCode</c>, null or "1": how telecom values without + are read when the sender is looked for by calling number.</summary>
    public string? DefaultCountryCode { get; init; }
}
