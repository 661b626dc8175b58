using System.Text;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Search;
using FhirFax.Store;
using FhirFax.Store.Content;
using FhirFax.Store.Queue;
using FhirFax.Store.Resources;
using FhirFax.Store.Sqlite;

// Writes into the store at args[0] until it is killed, from several tasks at once, and says on its output what has been acknowledged: "id hash".
const int Writers = 6;
var project = new ProjectKey("clinic", "live");
var run = args[1];
await using var store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = args[0] }, TimeProvider.System);
Console.WriteLine("open");
await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteForeverAsync(writer))));

async Task WriteForeverAsync(int writer)
{
    for (var i = 0; ; i++)
    {
        var id = $"{run}-{writer}-{i}";
        var receipt = await store.Content.WriteAsync(project, new MemoryStream(Encoding.UTF8.GetBytes(id)), 1000, CancellationToken.None);
        await store.WriteAsync(
            async (transaction, cancellationToken) =>
            {
                await transaction.PutAsync(project, Binary(id, receipt), cancellationToken);
                await transaction.EnqueueAsync(project, WorkKind.Submit, id, DateTimeOffset.UnixEpoch, cancellationToken);
                return true;
            },
            CancellationToken.None);
        lock (store)
        {
            Console.Out.WriteLine($"{id} {receipt.Hash}");
            Console.Out.Flush();
        }
    }
}

static ResourceWrite Binary(string id, ContentReceipt receipt)
{
    if (!ResourceDocument.TryParse("""{"resourceType":"Binary","contentType":"text/plain"}"""u8.ToArray(), out var document, out _))
    {
        throw new InvalidOperationException("The sample does not parse.");
    }

    using (document)
    {
        return new ResourceWrite(PreparedResource.From(document, id, [new IndexEntry.Token("id-token", null, id)]), Content: new BinaryContent(receipt.Hash, receipt.Size));
    }
}
