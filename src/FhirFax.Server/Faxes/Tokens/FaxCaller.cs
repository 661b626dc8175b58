using FhirFax.Server.Authentication;
using FhirFax.Store;

namespace FhirFax.Server.Faxes.Tokens;

/// <summary>Who calls the Faxes dialect.</summary>
/// <param name="Project">The one that the path names, which need not be the client's home.</param>
internal sealed record FaxCaller(Principal Principal, ProjectKey Project);
