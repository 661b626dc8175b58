using FhirFax.Fhir.Definitions;

namespace FhirFax.Fhir.FhirPath;

/// <summary>
/// Finds out from an invariant alone when it need not be run: <c>code.empty() or system.exists()</c> holds wherever <c>code</c> is absent. Most invariants are of this kind,
/// and most objects lack what they are about.
/// </summary>
/// <remarks>As for a run of an invariant, only false breaks it: an operand that comes out empty does not. What is not understood gives no bits.</remarks>
internal sealed class VacuousTruth(TypeDefinition type)
{
    /// <summary>Bits of the elements of which the absence of any one keeps the condition from being false.</summary>
    public ulong NeverFalse(Syntax syntax) => syntax switch
    {
        Syntax.Binary { Operator: BinaryOperator.Or } or => NeverFalse(or.Left) | NeverFalse(or.Right),
        Syntax.Binary { Operator: BinaryOperator.And } and => NeverFalse(and.Left) & NeverFalse(and.Right),
        Syntax.Binary { Operator: BinaryOperator.Implies } implies => NeverTrue(implies.Left) | NeverFalse(implies.Right),
        Syntax.Binary { Operator: var op } compared when IsEmptyOfEmpty(op) => OfPath(compared.Left),
        Syntax.Call { Function.Name: "not", Of: { } of } => NeverTrue(of),
        Syntax.Call { Function.Name: "empty" or "all" or "isDistinct", Of: { } of } => OfPath(of),
        _ => 0,
    };

    /// <summary>Bits of the elements of which the absence of any one keeps the condition from being true.</summary>
    private ulong NeverTrue(Syntax syntax) => syntax switch
    {
        Syntax.Binary { Operator: BinaryOperator.And } and => NeverTrue(and.Left) | NeverTrue(and.Right),
        Syntax.Binary { Operator: BinaryOperator.Or } or => NeverTrue(or.Left) & NeverTrue(or.Right),
        Syntax.Binary { Operator: var op } compared when IsEmptyOfEmpty(op) => OfPath(compared.Left),
        Syntax.Call { Function.Name: "not", Of: { } of } => NeverFalse(of),
        Syntax.Call { Function.Name: "exists" or "hasValue" or "startsWith" or "contains" or "matches", Of: { } of } => OfPath(of),
        _ => 0,
    };

    /// <summary>Operators that answer nothing when their left operand is nothing.</summary>
    private static bool IsEmptyOfEmpty(BinaryOperator op) => op is BinaryOperator.Equal or BinaryOperator.NotEqual or BinaryOperator.In
        or BinaryOperator.Less or BinaryOperator.LessOrEqual or BinaryOperator.Greater or BinaryOperator.GreaterOrEqual;

    /// <summary>The bit of the element that a path starts with: without it the path finds nothing.</summary>
    private ulong OfPath(Syntax path) => path switch
    {
        Syntax.Member { Of: null } first => BitOf(first.Name),
        Syntax.Member { Of: Syntax.Member { Of: null } root } first when type.Is(root.Name) => BitOf(first.Name),
        Syntax.Member { Of: { } of } => OfPath(of),
        Syntax.Call { Function.Name: "where" or "select" or "first" or "tail" or "trace" or "ofType" or "as" or "extension", Of: { } of } => OfPath(of),
        _ => 0,
    };

    private ulong BitOf(string name) => type.ElementsByName.TryGetValue(name, out var element) ? 1UL << element.Ordinal : 0;
}
