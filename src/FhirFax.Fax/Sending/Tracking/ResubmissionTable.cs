using System.Text.Json;
using System.Text.Json.Serialization;
using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Sending.Tracking;

/// <summary>
/// Which failures are tried again without being asked, and when: the classes of <c>resubmissions.json</c>, bounded by <see cref="SendingOptions.Resubmissions"/>. A code that is in none
/// of them is never tried again.
/// </summary>
internal sealed class ResubmissionTable
{
    private const string File = "resubmissions.json";

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    private readonly Dictionary<string, FailureClass> _classes;

    private ResubmissionTable(Dictionary<string, FailureClass> classes) => _classes = classes;

    /// <summary>The one that this program carries.</summary>
    /// <exception cref="InvalidDataException">It is unusable.</exception>
    public static ResubmissionTable Embedded()
    {
        using var stream = typeof(ResubmissionTable).Assembly.GetManifestResourceStream(File) ?? throw new InvalidDataException($"{File} is missing.");
        return Read(stream);
    }

    /// <exception cref="InvalidDataException">It is no JSON of failure classes, or one of them is unusable; the message names it.</exception>
    public static ResubmissionTable Read(Stream json)
    {
        Dictionary<string, FailureClass?> named;
        try
        {
            named = JsonSerializer.Deserialize<Dictionary<string, FailureClass?>>(json, Strict) ?? [];
        }
        catch (JsonException problem)
        {
            throw new InvalidDataException($"{File}: {problem.Message}", problem);
        }

        var classes = new Dictionary<string, FailureClass>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, failures) in named)
        {
            if (failures is null || failures.Problem is not null)
            {
                throw new InvalidDataException($"{File}: class {name} {failures?.Problem ?? "is empty"}.");
            }

            foreach (var code in failures.Codes)
            {
                if (!classes.TryAdd(code, failures))
                {
                    throw new InvalidDataException($"{File}: class {name} repeats {code}, which another class has.");
                }
            }
        }

        return new ResubmissionTable(classes);
    }

    /// <summary>How long to wait before another Attempt; null when there shall be none.</summary>
    /// <param name="errorCode">The carrier's code for the Attempt that just failed.</param>
    /// <param name="pages">Pages that the carrier says went across, of any Attempt; null when it does not say.</param>
    /// <param name="attempts">All Attempts, that one still as it was before.</param>
    /// <param name="bound">New Attempts that the operator allows.</param>
    public TimeSpan? After(string? errorCode, int? pages, IReadOnlyList<AttemptRecord> attempts, int bound)
    {
        if (errorCode is null || !_classes.TryGetValue(errorCode, out var failures) || (failures.OnlyWithoutPages && pages != 0))
        {
            return null;
        }

        var failed = 0;
        foreach (var attempt in attempts)
        {
            failed += attempt.Status == AttemptStatus.Failed ? 1 : 0;
        }

        if (failed >= Math.Min(failures.Most, bound))
        {
            return null;
        }

        var pause = failures.First * (failed + 1);
        return pause < failures.Longest ? pause : failures.Longest;
    }
}
