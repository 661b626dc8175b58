using FhirFax.Fax.Documents;
using FhirFax.Fax.Resources;
using FhirFax.Fax.Tasks;
using FhirFax.Store;
using FhirFax.Store.Content;
using FhirFax.Store.Faxes;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Receiving;

/// <summary>Turns inbox rows into Communications. Every change asks in its own transaction where the row stands, so whoever comes second changes nothing.</summary>
/// <param name="isTest">Whether what comes in is tagged HTEST.</param>
internal sealed class InboundFiling(IFhirFaxStore store, InboundParties parties, ResourcePreparer preparer, FaxTasks tasks, bool isTest)
{
    private const string Unreadable = "A received fax cannot be read: ask the sender to send it again, or look for it in the carrier's portal.";

    /// <summary>Stores Binary and Communication and moves the row on, in one transaction. Null when somebody else did.</summary>
    public Task<StoredResource?> StoreAsync(InboxRecord row, ResourceKey? receiver, ReceivedDocument.Readable document, CancellationToken cancellationToken) =>
        FileAsync(row, receiver, document.Content, document.Type, document.Pages, InboxStatus.Stored, cancellationToken);

    /// <summary>Gives a document up: a Communication with whatever bytes there are, and a Task for a person. Null when somebody else settled it.</summary>
    public Task<StoredResource?> GiveUpAsync(
        InboxRecord row, ResourceKey? receiver, ContentReceipt? content, DocumentType? type, CancellationToken cancellationToken) =>
        FileAsync(row, receiver, content, type, pages: null, InboxStatus.Unreadable, cancellationToken);

    /// <summary>Counts a try that brought no document.</summary>
    /// <returns>The row as it stands now.</returns>
    public Task<InboxRecord> CountTryAsync(InboxRecord row, CancellationToken cancellationToken) => store.WriteAsync(
        async (transaction, token) =>
        {
            var current = await transaction.InboxAsync(row.Mailbox, row.CarrierId, token) ?? row;
            if (current.Status != InboxStatus.Seen || current.Tries != row.Tries)
            {
                return current;
            }

            current = current with { Tries = current.Tries + 1 };
            await transaction.UpdateInboxAsync(current, token);
            return current;
        },
        cancellationToken);

    /// <summary>Notes that the carrier knows.</summary>
    public Task SettleAsync(InboxRecord row, CancellationToken cancellationToken) => store.WriteAsync(
        async (transaction, token) =>
        {
            if (await transaction.InboxAsync(row.Mailbox, row.CarrierId, token) is { Status: InboxStatus.Stored } current)
            {
                await transaction.UpdateInboxAsync(current with { Status = InboxStatus.Acknowledged }, token);
            }

            return true;
        },
        cancellationToken);

    private async Task<StoredResource?> FileAsync(
        InboxRecord row, ResourceKey? receiver, ContentReceipt? content, DocumentType? type, int? pages, InboxStatus status, CancellationToken cancellationToken)
    {
        var details = ReceivedFaxDetails.Read(row.Details);
        var fax = new InboundCommunication
        {
            CarrierId = row.CarrierId,
            BinaryId = content is null ? null : NewId(),
            Type = type,
            Recipient = receiver ?? await parties.RecipientAsync(row.Project, row.Mailbox.UserId, cancellationToken),
            Sender = await parties.SenderAsync(row.Project, details.OriginatingNumber, cancellationToken),
            Completed = row.Received,
            Seen = row.Seen,
            Pages = pages ?? details.Pages,
            OriginatingNumber = details.OriginatingNumber,
            IsTest = isTest,
        };
        var writes = new List<ResourceWrite>(2);
        if (content is not null)
        {
            writes.Add(new ResourceWrite(preparer.Prepare(fax.Binary(), fax.BinaryId!), Content: new BinaryContent(content.Hash, content.Size, fax.Title)));
        }

        writes.Add(new ResourceWrite(preparer.Prepare(fax.Communication(), NewId())));
        return await store.WriteAsync((transaction, token) => WriteAsync(transaction, row, writes, status, token), cancellationToken);
    }

    private async ValueTask<StoredResource?> WriteAsync(
        IStoreTransaction transaction, InboxRecord row, List<ResourceWrite> writes, InboxStatus status, CancellationToken cancellationToken)
    {
        if (await transaction.InboxAsync(row.Mailbox, row.CarrierId, cancellationToken) is not { Status: InboxStatus.Seen } current)
        {
            return null;
        }

        var pins = new List<ResourceKey>(1);
        StoredResource? communication = null;
        foreach (var write in writes)
        {
            if (await transaction.PutAsync(row.Project, write with { ExpectedVersion = 0 }, cancellationToken) is not WriteOutcome.Created created)
            {
                throw new InvalidOperationException("A fresh id is taken already.");
            }

            communication = created.Resource;
            if (communication.Key.Type == "Binary")
            {
                pins.Add(communication.Key);
            }
        }

        await transaction.PinAsync(row.Project, communication!.Key.Id, pins, cancellationToken);
        await transaction.UpdateInboxAsync(current with { Status = status, CommunicationId = communication.Key.Id, Tries = current.Tries + 1 }, cancellationToken);
        if (status == InboxStatus.Unreadable)
        {
            await tasks.OpenAsync(transaction, row.Project, communication.Key.Id, FaxTaskCode.InboundUnreadable, Unreadable, cancellationToken);
        }

        return communication;
    }

    private static string NewId() => Guid.NewGuid().ToString("D");
}
