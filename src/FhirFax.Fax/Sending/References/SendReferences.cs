using System.Text.Json;
using FhirFax.Fax.Operations;
using FhirFax.Fax.Resources;
using FhirFax.Fax.Sending.Checks;
using FhirFax.Fhir.Outcomes;
using FhirFax.Store;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Sending.References;

/// <summary>Follows the references of one send: contained or of this project, readable by the caller; everything else becomes an issue.</summary>
internal sealed class SendReferences(IResourceReader store, ProjectKey project, Caller caller, IReadOnlyList<string> baseUrls, SendIssues issues)
{
    /// <summary>Resources that one send may reach; Groups could otherwise make it read the whole store.</summary>
    private const int MostResources = 1000;

    private readonly Dictionary<(ResourceKey, long?), StoredResource?> _read = [];

    /// <summary>Every resource that was looked for.</summary>
    public IEnumerable<ResourceKey> Sought => _read.Keys.Select(key => key.Item1);

    public IReadOnlyList<string> BaseUrls => baseUrls;

    /// <summary>Null, with an issue at <paramref name="expression"/>, when it cannot be followed.</summary>
    /// <param name="reference">A Reference.</param>
    /// <param name="container">Where its <c>#</c> form looks.</param>
    public async Task<ReachedResource?> FollowAsync(
        JsonElement reference, JsonElement container, string expression, CancellationToken cancellationToken)
    {
        if (reference.Text("reference") is not { Length: > 0 } url)
        {
            issues.Add(IssueCode.NotFound, "A reference by identifier or display alone is not followed: give Reference.reference.", expression);
            return null;
        }

        if (url[0] == '#')
        {
            return FollowContained(url, container, expression);
        }

        if (!LocalReference.TryRead(url, baseUrls, out var key, out var version))
        {
            issues.Add(
                LocalReference.IsForeign(url, baseUrls) ? IssueCode.NotSupported : IssueCode.NotFound,
                LocalReference.IsForeign(url, baseUrls)
                    ? $"'{Clip(url)}' is on another server; references are followed on this one only."
                    : $"'{Clip(url)}' is not a reference that can be followed: use the form Type/id.",
                expression);
            return null;
        }

        return await ReadAsync(key.Value, version, expression, cancellationToken) is { } stored ? Reached(stored) : null;
    }

    /// <summary>Null, with an issue at <paramref name="expression"/>, when it does not exist or the caller may not read it.</summary>
    /// <param name="version">Null for the current one.</param>
    public async Task<StoredResource?> ReadAsync(ResourceKey key, long? version, string expression, CancellationToken cancellationToken)
    {
        if (!_read.TryGetValue((key, version), out var stored))
        {
            if (_read.Count == MostResources)
            {
                issues.Add(IssueCode.TooCostly, $"The fax reaches more than {MostResources} resources.", expression);
                return null;
            }

            _read[(key, version)] = stored = version is { } number
                ? await store.ReadVersionAsync(project, key, number, cancellationToken)
                : await store.ReadAsync(project, key, cancellationToken);
        }

        if (stored is null or { IsDeleted: true })
        {
            issues.Add(IssueCode.NotFound, stored is null ? $"{key} does not exist." : $"{key} was deleted.", expression);
            return null;
        }

        if (!caller.MayRead(stored))
        {
            issues.Forbid($"This client may not read {key}, which the fax needs.", expression);
            return null;
        }

        return stored;
    }

    public static ReachedResource Reached(StoredResource stored)
    {
        var root = JsonElement.Parse(stored.Utf8.Span);
        return new ReachedResource(stored.Key.Type, stored.Key.ToString(), root, root, stored);
    }

    public static string Clip(string text) => text.Length <= 100 ? text : $"{text[..100]}…";

    private ReachedResource? FollowContained(string url, JsonElement container, string expression)
    {
        foreach (var contained in container.Items("contained"))
        {
            if (contained.Text("id") is { } id && url.AsSpan(1).SequenceEqual(id) && contained.Text("resourceType") is { } type)
            {
                return new ReachedResource(type, url, contained, container, null);
            }
        }

        issues.Add(IssueCode.NotFound, $"There is no contained resource '{Clip(url)}'.", expression);
        return null;
    }
}
