namespace FhirFax.Fax.Sending.Work;

/// <summary>How long a state that is not terminal may last before a person is asked (docs/operations.md, "Who owns a fax that has not ended").</summary>
internal static class DeliveryDeadlines
{
    /// <summary>A fax that waits to be handed over, and a doubt that may settle by itself.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>The carrier gives up after minutes; a day later nobody waits for it any more.</summary>
    public static readonly TimeSpan Transmission = TimeSpan.FromHours(24);

    /// <summary>A person who was asked about a fax that still waits is asked again.</summary>
    public static readonly TimeSpan Reminder = TimeSpan.FromHours(24);
}
