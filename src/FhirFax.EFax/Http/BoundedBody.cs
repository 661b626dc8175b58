namespace FhirFax.EFax.Http;

/// <summary>Reads the small bodies: lists, statuses, errors.</summary>
internal static class BoundedBody
{
    private const int MaxBytes = 4 << 20;
    private const int MaxErrorBytes = 64 << 10;

    /// <summary>The body; null when it is larger than any such answer can be.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public static Task<ReadOnlyMemory<byte>?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        ReadAsync(response, MaxBytes, cancellationToken);

    /// <summary>The body; null when it has more bytes than <paramref name="limit"/>.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpResponseMessage response, int limit, CancellationToken cancellationToken)
    {
        var body = await ReadSomeAsync(response, limit, cancellationToken);
        if (body.Length > limit)
        {
            // Not in a conditional expression: there null would become an empty body, which is an answer.
            return null;
        }

        return body;
    }

    /// <summary>As much of an error body as is worth reading; empty when the connection broke in it.</summary>
    public static async Task<ReadOnlyMemory<byte>> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadSomeAsync(response, MaxErrorBytes, cancellationToken);
        }
        catch (Exception problem) when (problem is IOException or HttpRequestException)
        {
            return default;
        }
    }

    // One byte more than the limit tells that there is more.
    private static async Task<ReadOnlyMemory<byte>> ReadSomeAsync(HttpResponseMessage response, int limit, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var body = new MemoryStream();
        var buffer = new byte[16 << 10];
        int read;
        while (body.Length <= limit && (read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            body.Write(buffer, 0, (int)Math.Min(read, limit + 1 - body.Length));
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
