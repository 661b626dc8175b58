using System.Collections.Frozen;

namespace FhirFax.Fhir.FhirPath;

/// <summary>The operators and how strongly they bind (FHIRPath N1, operator precedence): higher binds tighter.</summary>
internal static class OperatorTable
{
    private static readonly FrozenDictionary<string, Rule> Rules = new Dictionary<string, Rule>
    {
        ["implies"] = new(BinaryOperator.Implies, 1),
        ["or"] = new(BinaryOperator.Or, 2),
        ["xor"] = new(BinaryOperator.Xor, 2),
        ["and"] = new(BinaryOperator.And, 3),
        ["in"] = new(BinaryOperator.In, 4),
        ["contains"] = new(BinaryOperator.Contains, 4),
        ["="] = new(BinaryOperator.Equal, 5),
        ["~"] = new(BinaryOperator.Equivalent, 5),
        ["!="] = new(BinaryOperator.NotEqual, 5),
        ["!~"] = new(BinaryOperator.NotEquivalent, 5),
        ["<="] = new(BinaryOperator.LessOrEqual, 6),
        ["<"] = new(BinaryOperator.Less, 6),
        [">"] = new(BinaryOperator.Greater, 6),
        [">="] = new(BinaryOperator.GreaterOrEqual, 6),
        ["|"] = new(BinaryOperator.Union, 7),
        ["is"] = new(default, 8, IsTypeOperation: true),
        ["as"] = new(default, 8, IsTypeOperation: true, IsCast: true),
        ["+"] = new(BinaryOperator.Add, 9),
        ["-"] = new(BinaryOperator.Subtract, 9),
        ["&"] = new(BinaryOperator.Concatenate, 9),
        ["*"] = new(BinaryOperator.Multiply, 10),
        ["/"] = new(BinaryOperator.Divide, 10),
        ["div"] = new(BinaryOperator.Div, 10),
        ["mod"] = new(BinaryOperator.Mod, 10),
    }.ToFrozenDictionary();

    public static bool TryGet(Token token, out Rule rule)
    {
        rule = default;
        return token.Kind is TokenKind.Symbol or TokenKind.Identifier && Rules.TryGetValue(token.Text, out rule);
    }

    /// <summary>Words that are names only in backticks; <c>as</c>, <c>is</c>, <c>in</c>, <c>contains</c> may stand where a name must.</summary>
    public static bool IsReserved(string word) => word is "and" or "or" or "xor" or "implies" or "div" or "mod" or "true" or "false";

    internal readonly record struct Rule(BinaryOperator Operator, int Precedence, bool IsTypeOperation = false, bool IsCast = false);
}
