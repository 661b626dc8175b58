using FhirFax.Fax.Projects;
using FhirFax.Server.Authentication;
using FhirFax.Server.Fhir.Routing;
using FhirFax.Server.Http;
using FhirFax.Store;
using FhirFax.Store.Resources;
using Microsoft.AspNetCore.WebUtilities;

namespace FhirFax.Server.Fhir;

/// <summary>One request of the FHIR dialect: who, what, and how the answer is wanted.</summary>
internal sealed class FhirRequest(HttpContext http, FhirRoute route, Principal? principal, string baseUrl)
{
    private IReadOnlyList<KeyValuePair<string, string>>? _query;

    public HttpContext Http { get; } = http;

    public FhirRoute Route { get; } = route;

    /// <summary>The FHIR base as this client addressed it, without a slash at its end.</summary>
    public string BaseUrl { get; } = baseUrl;

    public Prefer Prefer { get; } = Prefer.Parse(http.Request.Headers["Prefer"]);

    /// <summary>Where the reads of a transaction look, so that they see what it has written; null for all others: the store.</summary>
    public IResourceReader? Transaction { get; private init; }

    /// <summary>Only the capabilities are shown to somebody unknown.</summary>
    /// <exception cref="InvalidOperationException">Asked for by an interaction that is open to everybody.</exception>
    public Principal Principal => principal ?? throw new InvalidOperationException("The request is anonymous.");

    public ProjectKey Project => Principal.Project;

    /// <summary>What the fax domain knows of the project. One that has just been taken out of the configuration has no carrier any more.</summary>
    public FaxProject FaxProject(IProjectDirectory projects) => projects.TryGet(Project, out var project) ? project : new FaxProject { Key = Project };

    /// <summary>The client has gone, or time is up for what the request is part of.</summary>
    public CancellationToken Aborted { get; private init; } = http.RequestAborted;

    /// <summary>Whether the client wants signed urls and other extras of a MedplumClient.</summary>
    public bool IsExtended => Http.Request.Headers["X-Medplum"] == "extended";

    /// <summary>The same request, reading inside a transaction.</summary>
    public FhirRequest Within(IResourceReader transaction, CancellationToken cancellationToken) =>
        new(Http, Route, principal, BaseUrl) { Transaction = transaction, Aborted = cancellationToken };

    /// <summary>The decoded pairs of the query string, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Query => _query ??= ReadPairs(Http.Request.QueryString.Value ?? "");

    public string? QueryValue(string name)
    {
        foreach (var (key, value) in Query)
        {
            if (key == name)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>Decodes <c>a=b&amp;c=d</c>, <c>+</c> being a space.</summary>
    public static List<KeyValuePair<string, string>> ReadPairs(string text)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var pair in new QueryStringEnumerable(text))
        {
            pairs.Add(new(pair.DecodeName().ToString(), pair.DecodeValue().ToString()));
        }

        return pairs;
    }
}
