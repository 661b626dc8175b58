using System.Globalization;
using System.Text.Json.Nodes;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Outcomes;

namespace FhirFax.Fhir.Patch;

/// <summary>Applies operations to one document, one after the other.</summary>
internal sealed class JsonPatchRun(JsonNode? document)
{
    /// <summary>What all copies of one patch may take, as <see cref="JsonSize"/> counts it: copies of copies would double without end.</summary>
    private const int MostCopied = 16_000_000;

    private readonly EmptiedNodes _emptied = new();
    private int _copied;

    public JsonNode? Document { get; private set; } = document;

    /// <exception cref="PatchException">It cannot be applied.</exception>
    public void Apply(JsonPatchOperation operation)
    {
        switch (operation.Name)
        {
            case "add":
                Add(operation.Path, operation.Value?.DeepClone());
                break;
            case "remove":
                Remove(operation.Path);
                break;
            case "replace":
                Replace(operation.Path, operation.Value?.DeepClone());
                break;
            case "move":
                Move(operation.From!, operation.Path);
                break;
            case "copy":
                Add(operation.Path, Copy(operation.From!));
                break;
            default:
                Test(operation);
                break;
        }
    }

    /// <summary>After the last operation.</summary>
    public void LeaveOutEmptied() => _emptied.LeaveOut();

    private void Add(JsonPointer path, JsonNode? value)
    {
        JsonSize.CheckDepth(value, path.Tokens.Count);
        if (path.Tokens.Count == 0)
        {
            Document = value;
            return;
        }

        var parent = ParentOf(path);
        var token = path.Tokens[^1];
        if (parent is JsonObject members)
        {
            members[token] = value;
        }
        else if (parent is JsonArray array)
        {
            array.Insert(token == "-" ? array.Count : IndexIn(token, array.Count + 1), value);
        }
        else
        {
            throw PatchException.NotApplicable("what it is added to is neither an object nor an array");
        }
    }

    private JsonNode? Remove(JsonPointer path)
    {
        if (path.Tokens.Count == 0)
        {
            throw PatchException.NotApplicable("the whole resource cannot be removed");
        }

        var parent = ParentOf(path);
        var token = path.Tokens[^1];
        JsonNode? removed;
        if (parent is JsonObject members && members.TryGetPropertyValue(token, out removed))
        {
            members.Remove(token);
        }
        else if (parent is JsonArray array)
        {
            var index = IndexIn(token, array.Count);
            removed = array[index];
            array.RemoveAt(index);
        }
        else
        {
            throw Missing();
        }

        _emptied.Add(parent);
        return removed;
    }

    private void Replace(JsonPointer path, JsonNode? value)
    {
        Find(path);
        JsonSize.CheckDepth(value, path.Tokens.Count);
        if (path.Tokens.Count == 0)
        {
            Document = value;
            return;
        }

        var parent = ParentOf(path)!;
        if (parent is JsonArray array)
        {
            array[IndexIn(path.Tokens[^1], array.Count)] = value;
        }
        else
        {
            parent.AsObject()[path.Tokens[^1]] = value;
        }
    }

    private void Move(JsonPointer from, JsonPointer path)
    {
        if (from.IsAbove(path))
        {
            throw PatchException.NotApplicable("a value cannot be moved into itself");
        }

        if (from.Text != path.Text)
        {
            Add(path, Remove(from));
        }
        else
        {
            Find(from);
        }
    }

    private JsonNode? Copy(JsonPointer from)
    {
        var source = Find(from);
        _copied += JsonSize.Of(source, MostCopied - _copied);
        return _copied < MostCopied ? source?.DeepClone() : throw new PatchException(IssueCode.TooCostly, "the patch copies too much");
    }

    private void Test(JsonPatchOperation operation)
    {
        if (!JsonNode.DeepEquals(Find(operation.Path), operation.Value))
        {
            throw PatchException.NotApplicable("the value is another one");
        }
    }

    private JsonNode? Find(JsonPointer path) => Find(path, path.Tokens.Count);

    private JsonNode? ParentOf(JsonPointer path) => Find(path, path.Tokens.Count - 1);

    private JsonNode? Find(JsonPointer path, int steps)
    {
        var node = Document;
        for (var i = 0; i < steps; i++)
        {
            node = node switch
            {
                JsonObject members when members.TryGetPropertyValue(path.Tokens[i], out var member) => member,
                JsonArray array => array[IndexIn(path.Tokens[i], array.Count)],
                _ => throw Missing(),
            };
        }

        return node;
    }

    /// <summary>An array index as RFC 6901 has it: digits without leading zero, below <paramref name="count"/>.</summary>
    private static int IndexIn(string token, int count)
    {
        var isIndex = token.Length is > 0 and <= 9 && !token.AsSpan().ContainsAnyExceptInRange('0', '9') && (token.Length == 1 || token[0] != '0');
        if (!isIndex)
        {
            throw PatchException.NotApplicable($"'{JsonText.Clip(token)}' is not an index of the array");
        }

        var index = int.Parse(token, CultureInfo.InvariantCulture);
        return index < count ? index : throw PatchException.NotApplicable($"the array has no place {index}");
    }

    private static PatchException Missing() => PatchException.NotApplicable("there is nothing at that place");
}
