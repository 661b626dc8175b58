using System.Text;
using FhirFax.Fhir.Definitions;

namespace FhirFax.Fhir.FhirPath;

/// <summary>Turns the steps of a plain path into a <see cref="DirectPath"/> for one type.</summary>
internal sealed class DirectPathCompiler(R4Definitions definitions)
{
    /// <summary>Null when the path needs the full evaluator.</summary>
    public DirectPath? Compile(Syntax syntax, TypeDefinition root)
    {
        var steps = PathStep.Read(syntax, root);
        return steps is null or [not PathStep.Child, ..] or [] ? null : Compile(steps, 0, root, isSingle: true);
    }

    /// <summary>Whether a path that opens with <paramref name="name"/> can find nothing in a <paramref name="type"/>.</summary>
    public bool IsOtherType(string name, TypeDefinition type) => definitions.IsResourceType(name) && !type.Is(name);

    private DirectPath? Compile(List<PathStep> steps, int at, TypeDefinition type, bool isSingle)
    {
        // Below an element whose type only the instance knows, and beside a primitive's value, the full evaluator looks.
        if (type is { Kind: TypeKind.Resource, IsAbstract: true } || type.IsPrimitive())
        {
            return null;
        }

        var branches = new List<DirectPath.Branch>();
        if (type.ElementsByName.TryGetValue(((PathStep.Child)steps[at]).Name, out var element))
        {
            foreach (var property in element.Properties)
            {
                if (!TryAddBranch(steps, at + 1, property, isSingle, branches))
                {
                    return null;
                }
            }
        }

        return new DirectPath(branches, definitions);
    }

    private bool TryAddBranch(List<PathStep> steps, int at, PropertyDefinition property, bool isSingle, List<DirectPath.Branch> branches)
    {
        var filters = new List<ElementFilter>();
        var index = -1;
        var item = new FhirPathItem(property.Type, default);
        for (; at < steps.Count && steps[at] is not PathStep.Child; at++)
        {
            switch (steps[at])
            {
                case PathStep.OfType { Type: var wanted }:
                    if (property.Type is { Kind: TypeKind.Resource, IsAbstract: true })
                    {
                        return false;
                    }

                    if (!wanted.Matches(item))
                    {
                        return true;
                    }

                    break;
                case PathStep.At position when isSingle && filters.Count == 0 && index < 0 && !property.Element.IsChoice:
                    index = position.Index;
                    break;
                case PathStep.Having having when index < 0 && IsText(property.Type, having.Property):
                    filters.Add(new ElementFilter.Having(having.Property, having.Text));
                    break;
                case PathStep.Targeting targeting when index < 0:
                    filters.Add(new ElementFilter.Targeting(targeting.Type, definitions));
                    break;
                default:
                    return false;
            }
        }

        var isLast = at == steps.Count;
        var next = isLast ? null : Compile(steps, at, property.Type, isSingle && (index >= 0 || !property.Element.IsArray));
        if (!isLast && next is null)
        {
            return false;
        }

        branches.Add(new DirectPath.Branch(Encoding.UTF8.GetBytes(property.JsonName), property, filters, index, next));
        return true;
    }

    private static bool IsText(TypeDefinition type, string child) =>
        type.ElementsByName.TryGetValue(child, out var element)
        && element is { IsChoice: false, IsArray: false }
        && element.Properties[0].Type is var childType
        && childType.IsPrimitive()
        && childType.Name is not ("date" or "dateTime" or "instant" or "time" or "decimal" or "boolean")
        && !childType.Is("integer");
}
