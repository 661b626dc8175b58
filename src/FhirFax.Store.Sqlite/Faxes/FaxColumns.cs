using FhirFax.Store.Faxes;
using FhirFax.Store.Resources;
using FhirFax.Store.Sqlite.Engine;

namespace FhirFax.Store.Sqlite.Faxes;

/// <summary>The columns of a fax row.</summary>
internal static class FaxColumns
{
    public static readonly string[] Names =
    [
        "id", "direction", "status", "sender", "receiver", "subject", "reviewed", "pages", "sent", "received", "created", "updated", "document", "document_type", "sources",
    ];

    public static readonly string All = string.Join(", ", Names);

    /// <summary>The columns that lists are sorted by; each has an index.</summary>
    public static readonly string[] Sorted = ["created", "updated", "sent", "received", "status", "subject", "sender", "receiver", "reviewed", "pages"];

    public static string Of(FaxSort sort) => Sorted[(int)sort - 1];

    /// <summary>Whether a fax may have no value for it.</summary>
    public static bool IsOptional(FaxSort sort) =>
        sort is FaxSort.Sent or FaxSort.Received or FaxSort.Subject or FaxSort.Sender or FaxSort.Receiver or FaxSort.Pages;

    /// <summary>In the order of <see cref="Names"/>: long, string, byte[] or null.</summary>
    public static object?[] Values(FaxRow row) =>
    [
        Id(row.Id),
        (long)row.Direction,
        (long)row.Status,
        row.Sender,
        row.Receiver,
        row.Subject,
        row.IsReviewed ? 1L : 0L,
        (long?)row.Pages,
        row.Sent?.UtcTicks,
        row.Received?.UtcTicks,
        row.Created.UtcTicks,
        row.Updated.UtcTicks,
        row.Document?.Id,
        row.DocumentTypeName,
        Text(row.Sources),
    ];

    public static FaxRow Read(Statement row, int first) => new()
    {
        Id = new Guid(row.Blob(first), bigEndian: true),
        Direction = (FaxDirection)row.Int64(first + 1),
        Status = (FaxStatus)row.Int64(first + 2),
        Sender = row.NullableText(first + 3),
        Receiver = row.NullableText(first + 4),
        Subject = row.NullableText(first + 5),
        IsReviewed = row.Int64(first + 6) != 0,
        Pages = (int?)row.NullableInt64(first + 7),
        Sent = Instants.FromTicks(row.NullableInt64(first + 8)),
        Received = Instants.FromTicks(row.NullableInt64(first + 9)),
        Created = Instants.FromTicks(row.Int64(first + 10)),
        Updated = Instants.FromTicks(row.Int64(first + 11)),
        Document = row.NullableText(first + 12) is { } document ? new ResourceKey("DocumentReference", document) : null,
        DocumentTypeName = row.NullableText(first + 13),
        Sources = row.NullableText(first + 14) is { } sources ? ReadSources(sources) : [],
    };

    /// <summary>References, with a space between; null when there are none.</summary>
    private static string? Text(IReadOnlyList<ResourceKey> sources) => sources.Count == 0 ? null : string.Join(' ', sources);

    private static List<ResourceKey> ReadSources(string text)
    {
        var sources = new List<ResourceKey>();
        var rest = text.AsSpan();
        foreach (var range in rest.Split(' '))
        {
            var reference = rest[range];
            var slash = reference.IndexOf('/');
            sources.Add(new ResourceKey(reference[..slash].ToString(), reference[(slash + 1)..].ToString()));
        }

        return sources;
    }

    /// <summary>Compares as the lower-case text does.</summary>
    public static byte[] Id(Guid id) => id.ToByteArray(bigEndian: true);

    public static Statement BindValue(this Statement statement, object? value) => value switch
    {
        null => statement.BindNull(),
        long number => statement.Bind(number),
        string text => statement.Bind(text),
        byte[] bytes => statement.Bind(bytes.AsSpan()),
        _ => throw new ArgumentOutOfRangeException(nameof(value), value.GetType().Name, null),
    };

    public static bool AreEqual(object? left, object? right) =>
        left is byte[] bytes && right is byte[] others ? bytes.AsSpan().SequenceEqual(others) : Equals(left, right);
}
