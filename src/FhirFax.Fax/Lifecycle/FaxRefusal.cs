using FhirFax.Fax.Lifecycle.Files;
using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Lifecycle;

/// <summary>Why an operation on a fax did nothing. A closed set: the part of the catalogue of fax-lifecycle-api.md 5.2 that is about faxes and not about HTTP.</summary>
public abstract record FaxRefusal
{
    private FaxRefusal()
    {
    }

    /// <summary>A property is missing or malformed, or says something that is not so.</summary>
    /// <param name="Fields">At least one.</param>
    public sealed record Invalid(IReadOnlyList<InvalidField> Fields) : FaxRefusal
    {
        public Invalid(string field, InvalidReason reason, string message)
            : this([new InvalidField(field, reason, message)])
        {
        }
    }

    /// <summary>No such fax in this project, or it was deleted.</summary>
    public sealed record NotFound(string Id) : FaxRefusal;

    public sealed record FileNotFound(string FaxId, string Id) : FaxRefusal;

    public sealed record PatientNotFound(string Id) : FaxRefusal;

    /// <summary>The project's catalogue does not have it, or it is inactive.</summary>
    public sealed record DocumentTypeNotFound(string Name) : FaxRefusal;

    /// <param name="Field">The property that is not for this direction; null when the whole operation is not.</param>
    public sealed record DirectionNotAllowed(string Id, FaxOperation Operation, FaxDirection Direction, string? Field = null) : FaxRefusal;

    /// <param name="Explanation">A sentence when the status alone does not say why; null otherwise.</param>
    public sealed record StatusNotAllowed(string Id, FaxOperation Operation, FaxStatus Status, IReadOnlyList<FaxStatus> Allowed, string? Explanation = null) : FaxRefusal;

    public sealed record ReceiverRequired(string Id) : FaxRefusal;

    public sealed record FilesRequired(string Id) : FaxRefusal;

    public sealed record FileEmpty(string OriginalName) : FaxRefusal;

    /// <summary>The name's extension is not allowed, or the bytes are not what it says.</summary>
    /// <param name="AllowedTypes">Extensions without dots.</param>
    /// <param name="Explanation">A sentence that says more than that the type is not taken; null otherwise.</param>
    public sealed record FileTypeNotSupported(string OriginalName, IReadOnlyList<string> AllowedTypes, string? Explanation = null) : FaxRefusal;

    /// <param name="Current">Files that the fax holds.</param>
    /// <param name="Attempted">Files that were to be added.</param>
    public sealed record FilesLimitExceeded(int Current, int Attempted) : FaxRefusal;

    /// <param name="LimitBytes">What of the files is taken: by a draft, or by the carrier when it is sent.</param>
    /// <param name="Explanation">A sentence that says more than that they are too large; null otherwise.</param>
    public sealed record FilesSizeExceeded(
        long CurrentBytes, long AttemptedBytes, long LimitBytes = FaxFileLimits.MostBytes, string? Explanation = null) : FaxRefusal;
}
