using FhirFax.Fax.Carriers;
using FhirFax.ProbedServer.Parts;

namespace FhirFax.ProbedServer.Probes;

/// <summary>Reports the steps at the border to the carrier.</summary>
internal sealed class ProbedCarrier(ICarrier inner, Probe probe) : CarrierDecorator(inner)
{
    public override async Task<SubmitResult> SubmitAsync(CarrierAccount account, Submission submission, CancellationToken cancellationToken)
    {
        probe.Reach(Step.SubmittingCommitted);
        var result = await base.SubmitAsync(account, submission with { MayStillSend = () => MayStillSend(submission) }, cancellationToken);
        return Reach(Step.AnswerReceived, result, result is SubmitResult.Accepted);
    }

    public override async Task<TransmissionResult> GetTransmissionAsync(CarrierAccount account, string carrierId, CancellationToken cancellationToken)
    {
        var result = await base.GetTransmissionAsync(account, carrierId, cancellationToken);
        var isFinal = result is TransmissionResult.Known { State: TransmissionState.Completed or TransmissionState.Failed or TransmissionState.Cancelled };
        return Reach(Step.StatusRead, result, isFinal);
    }

    public override async Task<FindResult> FindSubmissionAsync(CarrierAccount account, string reference, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var result = await base.FindSubmissionAsync(account, reference, since, cancellationToken);
        return Reach(Step.LookedUp, result, result is not FindResult.Unavailable);
    }

    public override async Task<SentResult> ListSentAsync(CarrierAccount account, DateTimeOffset completedSince, CancellationToken cancellationToken)
    {
        var result = await base.ListSentAsync(account, completedSince, cancellationToken);
        return Reach(Step.StatusRead, result, result is SentResult.Listed { Faxes.Count: > 0 });
    }

    public override async Task<ReceivedResult> ListReceivedAsync(CarrierAccount account, ReceivedQuery query, CancellationToken cancellationToken)
    {
        var result = await base.ListReceivedAsync(account, query, cancellationToken);
        return Reach(Step.Listed, result, result is ReceivedResult.Listed listed && listed.Faxes.Any(static fax => !fax.IsDownloaded));
    }

    public override async Task<ImageResult> FetchImageAsync(
        CarrierAccount account, string carrierId, Stream destination, long limit, CancellationToken cancellationToken)
    {
        var result = await base.FetchImageAsync(account, carrierId, destination, limit, cancellationToken);
        return Reach(Step.ImageFetched, result, result is ImageResult.Fetched);
    }

    public override async Task<AcknowledgeResult> AcknowledgeAsync(CarrierAccount account, string carrierId, CancellationToken cancellationToken)
    {
        var result = await base.AcknowledgeAsync(account, carrierId, cancellationToken);
        return Reach(Step.Acknowledged, result, result is AcknowledgeResult.Done);
    }

    private bool MayStillSend(Submission submission)
    {
        var may = submission.MayStillSend();
        return Reach(Step.BodyBegun, may, may);
    }

    private T Reach<T>(Step step, T result, bool isReached)
    {
        if (isReached)
        {
            probe.Reach(step);
        }

        return result;
    }
}
