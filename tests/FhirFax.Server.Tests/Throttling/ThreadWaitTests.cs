using System.Net;
using FhirFax.Server.Tests.Support;
using FhirFax.Server.Throttling;
using FhirFax.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FhirFax.Server.Tests.Throttling;

/// <summary>The measure of an overload.</summary>
public sealed class ThreadWaitTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly Queue<Action> _queue = new();

    [Fact]
    public void It_is_what_a_probe_waits_while_it_waits_and_after_it_until_the_next()
    {
        using var wait = new ThreadWait(_time, _queue.Enqueue);
        wait.Now.ShouldBe(TimeSpan.Zero);

        _time.Advance(TimeSpan.FromSeconds(3));
        _queue.Count.ShouldBe(1, "no second probe while one waits");
        wait.Now.ShouldBe(TimeSpan.FromSeconds(2.9));

        _queue.Dequeue()();
        wait.Now.ShouldBe(TimeSpan.FromSeconds(2.9));

        _time.Advance(TimeSpan.FromSeconds(0.1));
        _queue.Dequeue()();
        wait.Now.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public async Task In_an_overload_requests_are_refused_until_those_before_them_are_through_but_health_is_told()
    {
        using var folder = new TemporaryFolder();
        using var wait = new ThreadWait(_time, _queue.Enqueue);
        await using var server = await FhirFaxHost.StartAsync(
            [], Settings(folder), null, services => services.Replace(ServiceDescriptor.Singleton(wait)), CancellationToken.None);
        using var http = new HttpClient { BaseAddress = server.BaseUrl };
        (await http.GetAsync(new Uri("fhir/R4/metadata", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.OK);

        _time.Advance(TimeSpan.FromSeconds(6));

        var refused = await Reply.ReadAsync(await http.GetAsync(new Uri("fhir/R4/metadata", UriKind.Relative)));
        refused.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Json["resourceType"]!.GetValue<string>().ShouldBe("OperationOutcome");
        refused.IssueCode.ShouldBe("throttled");
        refused.Header("Retry-After").ShouldBe("1");
        (await http.GetAsync(new Uri("clinic/live/faxes", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await http.GetAsync(new Uri("readyz", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.OK);

        _queue.Dequeue()();
        _time.Advance(TimeSpan.FromSeconds(0.1));
        _queue.Dequeue()();
        (await http.GetAsync(new Uri("fhir/R4/metadata", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_pool_of_this_process_answers_its_probes()
    {
        using var wait = new ThreadWait();

        await Wait.UntilAsync(() => wait.Now > TimeSpan.Zero);
    }

    private static Dictionary<string, string?> Settings(TemporaryFolder folder) => new()
    {
        ["urls"] = "http://127.0.0.1:0",
        ["Storage__Path"] = folder.Path,
        ["Logging:LogLevel:Default"] = "Warning",
    };
}
