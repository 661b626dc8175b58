namespace FhirFax.Fax.Documents.Pdf;

internal enum XrefKind : byte
{
    Absent,
    Free,
    Offset,
    Compressed,
}

/// <summary>Where an object is.</summary>
/// <param name="Kind">What the other two mean.</param>
/// <param name="Location">The offset of the object in the file, or the number of the object stream that holds it.</param>
/// <param name="Index">The object's place in its object stream.</param>
internal readonly record struct XrefEntry(XrefKind Kind, long Location, int Index)
{
    public static XrefEntry Free => new(XrefKind.Free, 0, 0);

    public static XrefEntry At(long offset) => new(XrefKind.Offset, offset, 0);

    public static XrefEntry In(long objectStream, int index) => new(XrefKind.Compressed, objectStream, index);
}
