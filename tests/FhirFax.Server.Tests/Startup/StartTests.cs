using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using FhirFax.Server.Configuration;
using FhirFax.Server.Startup;
using FhirFax.Server.Tests.Support;
using FhirFax.Store;
using FhirFax.Testing;

namespace FhirFax.Server.Tests.Startup;

public sealed class StartTests
{
    [Fact]
    public async Task The_first_start_makes_a_client_and_later_ones_keep_it()
    {
        using var folder = new TemporaryFolder();
        string id;
        string secret;
        await using (var first = await FhirFaxHost.StartAsync([], Plain(folder)))
        {
            (id, secret) = (first.ClientId!, first.ClientSecret!);
            secret.Length.ShouldBe(43);
            first.Welcome.ShouldContain(secret);
            first.Welcome.ShouldContain("# >>>");
            (await StatusAsync(first, id, secret)).ShouldBe(HttpStatusCode.OK);
        }

        await using var second = await FhirFaxHost.StartAsync([], Plain(folder));

        second.ClientId.ShouldBe(id);
        second.Welcome.ShouldNotContain(secret);
        second.Welcome.ShouldContain("client.json");
        (await StatusAsync(second, id, secret)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_token_and_a_resource_outlive_a_restart_and_keys_are_the_owners_alone()
    {
        using var folder = new TemporaryFolder();
        string token;
        await using (var first = await FhirFaxHost.StartAsync([], Plain(folder)))
        {
            using var http = new HttpClient { BaseAddress = first.BaseUrl };
            using var form = new FormUrlEncodedContent(
                [new("grant_type", "client_credentials"), new("client_id", first.ClientId), new("client_secret", first.ClientSecret)]);
            using var answer = await http.PostAsync(new Uri("oauth2/token", UriKind.Relative), form);
            token = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["access_token"]!.GetValue<string>();
            http.DefaultRequestHeaders.Authorization = new("Bearer", token);
            using var body = new StringContent("""{"resourceType":"Patient","id":"kept"}""", Encoding.UTF8, FhirApi.FhirJson);
            (await http.PutAsync(new Uri("fhir/R4/Patient/kept", UriKind.Relative), body)).StatusCode.ShouldBe(HttpStatusCode.Created);
        }

        await using var second = await FhirFaxHost.StartAsync([], Plain(folder));
        using var again = new HttpClient { BaseAddress = second.BaseUrl };
        again.DefaultRequestHeaders.Authorization = new("Bearer", token);
        (await again.GetAsync("fhir/R4/Patient/kept")).StatusCode.ShouldBe(HttpStatusCode.OK);

        if (!OperatingSystem.IsWindows())
        {
            string[] secrets = [folder.Combine("client.json"), .. Directory.GetFiles(folder.Combine("keys"))];
            secrets.Length.ShouldBe(3);
            foreach (var path in secrets)
            {
                File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, path);
            }
        }
    }

    [Fact]
    public async Task A_second_server_on_the_same_data_does_not_start()
    {
        using var folder = new TemporaryFolder();
        await using var first = await FhirFaxHost.StartAsync([], Plain(folder));

        var exception = await Should.ThrowAsync<StoreUnavailableException>(() => FhirFaxHost.StartAsync([], Plain(folder)));

        StartFailure.Describe(exception).ShouldNotBeNull();
        first.ClientId.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://*:0")]
    [InlineData("http://127.0.0.1:0;http://[::]:0")]
    [InlineData("http://fax.example.com:0")]
    public async Task Plain_http_beyond_this_machine_needs_a_proxy(string urls)
    {
        using var folder = new TemporaryFolder();
        var settings = Plain(folder);
        settings["urls"] = urls;

        (await Should.ThrowAsync<SettingException>(() => FhirFaxHost.StartAsync([], settings))).Message.ShouldContain("Server__Proxies__0");
    }

    [Fact]
    public async Task An_address_that_is_none_or_is_taken_is_said_in_one_sentence()
    {
        using var folder = new TemporaryFolder();
        var settings = Plain(folder);
        settings["urls"] = "localhost";
        (await Should.ThrowAsync<SettingException>(() => FhirFaxHost.StartAsync([], settings))).Message.ShouldContain("ASPNETCORE_URLS");

        using var taken = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        settings["urls"] = $"http://{taken.LocalEndpoint}";
        var exception = await Should.ThrowAsync<IOException>(() => FhirFaxHost.StartAsync([], settings));
        StartFailure.Describe(exception)!.ShouldContain("in use");
    }

    [Fact]
    public async Task A_program_whose_port_is_taken_ends_with_one_sentence_and_nothing_else()
    {
        using var folder = new TemporaryFolder();

        var (exitCode, output, error) = await StartOnTakenPortAsync(folder);

        exitCode.ShouldBe(1);
        error.Trim().ShouldBe("The address in ASPNETCORE_URLS is in use by another process.");
        output.ShouldNotContain(" at Microsoft.");
        output.ShouldNotContain("fail ");
        output.ShouldNotContain("crit ");
        output.ShouldNotContain("SqliteStore");
    }

    [Fact]
    public async Task What_the_store_says_before_there_is_a_server_is_in_the_log()
    {
        using var folder = new TemporaryFolder();
        await (await FhirFaxHost.StartAsync([], Plain(folder))).DisposeAsync();
        MarkAsEarlier(folder.Combine("fhirfax.db"));

        var (_, output, _) = await StartOnTakenPortAsync(folder);

        output.ShouldContain("info FhirFax.Store.Sqlite.SqliteStore");
        output.ShouldContain("is rearranged");
    }

    [Fact]
    public async Task A_bad_setting_stops_before_anything_is_written()
    {
        using var folder = new TemporaryFolder();
        var settings = Plain(folder);
        settings["Storage__Provider"] = "Oracle";

        var exception = await Should.ThrowAsync<SettingException>(() => FhirFaxHost.StartAsync([], settings));

        StartFailure.Describe(exception)!.ShouldContain("Storage__Provider");
        Directory.EnumerateFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task Health_says_sandbox_and_needs_no_credentials()
    {
        using var folder = new TemporaryFolder();
        await using var host = await FhirFaxHost.StartAsync([], Plain(folder));
        using var http = new HttpClient { BaseAddress = host.BaseUrl };

        (await http.GetAsync("healthz")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var ready = await Reply.ReadAsync(await http.GetAsync("readyz"));
        ready.Status.ShouldBe(HttpStatusCode.OK);
        ready.Json["status"]!.GetValue<string>().ShouldBe("ready");
        ready.Json["note"]!.GetValue<string>().ShouldBe("sandbox: nothing is transmitted");
        (await Reply.ReadAsync(await http.GetAsync("nowhere"))).IssueCode.ShouldBe("not-found");
    }

    private static Dictionary<string, string?> Plain(TemporaryFolder folder) => new()
    {
        ["urls"] = "http://127.0.0.1:0",
        ["Logging:LogLevel:Default"] = "Warning",
        ["Storage__Path"] = folder.Path,
        ["Receiving__PollInterval"] = "00:00:00",
    };

    /// <summary>A program that ends by itself, once its store was opened.</summary>
    private static async Task<(int ExitCode, string Output, string Error)> StartOnTakenPortAsync(TemporaryFolder folder)
    {
        using var taken = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var start = new System.Diagnostics.ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["exec", Path.Combine(AppContext.BaseDirectory, "FhirFax.Server.dll"), "--urls", $"http://{taken.LocalEndpoint}", "--Storage:Path", folder.Path])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = System.Diagnostics.Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, error);
    }

    /// <summary>Sets the number that a program keeps in the file for its own use (sqlite.org/fileformat.html, 1.3.15).</summary>
    private static void MarkAsEarlier(string database)
    {
        using var file = File.Open(database, FileMode.Open);
        file.Position = 60;
        file.Write([0, 0, 0, 3]);
    }

    private static async Task<HttpStatusCode> StatusAsync(FhirFaxHost host, string id, string secret)
    {
        using var http = new HttpClient { BaseAddress = host.BaseUrl };
        http.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{secret}")));
        using var answer = await http.GetAsync("fhir/R4/Patient");
        return answer.StatusCode;
    }
}
