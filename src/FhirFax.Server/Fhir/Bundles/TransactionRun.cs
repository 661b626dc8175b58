using FhirFax.Fhir.Json;
using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Fhir.Interactions;
using FhirFax.Server.Fhir.Results;
using FhirFax.Store;
using FhirFax.Store.Resources;

namespace FhirFax.Server.Fhir.Bundles;

/// <summary>One run of a transaction inside the store's: deletes, then creates, updates and patches, then reads (R4 http.html#trules).</summary>
internal sealed class TransactionRun(
    FhirRequest bundle,
    TransactionPlan plan,
    IStoreTransaction tx,
    EntryContent content,
    ResourceUpdate update,
    ResourceDeletion deletion,
    ResourcePatching patching) : IDisposable
{
    private readonly FhirResult?[] _results = new FhirResult?[plan.Entries.Count];
    private readonly Dictionary<TransactionEntry, ResourceKey> _keys = [];
    private readonly Dictionary<string, ResourceKey> _found = new(StringComparer.Ordinal);
    private readonly HashSet<ResourceKey> _written = [];
    private readonly List<IDisposable> _disposables = [];

    /// <summary>In the order of the entries; complete when the run has succeeded.</summary>
    public IReadOnlyList<FhirResult> Results => _results!;

    /// <summary>The entry whose turn it is; null before the first.</summary>
    public BundleEntry? Current { get; private set; }

    /// <returns>The failure that undoes everything; null when all is done.</returns>
    public async ValueTask<FhirResult?> RunAsync(CancellationToken cancellationToken) =>
        await EachAsync(["DELETE"], DeleteAsync, cancellationToken)
        ?? await EachAsync(["POST", "PUT", "PATCH"], IdentifyAsync, cancellationToken)
        ?? await WriteAsync(static entry => !entry.MaySearch, cancellationToken)
        ?? await WriteAsync(static entry => entry.MaySearch, cancellationToken)
        ?? await EachAsync(["POST", "PUT"], RefuseSecondMatchAsync, cancellationToken)
        ?? await EachAsync(["GET", "HEAD"], ReadAsync, cancellationToken);

    public void Dispose()
    {
        foreach (var disposable in _disposables)
        {
            disposable.Dispose();
        }
    }

    private async ValueTask<FhirResult?> EachAsync(
        string[] methods, Func<TransactionEntry, CancellationToken, ValueTask<FhirResult?>> act, CancellationToken cancellationToken)
    {
        foreach (var entry in plan.Entries)
        {
            Current = entry.Source;
            if (methods.Contains(entry.Source.Method) && await act(entry, cancellationToken) is { } failure)
            {
                return EntryProblem.Of(entry.Source, failure);
            }
        }

        return null;
    }

    /// <summary>Creates before updates; the order is of no consequence but for what conditional references find.</summary>
    private async ValueTask<FhirResult?> WriteAsync(Func<TransactionEntry, bool> isTurn, CancellationToken cancellationToken)
    {
        ValueTask<FhirResult?> Write(TransactionEntry entry, CancellationToken ct) => isTurn(entry) ? WriteAsync(entry, ct) : default;
        return await EachAsync(["POST"], Write, cancellationToken) ?? await EachAsync(["PUT", "PATCH"], Write, cancellationToken);
    }

    private async ValueTask<FhirResult?> DeleteAsync(TransactionEntry entry, CancellationToken cancellationToken)
    {
        var key = entry.Key;
        if (entry.Criteria is { } criteria)
        {
            var match = await criteria.FindAsync(tx, bundle.Project, cancellationToken);
            if (match.IsSeveral)
            {
                return FhirResult.SeveralMatches(entry.Type);
            }

            key = match.Resource?.Key;
        }

        if (key is not { } found)
        {
            return Keep(entry, entry.Precondition is { RequiresExisting: true } ? FhirResult.NoMatch(entry.Type) : FhirResult.Deleted(null));
        }

        return Claim(found) ?? Keep(entry, await deletion.ApplyAsync(tx, bundle.Principal, found, entry.Precondition, cancellationToken));
    }

    /// <summary>Finds out which resource an entry is about. All searches of conditional entries see what was there before the creates and updates.</summary>
    private async ValueTask<FhirResult?> IdentifyAsync(TransactionEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Key is { } known)
        {
            _keys[entry] = known;
            return Claim(known);
        }

        switch (entry.Source.Method)
        {
            case "PUT":
                var (id, refusal) = await ResourceUpdate.FindIdAsync(
                    tx, bundle.Project, entry.Proposed!, entry.Proposed!.Id ?? entry.NewId, entry.Criteria!, cancellationToken);
                _keys[entry] = new ResourceKey(entry.Type, id);
                return refusal ?? Claim(_keys[entry]);
            default:
                var match = await entry.Criteria!.FindAsync(tx, bundle.Project, cancellationToken);
                return match.IsSeveral ? FhirResult.SeveralMatches(entry.Type) : Identify(entry, match.Resource);
        }
    }

    private FhirResult? Identify(TransactionEntry entry, StoredResource? match)
    {
        if (entry.Source.Method == "PATCH")
        {
            if (match is null)
            {
                return ResourcePatching.NothingToPatch(entry.Type);
            }

            _keys[entry] = match.Key;
            return Claim(match.Key);
        }

        if (match is null)
        {
            _keys[entry] = new ResourceKey(entry.Type, entry.NewId);
            return Claim(_keys[entry]);
        }

        // Several creates may find the same resource: none of them changes it.
        _keys[entry] = match.Key;
        return Keep(entry, ResourceCreation.Existing(bundle.Principal, match));
    }

    private FhirResult? Claim(ResourceKey key) => _written.Add(key)
        ? null
        : FhirResult.Error(StatusCodes.Status400BadRequest, IssueCode.Duplicate, $"Two entries of the transaction write {key}.");

    private async ValueTask<FhirResult?> WriteAsync(TransactionEntry entry, CancellationToken cancellationToken)
    {
        var key = _keys[entry];
        if (_results[entry.Source.Index] is not null)
        {
            // A create that found its resource, which another entry must not change at the same time.
            return _written.Contains(key) ? Claim(key) : null;
        }

        if (entry.Patch is { } patch)
        {
            return Keep(entry, await patching.ApplyAsync(
                tx, bundle, key, patch, entry.Precondition, (request, document) => CompleteAsync(entry, request, document, cancellationToken), cancellationToken));
        }

        if (await ResolveSearchesAsync(entry.ConditionalReferences, cancellationToken) is { } unresolved)
        {
            return unresolved;
        }

        if (entry.Checked is not { } ready)
        {
            var (complete, refusal) = content.Complete(bundle, entry.Proposed!, Resolver(entry));
            if (complete is null)
            {
                return refusal;
            }

            _disposables.Add(complete.Document);
            ready = complete;
        }

        var prepared = PreparedResource.From(ready.Document, key.Id, ready.Index);
        return Keep(entry, entry.Source.Method == "POST"
            ? await ResourceCreation.StoreAsync(tx, bundle.Principal, prepared, entry.Content, cancellationToken)
            : await update.ApplyAsync(tx, bundle.Principal, ready.Document, prepared, entry.Content, entry.Precondition, cancellationToken));
    }

    /// <summary>Resolves the references of what came out of a patch: what it searches for is known only now.</summary>
    private async ValueTask<(CheckedContent? Content, FhirResult? Refusal)> CompleteAsync(
        TransactionEntry entry, FhirRequest request, ResourceDocument patched, CancellationToken cancellationToken)
    {
        var searches = content.Searches(bundle, patched, target => plan.Find(target, entry) is not null, out var unusable);
        var refusal = unusable ?? await ResolveSearchesAsync(searches, cancellationToken);
        return refusal is not null ? (null, refusal) : content.Complete(request, patched, Resolver(entry));
    }

    /// <summary>Finds what conditional references lead to: each exactly one resource (R4 http.html#trules).</summary>
    private async ValueTask<FhirResult?> ResolveSearchesAsync(Dictionary<string, ConditionalCriteria> searches, CancellationToken cancellationToken)
    {
        foreach (var (text, criteria) in searches)
        {
            if (_found.ContainsKey(text))
            {
                continue;
            }

            var match = await criteria.FindAsync(tx, bundle.Project, cancellationToken);
            if (match.Resource is not { } found)
            {
                return FhirResult.Error(
                    StatusCodes.Status412PreconditionFailed,
                    match.IsSeveral ? IssueCode.MultipleMatches : IssueCode.NotFound,
                    $"The reference '{Quoted.Clip(text)}' finds {(match.IsSeveral ? "more than one" : "no")} {criteria.ResourceType}; nothing was changed.",
                    id: "precondition-failed");
            }

            _found.Add(text, found.Key);
        }

        return null;
    }

    private Func<ReferencedText, string?> Resolver(TransactionEntry entry) => target =>
        plan.Find(target, entry) is { } other ? _keys[other].ToString()
        : target.IsReference && _found.TryGetValue(target.Text, out var found) ? found.ToString()
        : null;

    /// <summary>Two conditional entries whose criteria found nothing may have created what both were meant to be.</summary>
    private async ValueTask<FhirResult?> RefuseSecondMatchAsync(TransactionEntry entry, CancellationToken cancellationToken) =>
        entry.Criteria is { } criteria && (await criteria.FindAsync(tx, bundle.Project, cancellationToken)).IsSeveral
            ? FhirResult.SeveralMatches(entry.Type)
            : null;

    private async ValueTask<FhirResult?> ReadAsync(TransactionEntry entry, CancellationToken cancellationToken) =>
        Keep(entry, await entry.Declaration.Interaction.HandleAsync(entry.Request.Within(tx, cancellationToken)));

    /// <summary>Keeps the answer to an entry; a failure is that of the whole transaction.</summary>
    private FhirResult? Keep(TransactionEntry entry, FhirResult result)
    {
        if (result.Status >= StatusCodes.Status400BadRequest)
        {
            return result;
        }

        _results[entry.Source.Index] = result;
        return null;
    }
}
