using FhirFax.Fax.Carriers;
using FhirFax.ProbedServer.Parts;

namespace FhirFax.ProbedServer.Sabotage;

/// <inheritdoc cref="SabotageKind.ResendOnTimeout"/>
internal sealed class ResendingCarrier(ICarrier inner) : CarrierDecorator(inner)
{
    public override async Task<SubmitResult> SubmitAsync(CarrierAccount account, Submission submission, CancellationToken cancellationToken)
    {
        var result = await base.SubmitAsync(account, submission, cancellationToken);
        return result is SubmitResult.Unknown ? await base.SubmitAsync(account, submission, cancellationToken) : result;
    }
}
