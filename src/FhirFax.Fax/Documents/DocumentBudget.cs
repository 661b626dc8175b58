namespace FhirFax.Fax.Documents;

/// <summary>What is left of a document's <see cref="DocumentLimits"/>; every loop over untrusted bytes charges it.</summary>
internal sealed class DocumentBudget(DocumentLimits limits, TimeProvider time, CancellationToken cancellationToken)
{
    private const int WorkBetweenChecks = 4096;
    private readonly long _started = time.GetTimestamp();
    private long _work;
    private int _objects;
    private long _unpacked;
    private long _content;

    public DocumentLimits Limits { get; } = limits;

    /// <summary>Counts small steps, and now and then looks at the clock and for cancellation.</summary>
    public void Charge(int work = 1)
    {
        _work += work;
        if (_work >= WorkBetweenChecks)
        {
            _work = 0;
            CheckTime();
        }
    }

    public void ChargeObject()
    {
        if (++_objects > Limits.Objects)
        {
            throw TooComplex("it has too many objects");
        }

        Charge(16);
    }

    public void ChargeUnpacked(int bytes)
    {
        _unpacked += bytes;
        if (_unpacked > Limits.TotalStreamBytes)
        {
            throw TooComplex("it unpacks to too much data");
        }

        Charge(bytes / 64);
    }

    /// <summary>Counts page content that was unpacked; false when there has been enough of it.</summary>
    public bool TryChargeContent(int bytes)
    {
        Charge(bytes / 64);
        _content += bytes;
        return _content <= Limits.ContentBytes;
    }

    public void CheckTime()
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (time.GetElapsedTime(_started) > Limits.Time)
        {
            throw TooComplex("reading it takes too long");
        }
    }

    public static DocumentException TooComplex(string because) =>
        new(DocumentRefusal.TooComplex, $"The document is too complex to be faxed: {because}; print it to a new PDF and send that.");
}
