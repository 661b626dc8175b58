using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Isolation;

/// <summary>Something that a stranger tries with what belongs to another project.</summary>
/// <param name="Attempt">Is run for a target of the other project, and for one that is nowhere.</param>
public sealed record Trial(string Name, Func<FhirApi, Target, Task<Reply>> Attempt)
{
    public static Trial Get(string name, Func<Target, string> path) => new($"GET {name}", (api, target) => api.GetAsync(path(target)));

    public static Trial Post(string name, Func<Target, string> path, Func<Target, string?> body, params (string Name, string Value)[] headers) =>
        new($"POST {name}", (api, target) => api.PostAsync(path(target), body(target), headers));

    public override string ToString() => Name;
}
