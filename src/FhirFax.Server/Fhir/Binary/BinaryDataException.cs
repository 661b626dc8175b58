namespace FhirFax.Server.Fhir.Binary;

/// <summary>A Binary in JSON whose data cannot be decoded, or whose other members are too large.</summary>
internal sealed class BinaryDataException(string message, bool isTooLarge = false) : IOException(message)
{
    public bool IsTooLarge { get; } = isTooLarge;
}
