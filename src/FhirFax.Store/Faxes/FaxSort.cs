namespace FhirFax.Store.Faxes;

/// <summary>What a list of faxes can be sorted by.</summary>
public enum FaxSort
{
    Created = 1,
    Updated = 2,
    Sent = 3,
    Received = 4,

    /// <summary>In the order of <see cref="FaxStatus"/>.</summary>
    Status = 5,

    /// <summary>By code point.</summary>
    Subject = 6,
    Sender = 7,
    Receiver = 8,
    Reviewed = 9,
    Pages = 10,
}
