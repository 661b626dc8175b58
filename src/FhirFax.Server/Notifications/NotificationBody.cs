using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace FhirFax.Server.Notifications;

/// <summary>
/// A notification of the carrier as it came in. Its members are not published (efax-corporate-api.md 10), and it may embed the image; only the fax id is looked for, and only
/// in the beginning, so that none of it is held in memory beyond that.
/// </summary>
/// <param name="Mac">HMAC-SHA256 over all its bytes.</param>
/// <param name="Head">Its beginning.</param>
/// <param name="IsWhole">Whether that is all.</param>
internal sealed record NotificationBody(byte[] Mac, ReadOnlyMemory<byte> Head, bool IsWhole)
{
    private const int MostHead = 64 * 1024;

    /// <summary>Members of an object, of one in an array, or of one enclosing member of those.</summary>
    private const int MostDepth = 3;

    /// <summary>Reads a body to its end; null when it is longer than <paramref name="limit"/> bytes.</summary>
    public static async Task<NotificationBody?> ReadAsync(HttpRequest request, string secret, long limit)
    {
        if (request.ContentLength > limit)
        {
            return null;
        }

        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        using var head = new MemoryStream();
        var buffer = new byte[16 * 1024];
        long length = 0;
        int read;
        while ((read = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0)
        {
            length += read;
            if (length > limit)
            {
                return null;
            }

            hash.AppendData(buffer, 0, read);
            head.Write(buffer, 0, (int)Math.Min(read, MostHead - head.Length));
        }

        return new NotificationBody(hash.GetHashAndReset(), head.ToArray(), length == head.Length);
    }

    /// <summary>The one fax that it is about; null when it names none, or several, or no UUID.</summary>
    public string? FaxId()
    {
        string? found = null;
        var reader = new Utf8JsonReader(Head.Span, IsWhole, default);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth > MostDepth || !reader.ValueTextEquals("fax_id"u8) || !reader.Read())
                {
                    continue;
                }

                var id = reader.TokenType == JsonTokenType.String && Guid.TryParseExact(reader.GetString(), "D", out var faxId) ? faxId.ToString() : null;
                if (id is null || (found is not null && found != id))
                {
                    return null;
                }

                found = id;
            }
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            return null;
        }

        return found;
    }
}
