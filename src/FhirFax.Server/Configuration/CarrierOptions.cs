namespace FhirFax.Server.Configuration;

/// <summary>The <c>EFax__</c> settings as written; <see cref="CarrierChoice"/> says what follows from them.</summary>
/// <param name="BaseUrl">Null when not given.</param>
/// <param name="UseSandbox">The word <c>sandbox</c> was given as base url: the built-in one.</param>
/// <param name="AbsenceIsProof">Null when not given.</param>
internal sealed record CarrierOptions(Uri? BaseUrl, bool UseSandbox, bool AllowSandbox, bool? AbsenceIsProof, TimeSpan SettlingTime)
{
    /// <summary>How often the carrier dials by itself: the ranges are its own (efax-corporate-api.md 9.2).</summary>
    public int NonBillableRetries { get; init; } = 5;

    public int BillableRetries { get; init; } = 2;

    public int HumanAnswerRetries { get; init; } = 1;

    internal static CarrierOptions Read(SettingReader reader)
    {
        var text = reader.Text("EFax:BaseUrl");
        var sandbox = string.Equals(text, "sandbox", StringComparison.OrdinalIgnoreCase);
        Uri? url = null;
        if (text is not null && !sandbox
            && !(Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out url) && url.Scheme is "http" or "https" && url.Query.Length == 0))
        {
            throw SettingReader.Bad("EFax:BaseUrl", "must be an http or https url, or the word sandbox.");
        }

        return new CarrierOptions(
            url,
            sandbox,
            reader.Flag("EFax:AllowSandbox", false),
            reader.Text("EFax:AbsenceIsProof") is null ? null : reader.Flag("EFax:AbsenceIsProof", false),
            reader.Duration("EFax:SettlingTime", TimeSpan.FromMinutes(10), TimeSpan.Zero, TimeSpan.FromDays(1)))
        {
            NonBillableRetries = (int)reader.Integer("EFax:NonBillableRetries", 5, 1, 10),
            BillableRetries = (int)reader.Integer("EFax:BillableRetries", 2, 1, 10),
            HumanAnswerRetries = (int)reader.Integer("EFax:HumanAnswerRetries", 1, 1, 3),
        };
    }
}
