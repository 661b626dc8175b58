using System.Text.Json.Nodes;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.FhirPath;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Outcomes;

namespace FhirFax.Fhir.Patch;

/// <summary>Applies the operations of a FHIRPath Patch to one resource. The resource is held twice: as a document that FHIRPath runs on, and as a tree that is changed.</summary>
internal sealed class FhirPathPatchRun : IDisposable
{
    /// <summary>Evaluation steps of one patch.</summary>
    private const int TotalSteps = 5_000_000;

    /// <summary>Bytes that one patch may have written anew between its operations.</summary>
    private const long MostWritten = 256_000_000;

    private readonly R4Definitions _definitions = R4Definitions.Current;
    private readonly PatchValueReader _values;
    private readonly EmptiedNodes _emptied = new();
    private readonly JsonObject _tree;
    private ResourceDocument _document;
    private bool _isOwn;
    private int _stepsLeft = TotalSteps;
    private long _written;

    /// <exception cref="PatchException">The resource is not an object.</exception>
    public FhirPathPatchRun(ResourceDocument resource)
    {
        _document = resource;
        _values = new PatchValueReader(_definitions);
        _tree = PatchJson.Parse(resource.Utf8, "The resource cannot be patched") as JsonObject
            ?? throw PatchException.Malformed("A resource is a JSON object.");
    }

    public ReadOnlyMemory<byte> Utf8 => _document.Utf8;

    /// <exception cref="PatchException">It cannot be applied.</exception>
    public void Apply(PatchParameter operation)
    {
        var type = operation.Text("type");
        var path = Parse(operation.Text("path"));
        switch (type)
        {
            case "add":
                Add(path, operation.Text("name"), operation);
                break;
            case "insert":
                Insert(path, operation);
                break;
            case "delete":
                Delete(path);
                break;
            case "replace":
                Replace(path, operation);
                break;
            case "move":
                Move(path, operation);
                break;
            default:
                throw PatchException.Malformed($"'{JsonText.Clip(type)}' is none of add, insert, delete, replace, move");
        }

        Refresh();
    }

    /// <summary>After the last operation: an element whose last part was deleted goes with it.</summary>
    public void LeaveOutEmptied()
    {
        if (_emptied.HasCandidates)
        {
            _emptied.LeaveOut();
            Refresh();
        }
    }

    public void Dispose()
    {
        if (_isOwn)
        {
            _document.Dispose();
        }
    }

    private static FhirPathExpression Parse(string path) =>
        FhirPathExpression.TryParse(path, out var expression, out var problem) ? expression : throw PatchException.Malformed($"the path is no FHIRPath: {problem}");

    private void Add(FhirPathExpression path, string name, PatchParameter operation)
    {
        var parent = Single(Select(path.Syntax));
        var element = ElementOf(parent.Type, name);
        var owner = ObjectOf(parent);
        var value = _values.Read(operation.Part("value"), element);
        if (element.IsArray)
        {
            ElementList.Change(owner, value.Property, list => list.Insert(list.Count, value));
        }
        else if (PatchTarget.Has(owner, element))
        {
            throw PatchException.NotApplicable($"{element.Path} is there already; 'replace' replaces it");
        }
        else
        {
            value.SetIn(owner);
        }
    }

    private void Insert(FhirPathExpression path, PatchParameter operation)
    {
        var (owner, property) = List(path);
        var index = operation.Index("index");
        var count = ElementList.CountOf(owner, property);
        if (index > count)
        {
            throw PatchException.NotApplicable($"the index {index} is beyond the {count} entries of the list");
        }

        var value = _values.Read(operation.Part("value"), property.Element);
        ElementList.Change(owner, property, list => list.Insert(index, value));
    }

    private void Delete(FhirPathExpression path)
    {
        var items = Select(path.Syntax);
        if (items.Count == 0)
        {
            return;
        }

        var (owner, property, index) = Locate(Single(items));
        if (index < 0)
        {
            PatchValue.Remove(owner, property);
        }
        else
        {
            ElementList.Change(owner, property, list => list.RemoveAt(index));
        }

        _emptied.Add(owner);
    }

