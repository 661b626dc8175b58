namespace FhirFax.Server.Configuration;

/// <summary>The <c>EFax__</c> settings as written; <see cref="CarrierChoice"/> says what follows from them.</summary>
/// <param name="BaseUrl">Null when not given.</param>
/// <param name="UseSandbox">The word <c>sandbox</c> was given as base url: the built-in one.</param>
/// <param name="AbsenceIsProof">Null when not given.</param>
internal sealed record CarrierOptions(Uri? BaseUrl, bool UseSandbox, bool AllowSandbox, bool? AbsenceIsProof, TimeSpan SettlingTime)
{
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
            reader.Duration("EFax:SettlingTime", TimeSpan.FromMinutes(10), TimeSpan.Zero, TimeSpan.FromDays(1)));
    }
}
