using FhirFax.Server.Authentication;
using FhirFax.Server.Faxes.Interactions;

namespace FhirFax.Server.Faxes.Routing;

/// <summary>One endpoint.</summary>
/// <param name="Template">Below <c>/{tenantName}/{instanceName}/faxes</c>: empty, or such as <c>{faxId}/files</c>.</param>
/// <param name="Permission">The right that it needs.</param>
internal sealed record FaxRoute(string Method, string Template, FaxPermissions Permission, FaxBodyKind Body, IFaxInteraction Interaction)
{
    private readonly string[] _parts = Template.Split('/', StringSplitOptions.RemoveEmptyEntries);

    public bool Matches(ReadOnlySpan<string> path)
    {
        if (path.Length != _parts.Length)
        {
            return false;
        }

        for (var i = 0; i < path.Length; i++)
        {
            if (!IsParameter(_parts[i]) && _parts[i] != path[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The path parameters, in their order.</summary>
    public IEnumerable<(string Name, string Value)> Parameters(string[] path)
    {
        for (var i = 0; i < _parts.Length; i++)
        {
            if (IsParameter(_parts[i]))
            {
                yield return (_parts[i][1..^1], path[i]);
            }
        }
    }

    private static bool IsParameter(string part) => part[0] == '{';
}
