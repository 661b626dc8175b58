using FhirFax.Fax.Sending.References;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Lifecycle;

/// <summary>Reads <c>Type/id</c>, with or without a version.</summary>
internal static class ReferenceKey
{
    public static bool TryRead(string reference, out ResourceKey key)
    {
        key = default;
        if (!LocalReference.TryRead(reference, [], out var found, out _))
        {
            return false;
        }

        key = found.Value;
        return true;
    }
}
