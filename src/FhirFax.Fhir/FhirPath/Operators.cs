namespace FhirFax.Fhir.FhirPath;

/// <summary>FHIRPath N1, operators of two operands.</summary>
internal static class Operators
{
    public static List<FhirPathItem> Apply(Evaluator evaluator, Syntax.Binary binary, Scope scope)
    {
        var left = evaluator.Evaluate(binary.Left, scope);
        if (Logic(evaluator, binary, left, scope, out var logical))
        {
            return Evaluator.FromBoolean(logical);
        }

        var right = evaluator.Evaluate(binary.Right, scope);
        evaluator.Step(left.Count + right.Count);
        return binary.Operator switch
        {
            BinaryOperator.Union => Collections.Union(evaluator, left, right),
            BinaryOperator.Equal => Evaluator.FromBoolean(Equality.AreEqual(left, right)),
            BinaryOperator.NotEqual => Evaluator.FromBoolean(!Equality.AreEqual(left, right)),
            BinaryOperator.Equivalent => Evaluator.FromBoolean(Equality.AreEquivalent(left, right)),
            BinaryOperator.NotEquivalent => Evaluator.FromBoolean(!Equality.AreEquivalent(left, right)),
            BinaryOperator.Less => Evaluator.FromBoolean(Equality.Compare(left, right) is { } order ? order < 0 : null),
            BinaryOperator.LessOrEqual => Evaluator.FromBoolean(Equality.Compare(left, right) is { } order ? order <= 0 : null),
            BinaryOperator.Greater => Evaluator.FromBoolean(Equality.Compare(left, right) is { } order ? order > 0 : null),
            BinaryOperator.GreaterOrEqual => Evaluator.FromBoolean(Equality.Compare(left, right) is { } order ? order >= 0 : null),
            BinaryOperator.In => Evaluator.FromBoolean(Membership(left, right)),
            BinaryOperator.Contains => Evaluator.FromBoolean(Membership(right, left)),
            _ => Arithmetic.Apply(binary.Operator, left, right),
        };
    }

    /// <summary>Three-valued; the right operand is left alone when the left one decides.</summary>
    private static bool Logic(Evaluator evaluator, Syntax.Binary binary, List<FhirPathItem> left, Scope scope, out bool? result)
    {
        result = null;
        if (binary.Operator is not (BinaryOperator.And or BinaryOperator.Or or BinaryOperator.Xor or BinaryOperator.Implies))
        {
            return false;
        }

        var a = Evaluator.ToBoolean(left);
        switch (binary.Operator, a)
        {
            case (BinaryOperator.And, false):
                result = false;
                return true;
            case (BinaryOperator.Or, true) or (BinaryOperator.Implies, false):
                result = true;
                return true;
        }

        var b = Evaluator.ToBoolean(evaluator.Evaluate(binary.Right, scope));
        result = binary.Operator switch
        {
            BinaryOperator.And => a & b,
            BinaryOperator.Or => a | b,
            BinaryOperator.Xor => a ^ b,
            _ => !a | b,
        };
        return true;
    }

    private static bool? Membership(List<FhirPathItem> item, List<FhirPathItem> collection) => item.Count switch
    {
        0 => null,
        1 => Collections.Contains(collection, item[0]),
        _ => throw new FhirPathException("Membership is tested for a single item"),
    };
}
