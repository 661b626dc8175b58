using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using FhirFax.Acceptance.Running;

namespace FhirFax.Acceptance.Fire;

/// <summary>A client as real ones are: it repeats each call until it gets an answer that is not the server's or the network's failure.</summary>
internal static class SendingClient
{
    private static readonly TimeSpan Perseverance = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Sends it by one of the three ways that make a repeat harmless: stored beforehand, with an Idempotency-Key, or just the same content again.</summary>
    public static async Task SendAsync(string baseUrl, PlannedFax fax)
    {
        using var client = new FhirClient(baseUrl);
        var upload = await RepeatAsync(() => client.UploadAsync(fax.Content, "application/pdf", "referral.pdf"));
        var recipient = await RepeatAsync(() => client.PostAsync("Organization", Samples.Organization(fax.Number)));
        var communication = Samples.Communication(null, Samples.Reference(recipient.Json), Samples.Reference(upload.Json));
        var way = fax.Index % 3;
        // A repeat by content alone is a new fax once the first has failed: that is what a nurse means who sends again.
        if (way == 0 || (way == 2 && !fax.IsOrdinary))
        {
            communication = (await RepeatAsync(() => client.PostAsync("Communication", communication.DeepClone()))).Json;
        }

        (string, string)[] headers = way == 1 ? [("Idempotency-Key", string.Create(CultureInfo.InvariantCulture, $"fax-{fax.Index}"))] : [];
        var sent = await RepeatAsync(() => client.PostAsync("Communication/$send-efax", communication.DeepClone(), headers));
        if (sent.Status != HttpStatusCode.UnprocessableEntity)
        {
            sent.Json["resourceType"]!.GetValue<string>().ShouldBe("Communication");
        }
        else
        {
            fax.CarrierStatus.ShouldBeNull(sent.Text);
        }
    }

    private static async Task<Answer> RepeatAsync(Func<Task<Answer>> call)
    {
        using var limit = new CancellationTokenSource(Perseverance);
        while (true)
        {
            try
            {
                var answer = await call();
                if (answer.Status < HttpStatusCode.InternalServerError && answer.Status != HttpStatusCode.TooManyRequests)
                {
                    answer.Status.ShouldBeOneOf(
                        [HttpStatusCode.OK, HttpStatusCode.Created, HttpStatusCode.Accepted, HttpStatusCode.UnprocessableEntity], answer.Text);
                    return answer;
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or TaskCanceledException)
            {
                // Killed, or not yet up again.
            }

            await Task.Delay(Pause, limit.Token);
        }
    }
}
