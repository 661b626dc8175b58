using FhirFax.Fhir.Search;
using FhirFax.Store.Resources;
using FhirFax.Store.Sqlite.Engine;
using FhirFax.Store.Sqlite.Resources;

namespace FhirFax.Store.Sqlite.Search;

internal sealed class ResourceSearch(Session session, ResourceTable resources, TimeProvider timeProvider)
{
    public ResourcePage Search(ProjectKey project, SearchQuery query) => throw new NotImplementedException();
}
