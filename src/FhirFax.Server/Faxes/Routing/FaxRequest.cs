using FhirFax.Fax.Lifecycle;
using FhirFax.Fax.Projects;
using FhirFax.Server.Authentication;
using FhirFax.Server.Faxes.Errors;

namespace FhirFax.Server.Faxes.Routing;

/// <summary>A request that has passed every check before its content (fax-lifecycle-api.md 5.3, steps 1 to 3).</summary>
internal sealed class FaxRequest(HttpContext http, FaxProject project, Principal principal)
{
    public HttpContext Http { get; } = http;

    public FaxProject Project { get; } = project;

    public string ClientId { get; } = principal.Client.Id;

    public CancellationToken Aborted => Http.RequestAborted;

    /// <summary>Of the path; empty when it has none, or none that is a UUID.</summary>
    public Guid FaxId { get; private set; }

    /// <inheritdoc cref="FaxId"/>
    public Guid FileId { get; private set; }

    /// <summary>The body of an endpoint that reads JSON; null when it cannot be read.</summary>
    public FaxJson? Json { get; private set; }

    /// <summary>Everything that is wrong with path, query and content: answered together (step 4).</summary>
    public List<FaxError> Problems { get; } = [];

    public void Invalid(string field, InvalidReason reason, string message) => Problems.Add(FaxRefusalErrors.Invalid(new InvalidField(field, reason, message)));

    public void ReadPath(IEnumerable<(string Name, string Value)> parameters)
    {
        foreach (var (name, value) in parameters)
        {
            if (!UuidText.TryRead(value, out var id))
            {
                Invalid(name, InvalidReason.Format, "The id in the path is not a UUID");
            }
            else if (name == "faxId")
            {
                FaxId = id;
            }
            else
            {
                FileId = id;
            }
        }
    }

    public void ReadJson(ReadOnlyMemory<byte> utf8)
    {
        Json = FaxJson.Read(utf8, this);
        if (Json is null)
        {
            Problems.AddRange(FaxErrors.BodyNotReadable.Elements);
        }
    }
}
