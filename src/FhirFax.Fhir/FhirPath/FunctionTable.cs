using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace FhirFax.Fhir.FhirPath;

/// <summary>Every function that an expression can call, by name. A new one is a new row in the table of its family.</summary>
internal static class FunctionTable
{
    private static readonly FrozenDictionary<string, Function> Functions = new[]
    {
        ExistenceFunctions.Table,
        FilteringFunctions.Table,
        SubsettingFunctions.Table,
        TypeFunctions.Table,
        ConversionFunctions.Table,
        StringFunctions.Table,
        MathFunctions.Table,
        NavigationFunctions.Table,
        FhirFunctions.Table,
        TerminologyFunctions.Table,
    }.SelectMany(table => table).ToFrozenDictionary(function => function.Name);

    public static bool TryGet(string name, [NotNullWhen(true)] out Function? function) => Functions.TryGetValue(name, out function);
}
