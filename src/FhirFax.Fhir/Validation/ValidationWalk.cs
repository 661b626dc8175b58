using System.Text.Json;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.FhirPath;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Outcomes;

namespace FhirFax.Fhir.Validation;

/// <summary>One walk over one resource: which properties there are, how often, and what each must hold. The parser bounds its depth.</summary>
internal sealed class ValidationWalk
{
    private const string ContainedPath = "DomainResource.contained";

    private readonly R4Definitions _definitions;
    private readonly JsonElement _root;
    private readonly TypeDefinition _rootType;
    private readonly int _limit;
    private readonly InvariantRun _invariants;
    private readonly ElementPath _path;
    private readonly List<Issue> _issues = [];
    private bool _isContained;
    private bool _isNested;

    /// <summary>Issues other than broken invariants, so far.</summary>
    private int _structuralFaults;

    public ValidationWalk(R4Definitions definitions, JsonElement root, TypeDefinition rootType, ValidationOptions options)
    {
        _definitions = definitions;
        _root = root;
        _rootType = rootType;
        _limit = options.Limit;
        _invariants = new InvariantRun(this, definitions, options.IncludeWarnings);
        _path = new ElementPath(rootType.Name);
        Contained = new ContainedResources(root);
    }

    public IReadOnlyList<Issue> Issues => _issues;

    /// <summary>Where <c>#id</c> is looked up: in the innermost resource that is not contained itself.</summary>
    public ContainedResources Contained { get; private set; }

    /// <summary>Whether a reference may be a search: a transaction resolves it, also in the patches that it holds. Elsewhere nothing does.</summary>
    public bool AllowsConditionalReferences => _rootType.Name is "Bundle" or "Parameters";

    /// <summary>Whether <c>#id</c> names something in another resource: Parameters contain nothing, but as a patch they bring references to what it contains.</summary>
    public bool RefersElsewhere => !_isNested && _rootType.Name == "Parameters";

    private bool IsFull => _issues.Count >= _limit;

    public void CheckRoot()
    {
        _invariants.Enter(FhirPathItem.Of(_rootType, _root), isContained: false);
        CheckObject(_root, _rootType, isSibling: false);
    }

    public bool IsResourceType(ReadOnlySpan<char> name) => _definitions.IsResourceType(name);

    /// <summary>Reports on the current element.</summary>
    public void Report(string code, string text, IssueSeverity severity = IssueSeverity.Error)
    {
        Count(code);
        if (!IsFull)
        {
            _issues.Add(new Issue(severity, code, text, _path.ToString()));
        }
    }

    /// <summary>Reports on a child of the current element.</summary>
    public void ReportChild(string child, string code, string text)
    {
        Count(code);
        if (!IsFull)
        {
            _issues.Add(Issue.Error(code, text, _path.Child(child)));
        }
    }

    /// <summary>Checks the members of an object of <paramref name="type"/>.</summary>
    /// <param name="isSibling">The object is what stands beside a primitive under <c>_name</c>.</param>
    /// <param name="hasValue">As a sibling it has a value beside it, so that an id alone is enough in it.</param>
    public void CheckObject(JsonElement value, TypeDefinition type, bool isSibling, bool hasValue = false)
    {
        var faults = _structuralFaults;
        ulong seen = 0;
        ulong ambiguous = 0;
        var hasUnknown = false;
        var isResource = type.Kind == TypeKind.Resource;
        foreach (var member in value.EnumerateObject())
        {
            if (IsFull)
            {
                return;
            }

            if (!PropertyNames.TryFind(type, member, out var property, out var isUnderscored))
            {
                if (!isResource || !member.NameEquals("resourceType"u8))
                {
                    ReportChild(member.Name, IssueCode.Structure, PropertyNames.DescribeUnknown(type, member.Name));
                    hasUnknown = true;
                }

                continue;
            }

            var bit = 1UL << property.Element.Ordinal;
            if ((seen & bit) != 0 && (ambiguous & bit) == 0 && property.Element.IsChoice && ChoiceRules.Other(value, property) is { } other)
            {
                ambiguous |= bit;
                ReportChild(property.Element.Name, IssueCode.Structure, ChoiceRules.DescribeBoth(other, property));
            }

            seen |= bit;
            _path.Enter(property.Element.Name);
            if (isUnderscored)
            {
                SiblingRules.Check(this, value, member.Value, property);
            }
            else
            {
                CheckProperty(value, member.Value, property);
            }

            _path.Leave();
        }

        if (seen == 0 && !isResource && !hasUnknown)
        {
            Report(IssueCode.Structure, "The object is empty: leave the property out.");
        }
        else
        {
            PresenceRules.Check(this, type, seen, hasValue);
        }

        // What a faulty structure says of its invariants would only repeat the fault.
        if (!isSibling && _structuralFaults == faults && !IsFull)
        {
            if (isResource && !_isContained)
            {
                ContainedRules.CheckReferred(this, value);
            }

            _invariants.Check(InvariantRules.Of(type), FhirPathItem.Of(type, value), seen);
        }
    }

