using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Outcomes;
using FhirFax.Fhir.Search;
using FhirFax.Server.Authentication;
using FhirFax.Server.Fhir.Results;
using FhirFax.Store;

namespace FhirFax.Server.Fhir.Operations;

/// <summary>The profiles, tags and security labels that the resources of a type, or all that the caller may see, bear now (R4 resource-operation-meta.html).</summary>
internal sealed class MetaInUse(IFhirFaxStore store)
{
    /// <summary>Of each of the three.</summary>
    public const int Most = 1_000;

    public async Task<FhirResult> AnswerAsync(FhirRequest request)
    {
        string[] types = request.Route.Type is { } only ? [only] : Visible(request.Principal.Scopes);
        if (types.Length == 0)
        {
            return FhirResult.Forbidden($"The client's scopes allow {MetaOperation.Code} of no type.");
        }

        var profiles = await ReadAsync(request, types, "_profile");
        var security = await ReadAsync(request, types, "_security");
        var tags = await ReadAsync(request, types, "_tag");
        if (Math.Max(profiles.Count, Math.Max(security.Count, tags.Count)) > Most)
        {
            return FhirResult.Error(
                StatusCodes.Status400BadRequest,
                IssueCode.TooCostly,
                $"More than {Most} profiles, tags or security labels are in use here, which is more than are listed.{(types.Length > 1 ? " Ask type by type." : "")}");
        }

        return new FhirResult(StatusCodes.Status200OK, MetaAnswer.Of(profiles, Labels(security), Labels(tags)));
    }

    private static string[] Visible(ScopeSet scopes) =>
        [.. R4Definitions.Current.ResourceTypes.Select(t => t.Name).Where(t => scopes.Allows(t, Access.Read | Access.Search))];

    private ValueTask<IReadOnlyList<string>> ReadAsync(FhirRequest request, string[] types, string parameter) =>
        store.DistinctUrisAsync(request.Project, types, DerivedCode.InUse(parameter), Most + 1, request.Aborted);

    private static MetaLabel[] Labels(IReadOnlyList<string> texts) => [.. texts.Select(MetaLabel.Parse)];
}
