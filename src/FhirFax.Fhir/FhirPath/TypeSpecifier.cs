namespace FhirFax.Fhir.FhirPath;

/// <summary><c>Quantity</c>, <c>FHIR.Quantity</c>, <c>System.String</c>.</summary>
/// <param name="Namespace">Null when not written: the FHIR types are looked through first, then the System ones.</param>
internal sealed record TypeSpecifier(string? Namespace, string Name)
{
    /// <summary>Whether <paramref name="item"/> is of this type or of one that specialises it.</summary>
    public bool Matches(in FhirPathItem item)
    {
        if (item.Type is null)
        {
            return Namespace is null or "System" && SystemName(item.Value) == Name;
        }

        if (Namespace == "System")
        {
            return false;
        }

        // R4's own search parameters and invariants write `DateTime` and `String` for the FHIR primitives.
        return item.Type.Is(Name)
            || (Namespace is null && item.Type.IsPrimitive() && string.Equals(item.Type.Name, Name, StringComparison.OrdinalIgnoreCase));
    }

    public override string ToString() => Namespace is null ? Name : $"{Namespace}.{Name}";

    /// <summary>The System type of a computed value; empty for none.</summary>
    public static string SystemName(object? value) => value switch
    {
        bool => "Boolean",
        string => "String",
        int => "Integer",
        BigDecimal => "Decimal",
        FhirPathQuantity => "Quantity",
        Temporal { Kind: TemporalKind.Date } => "Date",
        Temporal { Kind: TemporalKind.Time } => "Time",
        Temporal => "DateTime",
        _ => "",
    };
}
