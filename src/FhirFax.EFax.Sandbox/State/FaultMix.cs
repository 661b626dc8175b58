using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FhirFax.EFax.Sandbox.State;

/// <summary>
/// Faults that strike by chance, yet the same way in every run: what happens to the n-th call of an endpoint follows from the seed, the endpoint and n alone.
/// </summary>
/// <param name="Rate">Of the calls of each endpoint, 0 to 1.</param>
/// <param name="Kinds">Of <see cref="KnownKinds"/>; each call draws from those that can happen to it.</param>
internal sealed record FaultMix(long Seed, double Rate, IReadOnlyList<string> Kinds)
{
    private const string ServerErrorBody = """{"errors":[{"user_message":"An internal error occurred.","error_code":"INTERNAL_SERVER_ERROR"}]}""";
    private const string LateImageBody = """{"errors":[{"element_name":"image_fax","user_message":"Cannot get fax image","error_code":"102"}]}""";

    private static readonly IReadOnlyList<Fault> Known =
    [
        new() { Name = "drop-before", Kind = FaultKind.DropBefore },
        new() { Name = "drop-after", Kind = FaultKind.DropAfter },
        new() { Name = "truncate", Kind = FaultKind.Truncate },
        new() { Name = "garble", Kind = FaultKind.Garble },
        new() { Name = "hang", Kind = FaultKind.Hang },
        new() { Name = "hang-after", Kind = FaultKind.HangAfter },
        new() { Name = "throttle", Kind = FaultKind.Status, Status = 429, Body = "Too Many Requests.", Headers = new Dictionary<string, string> { ["Retry-After"] = "1" } },
        new() { Name = "throttle-bare", Kind = FaultKind.Status, Status = 429, Body = "Too Many Requests." },
        new() { Name = "server-error", Kind = FaultKind.Status, Status = 500, Body = ServerErrorBody },
        new() { Name = "expire-tokens", Kind = FaultKind.ExpireTokens, Path = "/faxes*" },
        new() { Name = "late-image", Kind = FaultKind.Status, Status = 404, Body = LateImageBody, Path = "*/image" },
        new() { Name = "skip-on-page", Kind = FaultKind.SkipOnPage, Path = "/faxes/received" },
        new() { Name = "repeat-on-page", Kind = FaultKind.RepeatOnPage, Path = "/faxes/received" },
    ];

    public static IEnumerable<string> KnownKinds => Known.Select(static fault => fault.Name!);

    /// <summary>What happens to the <paramref name="n"/>-th call (from 0) of an endpoint; null when it goes well.</summary>
    public Fault? Draw(string method, string pattern, string path, bool isLaterPage, int n)
    {
        Span<byte> drawn = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Seed}|{method} {pattern}|{n}")), drawn);
        if (BinaryPrimitives.ReadUInt32LittleEndian(drawn) >= Rate * uint.MaxValue)
        {
            return null;
        }

        var possible = Known.Where(fault => Kinds.Contains(fault.Name!) && fault.Matches(method, path, isLaterPage)).ToList();
        return possible.Count == 0 ? null : possible[(int)(BinaryPrimitives.ReadUInt32LittleEndian(drawn[4..]) % (uint)possible.Count)];
    }
}
