using FhirFax.Fax.Lifecycle.Files;

namespace FhirFax.Server.Faxes.Files;

/// <summary>What the body of an upload was. A closed set.</summary>
internal abstract record FaxUploadBody
{
    private FaxUploadBody()
    {
    }

    public sealed record Read(FaxUpload Upload) : FaxUploadBody;

    /// <summary>No part is a file: <c>VALIDATION_FAILED</c>, field <c>files</c>, reason <c>required</c>.</summary>
    public sealed record NoFiles : FaxUploadBody;

    /// <summary>Broken multipart: <c>REQUEST_BODY_NOT_READABLE</c>.</summary>
    public sealed record NotReadable : FaxUploadBody;

    /// <summary>Beyond the hard cap: <c>REQUEST_TOO_LARGE</c>.</summary>
    public sealed record TooLarge : FaxUploadBody;
}
