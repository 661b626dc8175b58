using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace FhirFax.Benchmarks.Load;

/// <summary>FhirFax as it is shipped, with a token to call it by and the resources that the scenarios refer to.</summary>
internal sealed partial class ServerUnderLoad : IDisposable
{
    private const string Client = "load";
    private const string Secret = "an-operator-chosen-secret-for-the-load";
    private const int SeedingConnections = 4;
    public const int ResourcesInATransaction = 250;

    private readonly ChildProcess _process;

    private ServerUnderLoad(ChildProcess process, Requests requests)
    {
        _process = process;
        Requests = requests;
    }

    public Uri Url => _process.Url;

    public Requests Requests { get; }

    public ChildProcess Process => _process;

    public Uri Sandbox => new(SandboxAddress().Match(_process.Output).Groups[1].Value);

    public static async Task<ServerUnderLoad> StartAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        var process = await ChildProcess.StartAsync("FhirFax.Server.dll", _ => [], "/readyz", new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["Storage__Path"] = folder,
            ["Projects__0__Tenant"] = "default",
            ["Projects__0__Instance"] = "live",
            ["Projects__0__Clients__0__Id"] = Client,
            ["Projects__0__Clients__0__Secret"] = Secret,
            ["Projects__0__Clients__0__TokenLifetime"] = "1.00:00:00",
            ["Receiving__PollInterval"] = "00:00:00",
            ["Limits__LongestWait"] = "00:00:00.500",
        });
        using var http = new HttpClient { BaseAddress = process.Url };
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = Client,
            ["client_secret"] = Secret,
        });
        using var answer = await http.PostAsync(new Uri("/oauth2/token", UriKind.Relative), form);
        var token = (await answer.Content.ReadFromJsonAsync<JsonObject>())!["access_token"]!.GetValue<string>();
        return new ServerUnderLoad(process, new Requests(process.Url, token));
    }

    /// <summary>Stores what the scenarios refer to, and <paramref name="count"/> Communications.</summary>
    public async Task SeedAsync(int count)
    {
        using var connection = await RawConnection.OpenAsync(Url);
        await ExpectAsync(connection, Requests.Send("PUT", "/fhir/R4/Organization/acme", Resources.Organization));
        await ExpectAsync(connection, Requests.Send("PUT", "/fhir/R4/Binary/referral", Document(), "application/pdf"));
        long next = 0;
        async Task FillAsync()
        {
            using var own = await RawConnection.OpenAsync(Url);
            while (Interlocked.Add(ref next, ResourcesInATransaction) - ResourcesInATransaction is var first && first < count)
            {
                var size = (int)Math.Min(ResourcesInATransaction, count - first);
                await ExpectAsync(own, Requests.Send("POST", "/fhir/R4", Resources.Transaction(first, size)));
            }
        }

        await Task.WhenAll(Enumerable.Range(0, SeedingConnections).Select(_ => Task.Run(FillAsync)));
    }

    public static byte[] Document() => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "samples", "referral.pdf"));

    public static async Task<RawAnswer> ExpectAsync(RawConnection connection, byte[] request, bool keepBody = false)
    {
        var answer = await connection.SendAsync(request, keepBody: true);
        return answer.Status is >= 200 and < 300
            ? keepBody ? answer : answer with { Body = "" }
            : throw new InvalidOperationException($"The server answered {answer.Status}: {answer.Body[..Math.Min(400, answer.Body.Length)]}");
    }

    public void Dispose() => _process.Dispose();

    [GeneratedRegex(@"[Ss]andbox[^\n]*?(http://127\.0\.0\.1:\d+)")]
    private static partial Regex SandboxAddress();
}
