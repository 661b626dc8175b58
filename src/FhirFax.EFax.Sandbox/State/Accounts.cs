using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FhirFax.EFax.Sandbox.Faxes;

namespace FhirFax.EFax.Sandbox.State;

/// <summary>Apps, their tokens and their mailboxes (efax-corporate-api.md 3 and 4).</summary>
internal sealed class Accounts(SandboxOptions options)
{
    private const int NumbersPerArea = 6;
    private const int FirstArea = 201;
    private const int Areas = 799;
    private const int FirstExchange = 555;

    /// <summary>Makes the configured Apps and mailboxes known; keeps what is already there.</summary>
    public void Seed(StateSession session)
    {
        AddApp(session, SandboxDefaults.AppId, SandboxDefaults.ApiKey);
        AddMailbox(session, SandboxDefaults.AppId, SandboxDefaults.UserId, SandboxDefaults.Number);
        foreach (var app in options.Apps)
        {
            AddApp(session, app.AppId, app.ApiKey);
        }

        foreach (var mailbox in options.Mailboxes)
        {
            AddMailbox(session, mailbox.AppId, mailbox.UserId, mailbox.Number);
        }
    }

    /// <summary>Whether the pair is accepted. An unknown App is taken in with the key it came with, unless strict.</summary>
    public bool Accepts(StateSession session, string appId, string apiKey)
    {
        if (session.Scalar("SELECT api_key FROM app WHERE app_id = $app", ("$app", appId)) is string known)
        {
            return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(known), Encoding.UTF8.GetBytes(apiKey));
        }

        if (options.Strict || appId.Length == 0 || apiKey.Length == 0)
        {
            return false;
        }

        AddApp(session, appId, apiKey);
        return true;
    }

    public static void AddApp(StateSession session, string appId, string apiKey) => session.Execute(
        "INSERT INTO app (app_id, api_key) VALUES ($app, $key) ON CONFLICT (app_id) DO NOTHING", ("$app", appId), ("$key", apiKey));

    /// <summary>Issues a token and, as the carrier does, ends the App's earlier ones.</summary>
    public void Issue(StateSession session, string appId, string token, DateTimeOffset expires)
    {
        if (options.ReplaceTokens)
        {
            session.Execute("DELETE FROM token WHERE app_id = $app", ("$app", appId));
        }

        session.Execute(
            "INSERT INTO token (token, app_id, expires) VALUES ($token, $app, $expires)",
            ("$token", token), ("$app", appId), ("$expires", expires.ToUnixTimeMilliseconds()));
    }

    /// <summary>The App ID of a valid token; null when it is unknown, replaced or expired.</summary>
    public static string? AppOf(StateSession session, string token, DateTimeOffset now) => session.Scalar(
        "SELECT app_id FROM token WHERE token = $token AND expires > $now", ("$token", token), ("$now", now.ToUnixTimeMilliseconds())) as string;

    public static int ExpireTokens(StateSession session, string? appId) => appId is null
        ? session.Execute("DELETE FROM token")
        : session.Execute("DELETE FROM token WHERE app_id = $app", ("$app", appId));

    /// <summary>The mailbox of a user id under an App; null when it is not one of it (403).</summary>
    public Mailbox? Find(StateSession session, string appId, string userId) =>
        ByUserId(session, userId, appId) ?? (options.Strict ? null : AddMailbox(session, appId, userId, null));

    /// <param name="appId">Null: the first App that has this user id.</param>
    public static Mailbox? ByUserId(StateSession session, string userId, string? appId) => session.Query(
        "SELECT app_id, user_id, number FROM mailbox WHERE user_id = $user AND ($app IS NULL OR app_id = $app) ORDER BY seq LIMIT 1",
        Read, ("$user", userId), ("$app", appId)).FirstOrDefault();

    /// <summary>The mailbox that has this number, in whatever form it is written.</summary>
    public static Mailbox? ByNumber(StateSession session, string number) => session.Query(
        "SELECT app_id, user_id, number FROM mailbox WHERE number = $number", Read, ("$number", CarrierNumber.Canonical(number))).FirstOrDefault();

    public static List<Mailbox> All(StateSession session) => session.Query("SELECT app_id, user_id, number FROM mailbox ORDER BY seq", Read);

    /// <returns>The mailbox as it is afterwards; an existing one is left as it was.</returns>
    public static Mailbox AddMailbox(StateSession session, string appId, string userId, string? number)
    {
        if (ByUserId(session, userId, appId) is { } known)
        {
            return known;
        }

        var mailbox = new Mailbox(appId, userId, number is null ? FreeNumber(session) : CarrierNumber.Canonical(number));
        session.Execute(
            "INSERT INTO mailbox (user_id, app_id, number) VALUES ($user, $app, $number)",
            ("$user", userId), ("$app", appId), ("$number", mailbox.Number));
        return mailbox;
    }

    // Numbers in the fictional block whose last digits mean success (14.2), then on in the following exchanges.
    private static string FreeNumber(StateSession session)
    {
        for (var n = (long)session.Scalar("SELECT count(*) FROM mailbox")!; ; n++)
        {
            var area = FirstArea + (n / NumbersPerArea % Areas);
            var exchange = FirstExchange + (n / (NumbersPerArea * Areas));
            var number = string.Create(CultureInfo.InvariantCulture, $"1{area}{exchange}010{n % NumbersPerArea}");
            if (ByNumber(session, number) is null)
            {
                return number;
            }
        }
    }

    private static Mailbox Read(Microsoft.Data.Sqlite.SqliteDataReader row) => new(row.GetString(0), row.GetString(1), row.GetString(2));
}
