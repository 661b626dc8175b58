using FhirFax.Fhir.Definitions;

namespace FhirFax.Fhir.FhirPath;

/// <summary>What an evaluation may use, and how much of it.</summary>
public sealed record FhirPathContext(R4Definitions Definitions)
{
    /// <summary><c>%resource</c>; null: the item that the expression starts from.</summary>
    public FhirPathItem? Resource { get; init; }

    /// <summary><c>%rootResource</c>: the container of a contained resource; null: as <see cref="Resource"/>.</summary>
    public FhirPathItem? RootResource { get; init; }

    /// <summary>For <c>now()</c>, <c>today()</c>, <c>timeOfDay()</c>.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Items looked at before the evaluation is given up with a <see cref="FhirPathException"/>.</summary>
    public int MaxSteps { get; init; } = 1_000_000;
}
