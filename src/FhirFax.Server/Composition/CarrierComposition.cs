using FhirFax.EFax.Sandbox;
using FhirFax.Fax.Carriers;
using FhirFax.Server.Configuration;

namespace FhirFax.Server.Composition;

/// <summary>The carrier: eFax Corporate, or the sandbox that speaks its API.</summary>
internal static class CarrierComposition
{
    public static void AddCarrier(this IServiceCollection services, Settings settings, SandboxHost? sandbox) =>
        services.AddSingleton<ICarrier>(new WipCarrier(settings.Carrier.IsSandbox));

    private sealed class WipCarrier(bool sandbox) : ICarrier
    {
        private static readonly CarrierFailure F = new(CarrierFailureKind.Unreachable, "no carrier");
        public bool IsSandbox => sandbox;
        public string? Trouble(string appId) => null;
        public Task<SubmitResult> SubmitAsync(CarrierAccount account, Submission submission, CancellationToken cancellationToken) => Task.FromResult<SubmitResult>(new SubmitResult.NotSent(F));
        public Task<TransmissionResult> GetTransmissionAsync(CarrierAccount account, string carrierId, CancellationToken cancellationToken) => Task.FromResult<TransmissionResult>(new TransmissionResult.Unavailable(F));
        public Task<FindResult> FindSubmissionAsync(CarrierAccount account, string reference, DateTimeOffset since, CancellationToken cancellationToken) => Task.FromResult<FindResult>(new FindResult.Unavailable(F));
        public Task<ReceivedResult> ListReceivedAsync(CarrierAccount account, ReceivedQuery query, CancellationToken cancellationToken) => Task.FromResult<ReceivedResult>(new ReceivedResult.Unavailable(F));
        public Task<ImageResult> FetchImageAsync(CarrierAccount account, string carrierId, Stream destination, long limit, CancellationToken cancellationToken) => Task.FromResult<ImageResult>(new ImageResult.Unavailable(F));
        public Task<AcknowledgeResult> AcknowledgeAsync(CarrierAccount account, string carrierId, CancellationToken cancellationToken) => Task.FromResult<AcknowledgeResult>(new AcknowledgeResult.Unavailable(F));
        public Task<AccountCheck> CheckAccountAsync(CarrierAccount account, CancellationToken cancellationToken) => Task.FromResult<AccountCheck>(new AccountCheck.Bad(F));
    }
}
