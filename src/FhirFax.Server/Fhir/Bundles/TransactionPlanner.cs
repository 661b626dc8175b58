using FhirFax.Fhir.Json;
using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Fhir.Binary;
using FhirFax.Server.Fhir.Interactions;
using FhirFax.Server.Fhir.Registry;
using FhirFax.Server.Fhir.Results;
using FhirFax.Server.Fhir.Routing;

namespace FhirFax.Server.Fhir.Bundles;

/// <summary>Does everything of a transaction that can be done before it begins: permissions, contents, criteria, ids, and all references that do not depend on a search.</summary>
internal sealed class TransactionPlanner(
    FhirRegistry registry,
    FhirDispatcher dispatcher,
    BinaryUpload upload,
    ResourceIntake intake,
    EntryContent content,
    ConditionalCriteriaReader conditions,
    TimeProvider time)
{
    /// <returns>A refusal; null when the plan is complete.</returns>
    public async Task<FhirResult?> PlanAsync(FhirRequest bundle, IReadOnlyList<BundleEntry> entries, TransactionPlan plan)
    {
        foreach (var entry in entries)
        {
            if (Admit(bundle, entry, plan) is { } refusal)
            {
                return EntryProblem.Of(entry, refusal);
            }
        }

        foreach (var entry in plan.Entries)
        {
            if (await ReadAsync(entry) is { } refusal)
            {
                return EntryProblem.Of(entry.Source, refusal);
            }
        }

        foreach (var entry in plan.Entries)
        {
            if (entry.Proposed is not null && Complete(bundle, entry, plan) is { } refusal)
            {
                return EntryProblem.Of(entry.Source, refusal);
            }
        }

        return null;
    }

    /// <summary>Whether the entry may be in a transaction at all; nothing is read yet.</summary>
    private FhirResult? Admit(FhirRequest bundle, BundleEntry entry, TransactionPlan plan)
    {
        if (entry.Problem is not null)
        {
            return FhirResult.BadRequest(entry.Problem);
        }

        if (entry.Route.Operation is not null || entry.Route.Kind is RouteKind.TypeSearch or RouteKind.SystemSearch || entry.IsBundle)
        {
            return FhirResult.Error(
                StatusCodes.Status400BadRequest, IssueCode.NotSupported, "A transaction holds reads, searches by GET and writes of resources; post a batch for anything else.");
        }

        var request = EntryRequest.Of(bundle, entry);
        var declaration = registry.Find(entry.Route, entry.Method);
        if (dispatcher.Refuse(request, declaration) is { } refusal)
        {
            return refusal;
        }

        var admitted = new TransactionEntry(entry, request, declaration!);
        plan.Entries.Add(admitted);
        return entry.FullUrl is { Length: > 0 } url && entry.Method is "POST" or "PUT" or "PATCH" && !plan.TryName(entry.FullUrl!, admitted)
            ? FhirResult.Error(StatusCodes.Status400BadRequest, IssueCode.Duplicate, "Another entry bears the same fullUrl.")
            : null;
    }

    private async Task<FhirResult?> ReadAsync(TransactionEntry entry)
    {
        var request = entry.Request;
        if (entry.Source.Method is "GET" or "HEAD")
        {
            return null;
        }

        entry.NewId = FhirId.New(time);
        entry.Precondition = Preconditions.Read(request.Http.Request, out var refusal);
        if (refusal is null)
        {
            entry.Criteria = entry.Source.Method == "POST"
                ? conditions.OfHeader(request, out refusal)
                : request.Route.Id is null ? conditions.OfAddress(request, out refusal) : null;
        }

        if (refusal is not null)
        {
            return refusal;
        }

        return entry.Source.Method switch
        {
            "DELETE" => null,
            "PATCH" => await ReadPatchAsync(entry),
            _ => await ReadContentAsync(entry),
        };
    }

    private async Task<FhirResult?> ReadPatchAsync(TransactionEntry entry)
    {
        var (patch, refusal) = await ResourcePatch.ReadAsync(intake, entry.Request);
        entry.Patch = patch;
        return refusal;
    }

    private async Task<FhirResult?> ReadContentAsync(TransactionEntry entry)
    {
        if (entry.Source.Resource is not { } utf8)
        {
            return FhirResult.Error(StatusCodes.Status400BadRequest, IssueCode.Required, $"A {entry.Source.Method} needs a resource.", $"{entry.Type}");
        }

        if (entry.Type == BinaryResource.Type)
        {
            var (document, binary, refused) = await upload.ReadAsync(entry.Request);
            (entry.Proposed, entry.Content) = (document, binary);
            if (refused is not null)
            {
                return refused;
            }
        }
        else
        {
            if (!ResourceDocument.TryParse(utf8, out var document, out var problem))
            {
                return FhirResult.BadRequest(problem);
            }

            entry.Proposed = document;
            if (document.ResourceType != entry.Type)
            {
                return ResourceIntake.OtherType(entry.Type, document);
            }
        }

        return entry.Source.Method == "PUT" && entry.Criteria is null ? UpdateInteraction.RefuseOtherId(entry.Request, entry.Proposed!) : null;
    }

    /// <summary>Resolves and checks the content; leaves it for later when a reference depends on a search.</summary>
    private FhirResult? Complete(FhirRequest bundle, TransactionEntry entry, TransactionPlan plan)
    {
        entry.ConditionalReferences = content.Searches(bundle, entry.Proposed!, target => plan.Find(target, entry) is not null, out var unusable);
        if (unusable is not null)
        {
            return unusable;
        }

        var isOpen = entry.ConditionalReferences.Count > 0;
        string? Resolve(ReferencedText target)
        {
            var other = plan.Find(target, entry);
            isOpen |= other is { Key: null };
            return other?.Key?.ToString();
        }

        var (complete, invalid) = content.Complete(bundle, entry.Proposed!, Resolve);
        if (invalid is null && !isOpen)
        {
            entry.Checked = complete;
            return null;
        }

        complete?.Document.Dispose();
        // What is still to be resolved may be what is wrong with it: then it is judged when it is resolved.
        return isOpen ? null : invalid;
    }
}
