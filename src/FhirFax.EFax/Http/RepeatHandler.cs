using System.Net;
using Polly;
using Polly.Retry;

namespace FhirFax.EFax.Http;

/// <summary>
/// Repeats what may happen twice, and only that: GET, PATCH and DELETE after a broken connection or a 5xx. A POST passes through once, unless it says
/// that it may be repeated.
/// </summary>
internal sealed class RepeatHandler : DelegatingHandler
{
    /// <summary>Set on a POST that changes nothing when it comes twice.</summary>
    public static readonly HttpRequestOptionsKey<bool> MayRepeat = new(nameof(MayRepeat));

    private readonly ResiliencePipeline<HttpResponseMessage> _pipeline;

    public RepeatHandler(EFaxOptions options, TimeProvider clock, HttpMessageHandler inner)
        : base(inner)
    {
        var builder = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = clock };
        if (options.Repeats > 0)
        {
            builder.AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = options.Repeats,
                Delay = options.RepeatDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = static arguments => ValueTask.FromResult(IsWorthRepeating(arguments.Outcome)),
            });
        }

        _pipeline = builder.Build();
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var isSafe = request.Method == HttpMethod.Get || request.Method == HttpMethod.Patch || request.Method == HttpMethod.Delete
            || (request.Options.TryGetValue(MayRepeat, out var mayRepeat) && mayRepeat);
        if (!isSafe)
        {
            return await base.SendAsync(request, cancellationToken);
        }

        return await _pipeline.ExecuteAsync(
            static async (state, token) => await state.Handler.SendOnceAsync(state.Request, token), (Handler: this, Request: request), cancellationToken);
    }

    private static bool IsWorthRepeating(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: HttpRequestException } => true,
        { Result.StatusCode: >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout } => true,
        _ => false,
    };

    private Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellationToken) => base.SendAsync(request, cancellationToken);
}
