using FhirFax.Store.Resources;
using FhirFax.Store.Sqlite.Engine;

namespace FhirFax.Store.Sqlite.Resources;

internal sealed class HistoryTable(Session session)
{
    public ResourcePage Read(ProjectKey project, HistoryQuery query) => throw new NotImplementedException();
}
