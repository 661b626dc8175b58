namespace FhirFax.Fax.Lifecycle;

/// <summary>What can be asked of a fax and may be refused for its direction or status (fax-lifecycle-api.md 8.4).</summary>
public enum FaxOperation
{
    Update,
    UploadFiles,
    DeleteFile,
    Send,
    Retry,
    Assign,
    Delete,
}
