using System.Text.Json;
using FhirFax.Fax.Operations;
using FhirFax.Fax.Resources;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Outcomes;
using FhirFax.Fhir.Validation;
using FhirFax.Server.Authentication;
using FhirFax.Server.Fhir.Attachments;
using FhirFax.Server.Fhir.Interactions;
using FhirFax.Server.Fhir.Profiles;
using FhirFax.Server.Fhir.Registry;
using FhirFax.Server.Fhir.Results;
using FhirFax.Server.Http;
using FhirFax.Store;
using FhirFax.Store.Resources;

namespace FhirFax.Server.Fhir.Operations;

/// <summary><c>$validate</c> (R4 resource-operation-validate.html): says whether a create, update or delete would be accepted, and changes nothing. Whatever is found is a 200.</summary>
internal sealed class ValidateOperation(IFhirFaxStore store, ResourceIntake intake, ResourceValidator validator, FaxResourceRules rules, ServerUrls urls) : IInteraction
{
    /// <summary>Of every type: the definition is HL7's.</summary>
    public const string Definition = "http://hl7.org/fhir/OperationDefinition/Resource-validate";

    private const string TypeBase = "http://hl7.org/fhir/StructureDefinition/";

    private static readonly ValidationOptions WithWarnings = new() { IncludeWarnings = true };

    public async Task<FhirResult> HandleAsync(FhirRequest request)
    {
        var (utf8, refusal) = await intake.ReadBytesAsync(request);
        if (refusal is { Status: StatusCodes.Status400BadRequest, Body: FhirBody.Outcome { Value.Issues: var faults } } && faults.All(IsOfResource))
        {
            // As XML it can be read, but some of it has no form in JSON to go on with.
            return Answer(faults);
        }

        var asked = refusal is null ? ValidationRequest.Read(request, utf8, out refusal) : null;
        if (asked is null)
        {
            return refusal!;
        }

        if (request.Route.Id is null && asked.Mode is "update" or "delete")
        {
            return Refused($"The mode {asked.Mode} is for the instance: call $validate at its address.");
        }

        if (request.Route.Id is not null && !request.Principal.Scopes.Allows(request.Route.Type!, Access.Read))
        {
            return FhirResult.Forbidden("The client's scopes do not allow to read what is to be validated.");
        }

        if (asked is { Mode: "profile", Profile: null })
        {
            return Refused("The mode profile needs the parameter profile, a canonical url.");
        }

        return asked.Mode == "delete" ? Answer(await DeletionAsync(request)) : await ContentAsync(request, asked);
    }

    private async Task<FhirResult> ContentAsync(FhirRequest request, ValidationRequest asked)
    {
        var utf8 = asked.Resource;
        if (utf8 is null && request.Route.Id is not null)
        {
            var stored = await store.ReadAsync(request.Project, request.Route.Key, request.Aborted);
            if (stored is not { IsDeleted: false })
            {
                return stored is null ? FhirResult.NotFound(request.Route.Key) : FhirResult.Gone(stored);
            }

            utf8 = stored.Utf8;
        }

        if (utf8 is not { } content)
        {
            return Refused("$validate needs a resource, but for the mode delete.");
        }

        if (!ResourceDocument.TryParse(content, out var parsed, out var problem))
        {
            return Answer(problem.Issues);
        }

        using var document = AttachmentUrls.Normalise(parsed, urls.Roots(request.Http.Request));
        var issues = new List<Issue>(validator.Validate(document, WithWarnings));
        if (document.ResourceType != request.Route.Type)
        {
            issues.Add(Issue.Error(
                IssueCode.Invalid, $"The address is that of {request.Route.Type}, but the resource is of type {document.ResourceType}.", document.ResourceType));
        }

        ExtensionValidator.Validate(document, issues);
        CheckProfiles(document, asked.Profile, issues);
        if (asked.Mode == "update")
        {
            issues.AddRange(await UpdateAsync(request, document));
        }

        return Answer(issues);
    }

