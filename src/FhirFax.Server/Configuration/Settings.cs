using FhirFax.Fax.Receiving;
using FhirFax.Fax.Sending;

namespace FhirFax.Server.Configuration;

/// <summary>Every setting of the server, read and checked once before anything starts.</summary>
internal sealed record Settings
{
    /// <summary>Everything that is the server's to know; a setting below one of these that is not known is misspelt.</summary>
    public static IReadOnlyList<string> Sections { get; } =
        ["Storage", "EFax", ProjectOptions.Section, "Receiving", "Sending", "Fax", "Documents", "Cors", "Fhir", "Server", "Limits"];

    public required StorageOptions Storage { get; init; }

    public required CarrierChoice Carrier { get; init; }

    public required CarrierOptions EFax { get; init; }

    public required IReadOnlyList<ProjectOptions> Projects { get; init; }

    public required SendingOptions Sending { get; init; }

    public required ReceivingOptions Receiving { get; init; }

    public required Limits Limits { get; init; }

    public required FhirOptions Fhir { get; init; }

    public required NetworkOptions Network { get; init; }

    /// <summary>Absolute path of LibreOffice; null when Word documents are handed over as they are.</summary>
    public string? OfficeConverter { get; init; }

    /// <exception cref="SettingException">A value is unusable; its message names the setting.</exception>
    public static Settings Read(IConfiguration configuration)
    {
        var reader = new SettingReader(configuration);
        var efax = CarrierOptions.Read(reader);
        var projects = ProjectOptions.ReadAll(reader);
        var carrier = CarrierChoice.Decide(efax, projects);
        var limits = Limits.Read(reader);
        var sending = ReadSending(reader, efax, carrier);
        var settings = new Settings
        {
            Storage = StorageOptions.Read(reader),
            Carrier = carrier,
            EFax = efax,
            Projects = projects,
            Sending = sending,
            Limits = limits,
            Fhir = FhirOptions.Read(reader, limits),
            Network = NetworkOptions.Read(reader),
            Receiving = ReadReceiving(reader) with { DefaultCountryCode = sending.DefaultCountryCode },
            OfficeConverter = ReadOfficeConverter(reader),
        };
        reader.RefuseUnknown(Sections);
        return settings;
    }

    private static SendingOptions ReadSending(SettingReader reader, CarrierOptions efax, CarrierChoice carrier)
    {
        var day = TimeSpan.FromDays(1);
        var countryCode = reader.Text("Fax:DefaultCountryCode");
        if (countryCode is not (null or "1"))
        {
            throw SettingReader.Bad("Fax:DefaultCountryCode", "can only be 1, or not set.");
        }

        return new SendingOptions
        {
            StatusPollInterval = reader.Duration("Sending:StatusPollInterval", TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(100), day),
            SubmitWait = reader.Duration("Sending:SubmitWait", TimeSpan.FromSeconds(10), TimeSpan.Zero, TimeSpan.FromMinutes(5)),
            DuplicateWindow = reader.Duration("Sending:DuplicateWindow", TimeSpan.FromMinutes(5), TimeSpan.Zero, day),
            Resubmissions = (int)reader.Integer("Sending:Resubmissions", 0, 0, 10),
            AllowGroups = reader.Flag("Sending:AllowGroups", false),
            MaxRecipients = (int)reader.Integer("Sending:MaxRecipients", 50, 1, 1000),
            DefaultCountryCode = countryCode,
            AbsenceIsProof = efax.AbsenceIsProof ?? carrier.IsSandbox,
            SettlingTime = efax.SettlingTime,
        };
    }

    private static ReceivingOptions ReadReceiving(SettingReader reader) => new()
    {
        PollInterval = reader.Duration("Receiving:PollInterval", TimeSpan.FromMinutes(1), TimeSpan.Zero, TimeSpan.FromDays(1)),
        Since = reader.Instant("Receiving:Since"),
        CallBudget = reader.Duration("Receiving:CallBudget", TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
    };

    private static string? ReadOfficeConverter(SettingReader reader)
    {
        const string key = "Documents:OfficeConverter";
        if (reader.Text(key) is not { } text)
        {
            return null;
        }

        var path = Path.GetFullPath(text);
        if (!File.Exists(path))
        {
            throw SettingReader.Bad(key, "names a file that does not exist.");
        }

        const UnixFileMode executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & executable) != 0 ? path : throw SettingReader.Bad(key, "names a file that is no program.");
    }
}
