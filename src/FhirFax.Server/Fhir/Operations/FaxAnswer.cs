using FhirFax.Fax.Sending;
using FhirFax.Server.Fhir.Results;
using FhirFax.Store.Resources;

namespace FhirFax.Server.Fhir.Operations;

/// <summary>How the operations on a sent fax answer: 200, or 202 while the carrier has not said; the Communication either way.</summary>
internal static class FaxAnswer
{
    public static FhirResult Of(SendResult result) => result switch
    {
        SendResult.Accepted accepted => Shown(StatusCodes.Status200OK, accepted.Communication, accepted.IsReplay),
        SendResult.Pending pending => Shown(StatusCodes.Status202Accepted, pending.Communication, pending.IsReplay),
        SendResult.Problem problem => FhirResult.Of(problem.Reason),
        _ => throw new InvalidOperationException($"An operation on a fax cannot end as {result.GetType().Name}."),
    };

    private static FhirResult Shown(int status, StoredResource communication, bool isReplay)
    {
        var result = FhirResult.Of(status, communication) with { Headers = isReplay ? [new("Idempotency-Replayed", "true")] : [] };
        return status == StatusCodes.Status200OK ? result with { ContentLocation = communication.Key.ToString() } : result;
    }
}