    /// <summary>Against the profile that is asked for, which must be known, and those that the resource claims, which may be of others.</summary>
    private static void CheckProfiles(ResourceDocument document, string? asked, List<Issue> issues)
    {
        if (asked is not null)
        {
            CheckProfile(document, asked, IssueSeverity.Error, issues);
        }

        if (!document.Root.TryGetProperty("meta"u8, out var meta) || meta.ValueKind != JsonValueKind.Object
            || !meta.TryGetProperty("profile"u8, out var claimed) || claimed.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        foreach (var profile in claimed.EnumerateArray())
        {
            if (profile.ValueKind == JsonValueKind.String && profile.GetString() is { } url && url != asked)
            {
                CheckProfile(document, url, IssueSeverity.Warning, issues);
            }
        }
    }

    /// <param name="unknown">How bad it is that a profile is not known: what it says was not checked.</param>
    private static void CheckProfile(ResourceDocument document, string canonical, IssueSeverity unknown, List<Issue> issues)
    {
        if (ResourceProfile.Find(canonical) is { } profile)
        {
            if (profile.ResourceType == document.ResourceType)
            {
                ProfileValidator.Validate(document.Root, profile, profile.ResourceType, issues);
            }
            else
            {
                issues.Add(Issue.Error(
                    IssueCode.Invalid, $"The profile '{profile.Url}' is for {profile.ResourceType}, not for {document.ResourceType}.", document.ResourceType));
            }
        }
        else if (!IsBase(canonical, document.ResourceType))
        {
            issues.Add(new Issue(
                unknown, IssueCode.NotSupported, $"The profile '{Quoted.Clip(canonical)}' is not known here for {document.ResourceType}: the resource was not checked against it."));
        }
    }

    /// <summary>Whether it is the definition of the type, or of one that it derives from: then it has been checked already.</summary>
    private static bool IsBase(string canonical, string resourceType)
    {
        var name = canonical.EndsWith("|4.0.1", StringComparison.Ordinal) ? canonical[..^6] : canonical;
        return name.StartsWith(TypeBase, StringComparison.Ordinal)
            && R4Definitions.Current.TryGetType(resourceType, out var type)
            && type.Is(name[TypeBase.Length..]);
    }

    /// <summary>Whether a fault is of an element of what is to be validated: not of the text as a whole, nor of the Parameters around it.</summary>
    private static bool IsOfResource(Issue issue) => issue.Expression is { } path
        && (!path.StartsWith("Parameters.", StringComparison.Ordinal) || path.Contains(".resource.", StringComparison.Ordinal));

    private Task<IReadOnlyList<Issue>> UpdateAsync(FhirRequest request, ResourceDocument document)
    {
        if (UpdateInteraction.RefuseOtherId(request, document) is { Body: FhirBody.Outcome other })
        {
            return Task.FromResult(other.Value.Issues);
        }

        return JudgeAsync(request, (tx, current, ct) => current is null
            ? new ValueTask<ResourceChange>(new ResourceChange.AsSent())
            : ResourceUpdate.WhyNotWhole(current, document) is { } problem ? new ValueTask<ResourceChange>(new ResourceChange.Refused(problem))
            : rules.BeforeUpdateAsync(tx, request.Project, current, document, isPatch: false, ct));
    }

    private Task<IReadOnlyList<Issue>> DeletionAsync(FhirRequest request) => JudgeAsync(request, (tx, current, ct) => current is { IsDeleted: false }
        ? rules.BeforeDeleteAsync(tx, request.Project, current, ct)
        : new ValueTask<ResourceChange>(Absent(request.Route.Key, current)));

    /// <summary>To delete what is not there is no failure of the interaction, but there is nothing to validate.</summary>
    private static ResourceChange.Refused Absent(ResourceKey key, StoredResource? tombstone) => new(new FaxProblem(
        FaxProblemKind.NotFound,
        tombstone is null
            ? OperationOutcome.Error(IssueCode.NotFound, $"{key} does not exist.", key.Type)
            : OperationOutcome.Error(IssueCode.Deleted, $"{key} has been deleted already.", key.Type)));

    /// <summary>Asks the domain as a write would, and writes nothing.</summary>
    private Task<IReadOnlyList<Issue>> JudgeAsync(
        FhirRequest request, Func<IStoreTransaction, StoredResource?, CancellationToken, ValueTask<ResourceChange>> ask) => store.WriteAsync(
            async (tx, ct) =>
            {
                tx.Abandon();
                var current = await tx.ReadAsync(request.Project, request.Route.Key, ct);
                return await ask(tx, current, ct) is ResourceChange.Refused refused ? refused.Problem.Outcome.Issues : (IReadOnlyList<Issue>)[];
            },
            request.Aborted);

    private static FhirResult Answer(IReadOnlyList<Issue> issues) =>
        FhirResult.Outcome(StatusCodes.Status200OK, issues.Count == 0 ? FhirResultWriter.Ok : new OperationOutcome(issues));

    private static FhirResult Refused(string text) => FhirResult.Error(StatusCodes.Status400BadRequest, IssueCode.Invalid, text);
}
