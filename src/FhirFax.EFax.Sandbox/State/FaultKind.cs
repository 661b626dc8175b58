namespace FhirFax.EFax.Sandbox.State;

/// <summary>The ways in which a call goes wrong.</summary>
internal enum FaultKind
{
    /// <summary>Answered with a given status and body; not processed.</summary>
    Status,

    /// <summary>Connection cut; not processed.</summary>
    DropBefore,

    /// <summary>Processed; connection cut instead of an answer.</summary>
    DropAfter,

    /// <summary>Never answered; not processed.</summary>
    Hang,

    /// <summary>Processed; never answered.</summary>
    HangAfter,

    /// <summary>Processed; half of the answer's body is sent, then the connection is cut.</summary>
    Truncate,

    /// <summary>Processed; half of the answer's body is sent as if it were whole.</summary>
    Garble,

    /// <summary>Every token ends just before the call: a 401 in the middle, then all goes well.</summary>
    ExpireTokens,

    /// <summary>A page of a list after the first leaves out the fax it should begin with, as when one before it disappeared meanwhile.</summary>
    SkipOnPage,

    /// <summary>A page of a list after the first begins with the last fax of the page before, as when a new one arrived meanwhile.</summary>
    RepeatOnPage,
}
