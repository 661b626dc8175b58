using FhirFax.Server.Configuration;
using Microsoft.Extensions.Configuration;

namespace FhirFax.Server.Tests.Configuration;

public sealed class SettingsTests
{
    private const string Real = "11111111-2222-4333-8444-555555555555";

    [Fact]
    public void Nothing_set_is_one_project_on_the_built_in_sandbox()
    {
        var settings = Read();

        settings.Carrier.ShouldBe(new CarrierChoice(null, true));
        settings.Projects.ShouldHaveSingleItem().Key.ToString().ShouldBe("default/live");
        settings.Sending.AbsenceIsProof.ShouldBeTrue();
        settings.Fhir.MaxBinaryBytes.ShouldBe(100_000_000);
        settings.Storage.Path.ShouldBe(Path.GetFullPath("data"));
    }

    [Theory]
    [InlineData("Storage__Provider", "Oracle")]
    [InlineData("Sending__SubmitWait", "soon")]
    [InlineData("Sending__SubmitWait", "10")]
    [InlineData("Sending__StatusPollInterval", "00:00:00")]
    [InlineData("Sending__MaxRecipients", "0")]
    [InlineData("Sending__AllowGroups", "perhaps")]
    [InlineData("Receiving__PollInterval", "-00:00:01")]
    [InlineData("Receiving__Since", "yesterday")]
    [InlineData("Projects__0__Tenant", "fhir")]
    [InlineData("Projects__0__Tenant", "OAuth2")]
    [InlineData("Projects__0__Tenant", "_hidden")]
    [InlineData("Projects__0__Tenant", "a/b")]
    [InlineData("Projects__0__Instance", "a b")]
    [InlineData("Projects__0__MailboxesOf__0", "default/live")]
    [InlineData("Projects__0__MailboxesOf__0", "former")]
    [InlineData("Projects__0__Clients__0__Id", "")]
    [InlineData("Projects__0__Clients__0__Secret", "")]
    [InlineData("Projects__0__Clients__0__Secret", "fifteen-letters")]
    [InlineData("Projects__0__Clients__0__Disabled", "yes")]
    [InlineData("Projects__0__Clients__0__Id", "with:colon")]
    [InlineData("Projects__0__Clients__0__Profile", "Patient/1")]
    [InlineData("Projects__0__Clients__0__Scopes__0", "user/*.*")]
    [InlineData("Projects__0__Clients__0__Scopes__0", "system/Facsimile.rs")]
    [InlineData("Projects__0__Clients__0__Permissions__0", "FAX_EVERYTHING")]
    [InlineData("Projects__0__Clients__0__TokenLifetime", "00:00:01")]
    [InlineData("Projects__0__Secrets__eFaxAppId", Real)]
    [InlineData("Projects__zero__Tenant", "a")]
    [InlineData("Fax__DefaultCountryCode", "49")]
    [InlineData("EFax__BaseUrl", "efax")]
    [InlineData("EFax__AbsenceIsProof", "maybe")]
    [InlineData("Cors__Origins__0", "*")]
    [InlineData("Server__Proxies__0", "proxy.example.com")]
    [InlineData("Fhir__MaxResourceBytes", "10 MB")]
    [InlineData("Documents__OfficeConverter", "/nowhere/soffice")]
    [InlineData("Documents__OfficeConverter", "/etc/passwd")]
    [InlineData("Projects__0__DocumentTypes__0__Name", "")]
    [InlineData("Projects__0__DocumentTypes__0__Extensions__0", "p d f")]
    [InlineData("Projects__0__DocumentTypes__0__Extensions", "pdf,,png")]
    [InlineData("Projects__0__DocumentTypes__0__Active", "yes")]
    [InlineData("Projects__0__DocumentTypes__0__Colour", "red")]
    [InlineData("Sending__SubmitWiat", "00:00:10")]
    public void A_bad_value_is_refused_by_name(string name, string value)
    {
        var settings = new Dictionary<string, string?> { ["Projects__0__Clients__0__Id"] = "app", ["Projects__0__Clients__0__Secret"] = "a-secret-of-a-person", ["Projects__0__DocumentTypes__0__Name"] = "letter", [name] = value };

        var exception = Should.Throw<SettingException>(() => Read(settings));

        var culprit = name switch
        {
            "Projects__0__Secrets__eFaxAppId" => "Projects__0__Secrets__eFaxApiKey",
            "Projects__zero__Tenant" => "Projects__zero",
            _ => name,
        };
        exception.Message.ShouldContain(culprit.Replace("__Scopes__0", "__Scopes").Replace("__Permissions__0", "__Permissions").Replace("__Extensions__0", "__Extensions").Replace("__MailboxesOf__0", "__MailboxesOf"));
        exception.Message.ShouldEndWith(".");
    }

