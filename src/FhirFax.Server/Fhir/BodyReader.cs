namespace FhirFax.Server.Fhir;

/// <summary>Reads a request body once, up to a limit.</summary>
internal static class BodyReader
{
    private const int FirstBuffer = 16 * 1024;

    /// <summary>The whole body; null when it is longer than <paramref name="limit"/> bytes.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, long limit)
    {
        var stated = request.Headers.ContentEncoding.Count == 0 ? request.ContentLength : null;
        if (stated > limit)
        {
            return null;
        }

        // One byte more than stated, so that the end is seen without growing.
        var buffer = new byte[Math.Min(stated ?? FirstBuffer, limit) + 1];
        var length = 0;
        while (true)
        {
            var read = await request.Body.ReadAsync(buffer.AsMemory(length), request.HttpContext.RequestAborted);
            if (read == 0)
            {
                return buffer.AsMemory(0, length);
            }

            length += read;
            if (length > limit)
            {
                return null;
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min(buffer.Length * 2L, limit + 1));
            }
        }
    }
}
