using FhirFax.Fhir.Definitions;

namespace FhirFax.Fhir.FhirPath;

/// <summary>One operation of a plain path, read from its start.</summary>
internal abstract record PathStep
{
    internal sealed record Child(string Name) : PathStep;

    internal sealed record OfType(TypeSpecifier Type) : PathStep;

    internal sealed record At(int Index) : PathStep;

    /// <summary><c>where(name = 'text')</c></summary>
    internal sealed record Having(string Property, string Text) : PathStep;

    /// <summary><c>where(resolve() is Type)</c></summary>
    internal sealed record Targeting(string Type) : PathStep;

    /// <summary>The steps from <paramref name="root"/>; null when the expression is anything but a plain path.</summary>
    public static List<PathStep>? Read(Syntax syntax, TypeDefinition root)
    {
        var steps = new List<PathStep>();
        for (Syntax? at = syntax; at is not null; at = at.Source)
        {
            if (at is Syntax.Member { Of: null } start && char.IsAsciiLetterUpper(start.Name[0]) && root.Is(start.Name))
            {
                break;
            }

            if (at is Syntax.Call { Of: not null, Function.Name: "extension", Arguments: [Syntax.Literal { Value: string url }] })
            {
                steps.Add(new Having("url", url));
                steps.Add(new Child("extension"));
            }
            else if (Of(at) is { } step)
            {
                steps.Add(step);
            }
            else
            {
                return null;
            }
        }

        steps.Reverse();
        return steps;
    }

    private static PathStep? Of(Syntax syntax) => syntax switch
    {
        Syntax.Member member => new Child(member.Name),
        Syntax.TypeOperation { IsCast: true } cast => new OfType(cast.Type),
        Syntax.Index { Position: Syntax.Literal { Value: int index } } => new At(index),
        Syntax.Call { Of: not null, Function.Name: "as" or "ofType" } call => new OfType((TypeSpecifier)((Syntax.Literal)call.Arguments[0]).Value!),
        Syntax.Call { Of: not null, Function.Name: "first" } => new At(0),
        Syntax.Call { Of: not null, Function.Name: "where" } call => Filter(call.Arguments[0]),
        _ => null,
    };

    private static PathStep? Filter(Syntax condition) => condition switch
    {
        Syntax.Binary
        {
            Operator: BinaryOperator.Equal,
            Left: Syntax.Member { Of: null, Name: var name },
            Right: Syntax.Literal { Value: string text },
        } => new Having(name, text),
        Syntax.TypeOperation { IsCast: false, Of: Syntax.Call { Of: null, Function.Name: "resolve" }, Type: { Namespace: null or "FHIR", Name: var type } } =>
            new Targeting(type),
        _ => null,
    };
}
