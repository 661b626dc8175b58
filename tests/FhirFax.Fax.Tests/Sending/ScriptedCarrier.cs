using System.Collections.Concurrent;
using FhirFax.Fax.Carriers;

namespace FhirFax.Fax.Tests.Sending;

/// <summary>A carrier that does what the test says, for answers that no emulation gives on demand. It keeps what really arrived.</summary>
internal sealed class ScriptedCarrier : ICarrier
{
    private readonly ConcurrentQueue<Func<Submission, Task<SubmitResult>>> _submits = new();
    private int _number;

    public bool IsSandbox { get; set; } = true;

    /// <summary>Reference to carrier id of what arrived.</summary>
    public ConcurrentDictionary<string, string> Held { get; } = new();

    public ConcurrentBag<Submission> Submissions { get; } = [];

    /// <summary>What a status question gets; by default it is still in progress.</summary>
    public Func<string, TransmissionResult> Transmission { get; set; } =
        static _ => new TransmissionResult.Known(TransmissionState.InProgress, null, null, null, null);

    /// <summary>What a request to stop gets; by default it is noted.</summary>
    public Func<string, CancelResult> Cancellation { get; set; } = static _ => new CancelResult.Requested();

    public ConcurrentBag<string> Cancellations { get; } = [];

    /// <summary>When set, no listing can be had.</summary>
    public CarrierFailure? ListingFailure { get; set; }

    /// <summary>When true, listings are complete but do not show what arrived.</summary>
    public bool HidesHeld { get; set; }

    /// <summary>When true, listings are complete but do not say which fax is which.</summary>
    public bool IsMute { get; set; }

    public int Listings { get; private set; }

    public static CarrierFailure Failure(CarrierFailureKind kind, TimeSpan? retryAfter = null) => new(kind, $"Scripted {kind}.", null, retryAfter);

    public ScriptedCarrier NextAsync(Func<Submission, Task<SubmitResult>> submit)
    {
        _submits.Enqueue(submit);
        return this;
    }

    public ScriptedCarrier Next(SubmitResult result) => NextAsync(_ => Task.FromResult(result));

    /// <summary>It arrives, and the answer is lost.</summary>
    public ScriptedCarrier NextLosesAnswer() => NextAsync(submission =>
    {
        Take(submission);
        return Task.FromResult<SubmitResult>(new SubmitResult.Unknown(Failure(CarrierFailureKind.Unreachable)));
    });

    public string Take(Submission submission) => Held.GetOrAdd(submission.Reference, _ => $"fax-{Interlocked.Increment(ref _number)}");

    public string? Trouble(string appId) => null;

    public async Task<SubmitResult> SubmitAsync(CarrierAccount account, Submission submission, CancellationToken cancellationToken)
    {
        Submissions.Add(submission);
        return _submits.TryDequeue(out var next) ? await next(submission) : new SubmitResult.Accepted(Take(submission));
    }

    public Task<TransmissionResult> GetTransmissionAsync(CarrierAccount account, string carrierId, CancellationToken cancellationToken) =>
        Task.FromResult(Transmission(carrierId));

    public Task<CancelResult> CancelAsync(CarrierAccount account, string carrierId, CancellationToken cancellationToken)
    {
        Cancellations.Add(carrierId);
        return Task.FromResult(Cancellation(carrierId));
    }

    public Task<FindResult> FindSubmissionAsync(CarrierAccount account, string reference, DateTimeOffset since, CancellationToken cancellationToken)
    {
        Listings++;
        return Task.FromResult<FindResult>(
            ListingFailure is { } failure ? new FindResult.Unavailable(failure)
            : IsMute ? new FindResult.Unclear()
            : !HidesHeld && Held.TryGetValue(reference, out var carrierId) ? new FindResult.Found(carrierId)
            : new FindResult.NotListed());
    }

    /// <summary>What a listing of ended faxes gets; by default nothing has ended.</summary>
    public Func<SentResult> Ended { get; set; } = static () => new SentResult.Listed([]);

    public int EndedListings { get; private set; }

    public Task<SentResult> ListSentAsync(CarrierAccount account, DateTimeOffset completedSince, CancellationToken cancellationToken)
    {
        EndedListings++;
        return Task.FromResult(Ended());
    }

    public Task<ReceivedResult> ListReceivedAsync(CarrierAccount account, ReceivedQuery query, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<ImageResult> FetchImageAsync(CarrierAccount account, string carrierId, Stream destination, long limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<AcknowledgeResult> AcknowledgeAsync(CarrierAccount account, string carrierId, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<AccountCheck> CheckAccountAsync(CarrierAccount account, CancellationToken cancellationToken) => throw new NotSupportedException();
}