    private void Replace(FhirPathExpression path, PatchParameter operation)
    {
        var (owner, property, index) = Locate(Single(Select(path.Syntax)));
        var value = _values.Read(operation.Part("value"), property.Element);
        if (index < 0)
        {
            value.SetIn(owner);
        }
        else
        {
            ElementList.Change(owner, property, list => list.Replace(index, value));
        }
    }

    private void Move(FhirPathExpression path, PatchParameter operation)
    {
        var (owner, property) = List(path);
        var (source, destination) = (operation.Index("source"), operation.Index("destination"));
        var count = ElementList.CountOf(owner, property);
        if (source >= count || destination >= count)
        {
            throw PatchException.NotApplicable($"the list has {count} entries, so {Math.Max(source, destination)} is beyond it");
        }

        ElementList.Change(owner, property, list => list.Move(source, destination));
    }

    /// <summary>The repeating element that a path stands for; it need not have entries yet.</summary>
    private (JsonObject Owner, PropertyDefinition Property) List(FhirPathExpression path)
    {
        if (path.Syntax is not Syntax.Member member)
        {
            throw PatchException.NotApplicable("the path of a list ends in the name of a repeating element");
        }

        var root = Root();
        var parent = member.Of is null ? root : Single(Select(member.Of));
        var element = ElementOf(parent.Type, member.Name);
        return element.IsArray
            ? (ObjectOf(parent), element.Properties[0])
            : throw PatchException.NotApplicable($"{element.Path} does not repeat");
    }

    private static ElementDefinition ElementOf(TypeDefinition? type, string name)
    {
        if (type is null)
        {
            throw PatchException.NotApplicable("the path does not select an element of this resource");
        }

        var plain = name.EndsWith("[x]", StringComparison.Ordinal) ? name[..^3] : name;
        return type.ElementsByName.TryGetValue(plain, out var element) ? element
            : type.Properties.TryGetValue(plain, out var property) ? property.Element
            : throw PatchException.NotApplicable($"{type.Name} has no element '{JsonText.Clip(name)}'");
    }

    private FhirPathItem Root()
    {
        _definitions.TryGetType(_document.ResourceType, out var type);
        return FhirPathItem.Of(type!, _document.Root);
    }

    private List<FhirPathItem> Select(Syntax syntax)
    {
        var root = Root();
        var context = new FhirPathContext(_definitions) { Resource = root, RootResource = root };
        var evaluator = new Evaluator(context with { MaxSteps = Math.Min(context.MaxSteps, _stepsLeft) }, root);
        try
        {
            return evaluator.Run(syntax);
        }
        catch (FhirPathException exception)
        {
            throw PatchException.NotApplicable($"the path cannot be evaluated: {exception.Message}");
        }
        finally
        {
            _stepsLeft = Math.Max(_stepsLeft - evaluator.Steps, 0);
        }
    }

    private static FhirPathItem Single(List<FhirPathItem> items) => items.Count switch
    {
        1 => items[0],
        0 => throw PatchException.NotApplicable("the path selects nothing"),
        var count => throw PatchException.NotApplicable($"the path selects {count} elements, not one"),
    };

    private PatchTarget Locate(FhirPathItem item) => PatchTarget.Find(item, _document, _tree, _definitions);

    private JsonObject ObjectOf(FhirPathItem item) => PatchTarget.IsRoot(item, _document) ? _tree : Locate(item).AsObject();

    /// <summary>Reads the tree anew, so that the next path sees what was changed.</summary>
    private void Refresh()
    {
        JsonSize.CheckDepth(_tree, 0);
        var utf8 = PatchJson.Write(_tree);
        _written += utf8.Length;
        if (_written > MostWritten)
        {
            throw new PatchException(IssueCode.TooCostly, "the resource is too large for so many operations");
        }

        if (!ResourceDocument.TryParse(utf8, out var document, out var problem))
        {
            throw PatchException.NotApplicable($"the outcome is no resource: {problem.Issues[0].Text.TrimEnd('.')}");
        }

        Dispose();
        (_document, _isOwn) = (document, true);
    }
}
