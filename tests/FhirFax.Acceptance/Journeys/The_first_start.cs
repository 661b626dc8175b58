using System.Net;
using FhirFax.Acceptance.Running;
using FhirFax.Testing;

namespace FhirFax.Acceptance.Journeys;

/// <summary>A new user starts the server and pastes what it prints.</summary>
public sealed class The_first_start
{
    // The configured client is taken away, so that the server generates one as it does on a fresh clone.
    private static readonly Dictionary<string, string> Fresh = new()
    {
        ["Projects__0__Tenant"] = "",
        ["Projects__0__Instance"] = "",
        ["Projects__0__Clients__0__Id"] = "",
        ["Projects__0__Clients__0__Secret"] = "",
    };

    [Fact]
    public async Task The_printed_scripts_send_a_fax_and_receive_one()
    {
        using var data = new TemporaryFolder();
        await using var server = new ServerProcess(data.Path, Fresh);
        await server.StartAsync();
        server.Output.ShouldContain(server.BaseUrl);
        server.Output.ShouldContain("nothing is transmitted", Case.Insensitive);

        var scripts = Scripts(server.Output);
        scripts.Count.ShouldBe(2, server.Output);

        (await Shell.PasteAsync(scripts[0], AppContext.BaseDirectory)).ShouldContain("completed");
        (await Shell.PasteAsync(scripts[1], AppContext.BaseDirectory)).ShouldContain("inbound");
    }

    [Fact]
    public async Task The_secret_is_printed_once_and_kept_for_its_owner_only()
    {
        using var data = new TemporaryFolder();
        await using var server = new ServerProcess(data.Path, Fresh);
        await server.StartAsync();
        Scripts(server.Output).Count.ShouldBe(2);
        server.Kill();

        await server.StartAsync();

        Scripts(server.Output).ShouldBeEmpty();
        var kept = Directory.GetFiles(data.Path, "*client*", SearchOption.AllDirectories).ShouldHaveSingleItem();
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(kept).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public async Task A_second_server_on_the_same_data_refuses_to_start()
    {
        using var data = new TemporaryFolder();
        await using var first = new ServerProcess(data.Path);
        await using var second = new ServerProcess(data.Path);
        await first.StartAsync();

        (await second.RunToExitAsync()).ShouldNotBe(0);
        second.Output.ShouldContain("in use", Case.Insensitive);

        using var client = new FhirClient(first.BaseUrl);
        (await client.GetAsync("metadata")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("Storage__Provider", "Oracle", "Storage__Provider")]
    [InlineData("Sending__SubmitWait", "soon", "Sending__SubmitWait")]
    [InlineData("Projects__0__Tenant", "fhir", "Projects__0__Tenant")]
    [InlineData("Fax__DefaultCountryCode", "49", "Fax__DefaultCountryCode")]
    public async Task A_bad_setting_stops_the_start_with_a_sentence_that_names_it(string name, string value, string named)
    {
        using var data = new TemporaryFolder();
        await using var server = new ServerProcess(data.Path, new Dictionary<string, string> { [name] = value });

        (await server.RunToExitAsync()).ShouldNotBe(0);

        server.Output.ShouldContain(named);
        server.Output.ShouldNotContain("   at FhirFax");
    }

    [Fact]
    public async Task Real_secrets_never_meet_the_sandbox_by_accident()
    {
        using var data = new TemporaryFolder();
        await using var server = new ServerProcess(data.Path, new Dictionary<string, string>
        {
            ["Projects__0__Secrets__eFaxAppId"] = "a-real-app-id",
            ["Projects__0__Secrets__eFaxApiKey"] = "a-real-api-key",
            ["Projects__0__Secrets__eFaxUserId"] = "a-real-user-id",
            ["Receiving__PollInterval"] = "00:00:00",
        });

        await server.StartAsync(acceptDegraded: true);

        server.Output.ShouldNotContain("nothing is transmitted", Case.Insensitive);
        server.Output.ShouldNotContain("a-real-api-key");
    }

    // The server prints each script between the lines "# >>>" and "# <<<".
    private static List<string> Scripts(string output)
    {
        var scripts = new List<string>();
        List<string>? current = null;
        foreach (var line in output.Split('\n'))
        {
            if (line.TrimEnd().StartsWith("# >>>", StringComparison.Ordinal))
            {
                current = [];
            }
            else if (line.TrimEnd().StartsWith("# <<<", StringComparison.Ordinal) && current is not null)
            {
                scripts.Add(string.Join('\n', current));
                current = null;
            }
            else
            {
                current?.Add(line.TrimEnd('\r'));
            }
        }

        return scripts;
    }
}
