using System.Text.Json.Serialization;

namespace FhirFax.Fax.Sending.Tracking;

/// <summary>Failures that are treated alike when it comes to trying again without being asked.</summary>
internal sealed record FailureClass
{
    /// <summary>The carrier's codes (efax-corporate-api.md 9.3).</summary>
    public required IReadOnlyList<string> Codes { get; init; }

    /// <summary>New Attempts at most, whatever <see cref="SendingOptions.Resubmissions"/> allows; 0: never.</summary>
    public required int Most { get; init; }

    /// <summary>Before the first new Attempt; each later one waits longer by as much.</summary>
    public TimeSpan First { get; init; }

    /// <summary>However often it failed.</summary>
    public TimeSpan Longest { get; init; }

    /// <summary>Only when the carrier says that no page went across: what may have been seen by somebody is not sent a second time unasked.</summary>
    public bool OnlyWithoutPages { get; init; }

    /// <summary>What is wrong with it; null when nothing is.</summary>
    [JsonIgnore]
    public string? Problem => this switch
    {
        { Codes: null or { Count: 0 } } => "has no codes",
        { Most: < 0 or > 10 } => "allows a number of Attempts that is not 0 to 10",
        { Most: > 0 } when First < TimeSpan.FromMinutes(1) => "waits for less than a minute",
        { Most: > 0 } when Longest < First || Longest > TimeSpan.FromDays(1) => "has a longest wait that is shorter than the first or longer than a day",
        _ => null,
    };
}
