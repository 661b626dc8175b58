namespace FhirFax.Server.Configuration;

/// <summary>Which carrier the server talks to. The sandbox can never pose as the carrier, nor the carrier be reached with the sandbox's secrets by accident.</summary>
/// <param name="BaseUrl">Null: the built-in sandbox, whose address is known when it has started.</param>
/// <param name="IsSandbox">Nothing is transmitted.</param>
internal sealed record CarrierChoice(Uri? BaseUrl, bool IsSandbox)
{
    public static Uri EFaxCorporate { get; } = new("https://api.securedocex.com/");

    public bool IsBuiltIn => BaseUrl is null;

    internal static CarrierChoice Decide(CarrierOptions options, IReadOnlyList<ProjectOptions> projects)
    {
        var real = FirstWith(projects, isSandbox: false);
        var ours = options.UseSandbox || (options.BaseUrl is { } given && SandboxSecrets.IsSandboxAddress(given));
        if (real >= 0 && ours && !options.AllowSandbox)
        {
            throw SettingReader.Bad(
                "EFax:BaseUrl", $"is the sandbox's while Projects__{real}__Secrets are not the sandbox's: nothing would be transmitted. Set EFax__AllowSandbox=true if that is meant.");
        }

        if (options.UseSandbox)
        {
            return new CarrierChoice(null, true);
        }

        if (options.BaseUrl is { } url)
        {
            // An address elsewhere is taken as given: whether it transmits is not ours to say, whatever the secrets.
            return new CarrierChoice(url, ours || (real < 0 && url.IsLoopback));
        }

        if (real < 0)
        {
            return new CarrierChoice(null, true);
        }

        var sandbox = FirstWith(projects, isSandbox: true);
        return sandbox < 0
            ? new CarrierChoice(EFaxCorporate, false)
            : throw SettingReader.Bad(
                $"Projects:{sandbox}:Secrets", $"are the sandbox's while Projects__{real}__Secrets are not: one server uses either the sandbox or the carrier.");
    }

    private static int FirstWith(IReadOnlyList<ProjectOptions> projects, bool isSandbox)
    {
        for (var i = 0; i < projects.Count; i++)
        {
            if (projects[i].Secrets is { } secrets && SandboxSecrets.Are(secrets) == isSandbox)
            {
                return i;
            }
        }

        return -1;
    }
}