    [Fact]
    public void Document_types_are_added_to_the_built_in_ones()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Projects__0__DocumentTypes__0__Name"] = "lab_results",
            ["Projects__0__DocumentTypes__0__Title"] = "Laboratory",
            ["Projects__0__DocumentTypes__0__Extensions__0"] = ".PDF",
            ["Projects__0__DocumentTypes__0__Extensions__1"] = "png",
            ["Projects__0__DocumentTypes__1__Name"] = "old",
            ["Projects__0__DocumentTypes__1__Active"] = "false",
            ["Projects__0__DocumentTypes__2__Name"] = "doc-type-others",
            ["Projects__0__DocumentTypes__2__Extensions"] = "pdf, docx",
        };
        var types = Read(settings).Projects[0].DocumentTypes;
        types.Select(t => (t.Name, string.Join(' ', t.AllowedExtensions), t.IsActive)).ShouldBe(
            [("doc-type-assessment", "", true), ("doc-type-docusign", "", true), ("doc-type-others", "pdf docx", true), ("lab_results", "pdf png", true), ("old", "", false)]);
        types[3].Title.ShouldBe("Laboratory");

        settings["Projects__0__DocumentTypes__2__Active"] = "false";
        Should.Throw<SettingException>(() => Read(settings)).Message.ShouldContain("Projects__0__DocumentTypes__2__Active");
        settings["Projects__0__DocumentTypes__2__Name"] = "old";
        Should.Throw<SettingException>(() => Read(settings)).Message.ShouldContain("repeats");
        Read([]).Projects[0].DocumentTypes.Count.ShouldBe(3);
    }

    public static TheoryData<string?, bool, string?, bool?> Carriers => new()
    {
        // Base URL, whether the secrets are real, then the address (null: built in) and whether it is the sandbox; a null there means a refused start.
        { null, false, null, true },
        { null, true, "https://api.securedocex.com/", false },
        { "http://127.0.0.1:8081", false, "http://127.0.0.1:8081/", true },
        { "http://127.0.0.1:8081", true, null, null },
        { "sandbox", true, null, null },
        { "sandbox", false, null, true },
        { "https://fax.example.com/api", true, "https://fax.example.com/api/", false },
        { "http://127.0.0.1:40123", false, "http://127.0.0.1:40123/", true },
    };

    [Theory]
    [MemberData(nameof(Carriers))]
    public void The_sandbox_never_poses_as_the_carrier(string? baseUrl, bool realSecrets, string? address, bool? isSandbox)
    {
        var settings = Secrets(0, realSecrets);
        settings["EFax__BaseUrl"] = baseUrl;
        if (isSandbox is null)
        {
            Should.Throw<SettingException>(() => Read(settings)).Message.ShouldContain("EFax__AllowSandbox");
            settings["EFax__AllowSandbox"] = "true";
            Read(settings).Carrier.IsSandbox.ShouldBeTrue();
            return;
        }

        var carrier = Read(settings).Carrier;
        carrier.BaseUrl?.AbsoluteUri.ShouldBe(address);
        carrier.IsBuiltIn.ShouldBe(address is null);
        carrier.IsSandbox.ShouldBe(isSandbox.Value);
        Read(settings).Sending.AbsenceIsProof.ShouldBe(isSandbox.Value);
    }

    [Fact]
    public void Two_of_three_sandbox_secrets_are_real_secrets()
    {
        var settings = Secrets(0, real: false);
        settings["Projects__0__Secrets__eFaxUserId"] = Real;

        Read(settings).Carrier.IsSandbox.ShouldBeFalse();
    }

    [Fact]
    public void Sandbox_and_real_projects_do_not_share_a_server()
    {
        var settings = Secrets(0, real: true);
        settings["Projects__1__Tenant"] = "second";
        foreach (var (name, value) in Secrets(1, real: false))
        {
            settings[name] = value;
        }

        Should.Throw<SettingException>(() => Read(settings)).Message.ShouldContain("Projects__1__Secrets");
    }

    [Fact]
    public void Secrets_set_to_nothing_mean_that_fax_is_not_set_up()
    {
        var settings = new Dictionary<string, string?> { ["Projects__0__Secrets__eFaxAppId"] = "", ["Projects__0__Secrets__eFaxApiKey"] = "" };

        Read(settings).Projects[0].Secrets.ShouldBeNull();
    }

    private static Dictionary<string, string?> Secrets(int project, bool real) => real
        ? new Dictionary<string, string?>
        {
            [$"Projects__{project}__Secrets__eFaxAppId"] = Real,
            [$"Projects__{project}__Secrets__eFaxApiKey"] = "a-real-key",
            [$"Projects__{project}__Secrets__eFaxUserId"] = Real,
        }
        : new Dictionary<string, string?>
        {
            [$"Projects__{project}__Secrets__eFaxAppId"] = EFax.Sandbox.SandboxDefaults.AppId,
            [$"Projects__{project}__Secrets__eFaxApiKey"] = EFax.Sandbox.SandboxDefaults.ApiKey,
            [$"Projects__{project}__Secrets__eFaxUserId"] = EFax.Sandbox.SandboxDefaults.UserId,
        };

    private static Settings Read(Dictionary<string, string?>? settings = null) => Settings.Read(new ConfigurationBuilder()
        .AddInMemoryCollection((settings ?? []).Where(s => s.Value is not null).Select(s => KeyValuePair.Create(s.Key.Replace("__", ":"), s.Value)))
        .Build());
}
