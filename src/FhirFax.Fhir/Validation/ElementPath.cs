using System.Globalization;
using System.Text;
using FhirFax.Fhir.Json;

namespace FhirFax.Fhir.Validation;

/// <summary>Where a walk stands, as a stack of names and indexes; written out only when there is something to report.</summary>
internal sealed class ElementPath(string root)
{
    private const int NoIndex = -1;

    private readonly List<(string Name, int Index)> _steps = [(root, NoIndex)];

    public void Enter(string name) => _steps.Add((name, NoIndex));

    /// <summary>Says which repetition of the entered element is meant.</summary>
    public void At(int index) => _steps[^1] = (_steps[^1].Name, index);

    public void Leave() => _steps.RemoveAt(_steps.Count - 1);

    /// <summary>FHIRPath such as <c>Patient.contact[0].name</c>.</summary>
    public override string ToString() => Write(null);

    /// <summary>FHIRPath of a child of the current element; a name that is no identifier is delimited by backticks.</summary>
    public string Child(string name) => Write(name);

    private string Write(string? child)
    {
        var text = new StringBuilder();
        foreach (var (name, index) in _steps)
        {
            if (text.Length > 0)
            {
                text.Append('.');
            }

            text.Append(name);
            if (index != NoIndex)
            {
                text.Append(CultureInfo.InvariantCulture, $"[{index}]");
            }
        }

        return child is null ? text.ToString() : text.Append('.').Append(Identifier(child)).ToString();
    }

    private static string Identifier(string name)
    {
        var isPlain = name.Length is > 0 and <= 64 && !char.IsAsciiDigit(name[0]);
        foreach (var c in name)
        {
            isPlain &= char.IsAsciiLetterOrDigit(c) || c == '_';
        }

        return isPlain ? name : $"`{JsonText.Clip(name).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("`", "\\`", StringComparison.Ordinal)}`";
    }
}
