using System.Text.Json.Nodes;
using FhirFax.Fax.Lifecycle;
using FhirFax.Fax.Sending;
using FhirFax.Fax.Tests.Sending;
using FhirFax.Store;
using FhirFax.Store.Faxes;
using FhirFax.Store.Resources;
using FhirFax.Store.Sqlite;
using FhirFax.Testing;

namespace FhirFax.Fax.Tests.Lifecycle;

/// <summary>A store that keeps the list of faxes, and nothing that sends.</summary>
public sealed class LifecycleFixture : IAsyncLifetime
{
    public static readonly ProjectKey Project = new("clinic", "live");

    private readonly TemporaryFolder _folder = new();
    private SqliteStore? _store;

    public IFhirFaxStore Store => _store!;

    public async Task InitializeAsync() => _store = await SqliteStore.OpenAsync(
        new SqliteStoreOptions { Path = _folder.Path, Faxes = new FaxProjection(new SendingOptions(), TimeProvider.System) }, TimeProvider.System);

    public async Task DisposeAsync()
    {
        await _store!.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Stores a Communication with Deliveries in these states, and shows the fax that it is.</summary>
    public async Task<FhirFax.Fax.Lifecycle.Fax?> ShowAsync(JsonObject communication, params DeliveryStatus[] deliveries)
    {
        var id = Guid.NewGuid().ToString("D");
        await Store.WriteAsync(
            async (transaction, token) =>
            {
                await transaction.PutAsync(Project, new ResourceWrite(SendingFixture.Preparer.Prepare(communication.DeepClone().AsObject(), id), "client"), token);
                for (var i = 0; i < deliveries.Length; i++)
                {
                    await transaction.AddDeliveryAsync(Delivery(id, i, deliveries[i]), token);
                }

                return true;
            },
            CancellationToken.None);
        return await new FaxReading(Store).FindAsync(Project, Guid.ParseExact(id, "D"), CancellationToken.None) is FaxResult.Done done ? done.Fax : null;
    }

    private static DeliveryRecord Delivery(string communicationId, int ordinal, DeliveryStatus status) => new()
    {
        Project = Project,
        Id = Guid.NewGuid().ToString("D"),
        CommunicationId = communicationId,
        Ordinal = ordinal,
        Recipients = [ordinal],
        Number = $"+1415555123{ordinal}",
        Mailbox = new MailboxKey("app", "user"),
        Documents = [],
        Created = DateTimeOffset.UnixEpoch,
        Status = status,
        Pages = status == DeliveryStatus.Completed ? 3 : null,
    };
}
