namespace FhirFax.ProbedServer;

/// <summary>The points at which a server can be killed by name: between them every change lies on one side of a commit or of an answer.</summary>
public enum Step
{
    /// <summary>The bytes of a document, uploaded or received, are durable; no row names them yet.</summary>
    ContentKept,

    /// <summary>Communication, Deliveries, idempotency row and queue entries are durable; the client has no answer.</summary>
    SendCommitted,

    /// <summary>The Attempt is written; its transaction is not committed.</summary>
    AttemptWritten,

    /// <summary>The Attempt is durable as <c>submitting</c>; no connection to the carrier is open.</summary>
    SubmittingCommitted,

    /// <summary>The next thing is the first byte of the body.</summary>
    BodyBegun,

    /// <summary>The whole body is out; no answer is in.</summary>
    BodySent,

    /// <summary>The carrier's acceptance is in memory only.</summary>
    AnswerReceived,

    AcceptedCommitted,

    /// <summary>The Attempt is durable as <c>unknown</c>.</summary>
    DoubtCommitted,

    /// <summary>The carrier's list says whether it has the doubtful Attempt; only memory knows.</summary>
    LookedUp,

    /// <summary>The Attempt is durable as proved absent.</summary>
    AbsenceCommitted,

    /// <summary>The carrier said how a fax ended; only memory knows.</summary>
    StatusRead,

    /// <summary>The end is written; its transaction is not committed.</summary>
    StatusWritten,

    StatusCommitted,

    /// <summary>A listing holds a fax that nobody has fetched; no row knows of it yet.</summary>
    Listed,

    RowCommitted,

    /// <summary>The image is read, which hides the fax from the next listing; nothing of it is stored in a row.</summary>
    ImageFetched,

    /// <summary>Binary, Communication and row are written; their transaction is not committed.</summary>
    StoredWritten,

    StoredCommitted,

    /// <summary>The carrier knows that the fax was taken; the row does not say so yet.</summary>
    Acknowledged,

    SettledCommitted,

    WatermarkCommitted,
}
