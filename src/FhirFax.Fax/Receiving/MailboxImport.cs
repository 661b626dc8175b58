using FhirFax.Fax.Carriers;
using FhirFax.Fax.Documents;
using FhirFax.Fhir.Outcomes;
using FhirFax.Store;
using FhirFax.Store.Content;
using FhirFax.Store.Faxes;
using Microsoft.Extensions.Logging;

namespace FhirFax.Fax.Receiving;

/// <summary>
/// The routine behind every import: list and record, then settle what is open one by one (fetch, verify, store, acknowledge), then move the watermark.
/// While one that is stored is acknowledged, the next is fetched. It may be cut off between any two steps and run twice at once: the inbox rows say what is left to do.
/// </summary>
internal sealed class MailboxImport(
    IFhirFaxStore store, ICarrier carrier, InboxLedger ledger, ReceivedDocumentFetch documents, InboundFiling filing, TimeProvider clock, ILogger logger)
{
    private const int Batch = 200;

    /// <summary>One document may be at fault when the carrier does not answer; after so many in a row it is the carrier.</summary>
    private const int MostOutages = 3;

    public async Task<ImportOutcome> RunAsync(ImportRun run, CancellationToken cancellationToken)
    {
        var listing = await ledger.RecordAsync(run.Target, cancellationToken);
        // What is open is resumed even when the listing failed, unless it is sure that nothing else would be answered.
        var settling = new Settling(run) { Patience = listing.Failure is null ? MostOutages : 1, CarrierAnswered = listing.Failure is null };
        if (listing.Failure is null or { Kind: CarrierFailureKind.Unreachable })
        {
            await SettleAllAsync(settling, cancellationToken);
        }

        await ledger.AdvanceAsync(run.Target, listing, cancellationToken);
        return new ImportOutcome(listing.Failure ?? settling.Failure, settling.NextTry);
    }

    private async Task SettleAllAsync(Settling settling, CancellationToken cancellationToken)
    {
        try
        {
            await SettleAsync(settling, cancellationToken);
        }
        catch
        {
            // The first failure counts; what is on its way is not left behind unseen.
            await Task.WhenAny(settling.Acknowledging);
            throw;
        }

        await NoteAcknowledgedAsync(settling);
    }

    private async Task SettleAsync(Settling settling, CancellationToken cancellationToken)
    {
        var tried = new HashSet<string>(StringComparer.Ordinal);
        for (var max = Batch; ;)
        {
            var rows = await store.UnsettledInboxAsync(settling.Run.Target.Account.Mailbox, max, cancellationToken);
            var triedBefore = tried.Count;
            foreach (var row in rows)
            {
                if (!tried.Add(row.CarrierId))
                {
                    continue;
                }

                await SettleAsync(settling, row, cancellationToken);
                if (settling.Failure is not null)
                {
                    return;
                }
            }

            if (rows.Count < max)
            {
                return;
            }

            // Rows that wait stand in front: look further.
            max = tried.Count == triedBefore ? max * 2 : max;
        }
    }

    private async Task SettleAsync(Settling settling, InboxRecord row, CancellationToken cancellationToken)
    {
        if (row.Status == InboxStatus.Stored)
        {
            await AcknowledgeAsync(settling, row, cancellationToken);
            return;
        }

        if (RetrySchedule.Due(row) > clock.GetUtcNow())
        {
            settling.TryAgain(row);
            return;
        }

        switch (await documents.FetchAsync(settling.Run.Target, row, cancellationToken))
        {
            case ReceivedDocument.Readable readable:
                settling.Answered();
                await StoreAsync(settling, row, readable, cancellationToken);
                break;
            case ReceivedDocument.Unreadable unreadable:
                settling.Answered();
                await PostponeAsync(settling, row, RetrySchedule.UnreadableTries, IssueCode.Processing, unreadable.Text, unreadable.Content, unreadable.Type, cancellationToken);
                break;
            case ReceivedDocument.Missing missing:
                settling.Answered();
                await PostponeAsync(settling, row, RetrySchedule.MissingTries, IssueCode.Transient, missing.Text, null, null, cancellationToken);
                break;
            case ReceivedDocument.Unavailable unavailable:
                await OutageAsync(settling, row, unavailable.Failure, cancellationToken);
                break;
        }
    }

    private async Task StoreAsync(Settling settling, InboxRecord row, ReceivedDocument.Readable document, CancellationToken cancellationToken)
    {
        var communication = await filing.StoreAsync(row, settling.Run.Target.Receiver, document, cancellationToken);
        if (communication is null)
        {
            return;
        }

        settling.Run.Stored(row.CarrierId, row.Received ?? row.Seen, communication);
        await AcknowledgeAsync(settling, row, cancellationToken);
    }

    /// <summary>Begins to tell the carrier of a fax that is stored, once it has been told of the one before.</summary>
    private async Task AcknowledgeAsync(Settling settling, InboxRecord row, CancellationToken cancellationToken)
    {
        await NoteAcknowledgedAsync(settling);
        settling.Acknowledging = TellAsync(settling.Run.Target.Account, row, cancellationToken);
    }

    /// <returns>Why the carrier could not be told; null when it knows.</returns>
    private async Task<CarrierFailure?> TellAsync(CarrierAccount account, InboxRecord row, CancellationToken cancellationToken)
    {
        if (await carrier.AcknowledgeAsync(account, row.CarrierId, cancellationToken) is AcknowledgeResult.Unavailable unavailable
            && unavailable.Failure.Kind != CarrierFailureKind.NotFound)
        {
            // The fax is safe; only the carrier does not know yet. The row says so, and the next run tells it.
            return unavailable.Failure;
        }

        await filing.SettleAsync(row, cancellationToken);
        return null;
    }

    private static async Task NoteAcknowledgedAsync(Settling settling)
    {
        var acknowledging = settling.Acknowledging;
        if (acknowledging == Settling.Nothing)
        {
            return;
        }

        var failure = await acknowledging;
        settling.Acknowledging = Settling.Nothing;
        if (failure is null)
        {
            settling.Answered();
        }
        else
        {
            settling.Outage(failure);
        }
    }

    /// <summary>The carrier did not answer, or does not want to now. When it answered others meanwhile, this document is at fault, and that counts as a try.</summary>
    private async Task OutageAsync(Settling settling, InboxRecord row, CarrierFailure failure, CancellationToken cancellationToken)
    {
        settling.Outage(failure);
        if (failure.Kind == CarrierFailureKind.Unreachable && settling.CarrierAnswered)
        {
            await PostponeAsync(settling, row, RetrySchedule.MissingTries, IssueCode.Transient, failure.Text, null, null, cancellationToken);
        }
        else
        {
            settling.Run.Failed(row.CarrierId, Failure(row, IssueCode.Transient, failure.Text));
        }
    }

    private async Task PostponeAsync(
        Settling settling,
        InboxRecord row,
        int mostTries,
        string issueCode,
        string text,
        ContentReceipt? content,
        DocumentType? type,
        CancellationToken cancellationToken)
    {
        if (row.Tries + 1 >= mostTries)
        {
            if (await filing.GiveUpAsync(row, settling.Run.Target.Receiver, content, type, cancellationToken) is { } communication)
            {
                logger.LogWarning("A received fax of project {Project} cannot be read; it is kept with a Task", row.Project);
                settling.Run.Stored(row.CarrierId, row.Received ?? row.Seen, communication);
            }

            return;
        }

        var counted = await filing.CountTryAsync(row, cancellationToken);
        if (counted.Status == InboxStatus.Seen)
        {
            settling.TryAgain(counted);
            settling.Run.Failed(row.CarrierId, Failure(row, issueCode, text));
        }
    }

    private static OperationOutcome Failure(InboxRecord row, string code, string text) =>
        OperationOutcome.Error(code, $"Fax {row.CarrierId} could not be brought in yet and is tried again: {text}");

    /// <summary>The course of one run.</summary>
    private sealed class Settling(ImportRun run)
    {
        /// <summary>No acknowledgement is on its way.</summary>
        public static readonly Task<CarrierFailure?> Nothing = Task.FromResult<CarrierFailure?>(null);

        private int _outages;

        /// <summary>The acknowledgement on its way, at most one.</summary>
        public Task<CarrierFailure?> Acknowledging { get; set; } = Nothing;

        public ImportRun Run { get; } = run;

        /// <summary>Outages in a row that end the run.</summary>
        public required int Patience { get; init; }

        public bool CarrierAnswered { get; set; }

        public CarrierFailure? Failure { get; private set; }

        public DateTimeOffset? NextTry { get; private set; }

        public void Answered()
        {
            CarrierAnswered = true;
            _outages = 0;
        }

        public void Outage(CarrierFailure failure)
        {
            if (failure.Kind != CarrierFailureKind.Unreachable || ++_outages >= Patience)
            {
                Failure = failure;
            }
        }

        public void TryAgain(InboxRecord row)
        {
            var due = RetrySchedule.Due(row);
            NextTry = NextTry < due ? NextTry : due;
        }
    }
}
