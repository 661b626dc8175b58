using System.Diagnostics.CodeAnalysis;
using FhirFax.Fhir.Definitions;

namespace FhirFax.Fhir.FhirPath;

/// <summary>A parsed FHIRPath N1 expression, to be run any number of times. Immutable and thread-safe.</summary>
public sealed class FhirPathExpression
{
    private FhirPathExpression(string text, Syntax syntax)
    {
        Text = text;
        Syntax = syntax;
    }

    public string Text { get; }

    internal Syntax Syntax { get; }

    /// <summary>The type name that the path opens with; null when it opens with anything else.</summary>
    internal string? StartsAt
    {
        get
        {
            var start = Syntax;
            while (start.Source is { } source)
            {
                start = source;
            }

            return start is Syntax.Member member && char.IsAsciiLetterUpper(member.Name[0]) ? member.Name : null;
        }
    }

    /// <exception cref="FhirPathException">Not FHIRPath, an unknown function, or too long or deep.</exception>
    public static FhirPathExpression Parse(string text) => new(text, Parser.Parse(text));

    /// <param name="problem">One sentence with the position.</param>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out FhirPathExpression? expression, [NotNullWhen(false)] out string? problem)
    {
        try
        {
            expression = Parse(text);
            problem = null;
            return true;
        }
        catch (FhirPathException failure)
        {
            expression = null;
            problem = failure.Message;
            return false;
        }
    }

    /// <summary>Runs the expression on one item.</summary>
    /// <exception cref="FhirPathException">A rule of FHIRPath is broken (such as a single item expected), or the step limit is reached.</exception>
    public IReadOnlyList<FhirPathItem> Evaluate(FhirPathItem focus, FhirPathContext context) =>
        new Evaluator(context, focus).Run(Syntax);

    /// <summary>Runs it as a condition: empty is false, a single item that is no Boolean is true.</summary>
    /// <exception cref="FhirPathException">As <see cref="Evaluate"/>.</exception>
    public bool IsTrue(FhirPathItem focus, FhirPathContext context)
    {
        var evaluator = new Evaluator(context, focus);
        return Evaluator.ToBoolean(evaluator.Run(Syntax)) ?? false;
    }

    /// <summary>Runs it as an invariant: only false breaks it, for HL7 writes many that come out empty where the element they are about is absent.</summary>
    /// <exception cref="FhirPathException">As <see cref="Evaluate"/>.</exception>
    public bool Holds(FhirPathItem focus, FhirPathContext context)
    {
        var evaluator = new Evaluator(context, focus);
        return Evaluator.ToBoolean(evaluator.Run(Syntax)) ?? true;
    }

    /// <summary>As <see cref="Holds(FhirPathItem, FhirPathContext)"/>, but null where that would throw: it cannot be decided.</summary>
    /// <param name="steps">What the evaluation took of the context's steps.</param>
    internal bool? Holds(FhirPathItem focus, FhirPathContext context, out int steps)
    {
        var evaluator = new Evaluator(context, focus);
        try
        {
            return Evaluator.ToBoolean(evaluator.Run(Syntax)) ?? true;
        }
        catch (FhirPathException)
        {
            return null;
        }
        finally
        {
            steps = evaluator.Steps;
        }
    }

    /// <summary>Bits of the elements of <paramref name="type"/> of which the absence of any one lets the expression hold as an invariant.</summary>
    internal ulong Vacuous(TypeDefinition type) => new VacuousTruth(type).NeverFalse(Syntax);

    public override string ToString() => Text;

    /// <summary>The operands of a union; the expression itself when it is none.</summary>
    internal IEnumerable<FhirPathExpression> Branches()
    {
        var open = new Stack<Syntax>([Syntax]);
        while (open.TryPop(out var syntax))
        {
            if (syntax is Syntax.Binary { Operator: BinaryOperator.Union } union)
            {
                open.Push(union.Right);
                open.Push(union.Left);
            }
            else
            {
                yield return new FhirPathExpression(Text, syntax);
            }
        }
    }
}
