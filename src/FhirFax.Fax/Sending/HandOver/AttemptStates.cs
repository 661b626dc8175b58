using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Sending.HandOver;

internal static class AttemptStates
{
    /// <summary>Whether the carrier may or may not have it.</summary>
    public static bool IsInDoubt(this AttemptRecord attempt) => attempt.Status is AttemptStatus.Submitting or AttemptStatus.Unknown;

    /// <summary>The one Attempt that is in none of the end states that allow another; null when there is none.</summary>
    public static AttemptRecord? Live(this IReadOnlyList<AttemptRecord> attempts)
    {
        for (var i = attempts.Count - 1; i >= 0; i--)
        {
            if (attempts[i].Status is not (AttemptStatus.ProvedAbsent or AttemptStatus.Failed or AttemptStatus.Cancelled))
            {
                return attempts[i];
            }
        }

        return null;
    }

    public static AttemptRecord? WithId(this IReadOnlyList<AttemptRecord> attempts, string id)
    {
        foreach (var attempt in attempts)
        {
            if (attempt.Id == id)
            {
                return attempt;
            }
        }

        return null;
    }
}