    public void Enter(string child) => _path.Enter(child);

    public void Leave() => _path.Leave();

    /// <summary>Says which repetition of the current element follows.</summary>
    public void At(int index) => _path.At(index);

    private void Count(string code) => _structuralFaults += code is IssueCode.Invariant or IssueCode.TooCostly ? 0 : 1;

    private void CheckProperty(JsonElement owner, JsonElement value, PropertyDefinition property)
    {
        if (!property.Element.IsArray)
        {
            CheckItem(value, property);
            return;
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            Report(IssueCode.Structure, $"The property '{property.JsonName}' must be an array, not {JsonText.Describe(value.ValueKind)}.");
            return;
        }

        var index = 0;
        var isPrimitive = property.Type.Format != PrimitiveFormat.None;
        var siblings = new SiblingCursor(owner, property);
        foreach (var item in value.EnumerateArray())
        {
            if (IsFull)
            {
                return;
            }

            _path.At(index);
            if (!isPrimitive || item.ValueKind != JsonValueKind.Null)
            {
                CheckItem(item, property);
            }
            else if (!siblings.HasObjectAt(index))
            {
                Report(IssueCode.Structure, SiblingRules.DescribeBareNull(property));
            }

            index++;
        }

        CardinalityRules.Check(this, property, index);
    }

    private void CheckItem(JsonElement value, PropertyDefinition property)
    {
        if (property.Element.Invariants.Count == 0)
        {
            CheckValue(value, property);
            return;
        }

        var faults = _structuralFaults;
        CheckValue(value, property);
        if (_structuralFaults == faults && !IsFull)
        {
            NarrativeRules.Check(this, value, property);
            _invariants.Check(InvariantRules.Of(property.Element), FhirPathItem.Of(property.Type, value), seen: 0);
        }
    }

    private void CheckValue(JsonElement value, PropertyDefinition property)
    {
        if (property.Type.Format != PrimitiveFormat.None)
        {
            PrimitiveRules.Check(this, value, property);
            return;
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            Report(IssueCode.Structure, $"The property '{property.JsonName}' must be an object, not {JsonText.Describe(value.ValueKind)}.");
            return;
        }

        if (property.Type.Kind == TypeKind.Resource)
        {
            CheckNestedResource(value, property);
            return;
        }

        CheckObject(value, property.Type, isSibling: false);
        if (property.Type.Name == "Reference")
        {
            ReferenceRules.Check(this, value, property);
        }
        else if (property.Element.Binding is { } binding)
        {
            BindingRules.CheckCoded(this, value, property, binding);
        }
    }

    private void CheckNestedResource(JsonElement value, PropertyDefinition property)
    {
        if (NestedResourceRules.TypeOf(this, _definitions, value, property) is not { } type)
        {
            return;
        }

        if (property.Element.Path == ContainedPath)
        {
            CheckContained(value, type);
            return;
        }

        var (contained, isContained, isNested) = (Contained, _isContained, _isNested);
        (Contained, _isContained, _isNested) = (new ContainedResources(value), false, true);
        var place = _invariants.Enter(FhirPathItem.Of(type, value), isContained: false);
        CheckObject(value, type, isSibling: false);
        _invariants.Leave(place);
        (Contained, _isContained, _isNested) = (contained, isContained, isNested);
    }

    private void CheckContained(JsonElement value, TypeDefinition type)
    {
        if (_isContained)
        {
            Report(IssueCode.Invariant, "A contained resource must not contain resources (dom-2).");
            return;
        }

        if (!value.TryGetProperty("id"u8, out _))
        {
            ReportChild("id", IssueCode.Required, "A contained resource must have an 'id'.");
        }

        _isContained = true;
        Contained.RefersToContainer = false;
        var place = _invariants.Enter(FhirPathItem.Of(type, value), isContained: true);
        CheckObject(value, type, isSibling: false);
        _invariants.Leave(place);
        _isContained = false;
        if (Contained.RefersToContainer && ContainedResources.IdOf(value) is { } id)
        {
            Contained.Refer(id);
        }
    }
}
