using FhirFax.Store.Content;

namespace FhirFax.Fax.Lifecycle.Files;

/// <summary>A file that was taken in and found good; its bytes are in the content store.</summary>
/// <param name="OriginalName">Without directory parts, at most <see cref="FaxFileLimits.LongestName"/> characters.</param>
/// <param name="ContentType">Derived from the extension, never from what the client claims.</param>
public sealed record NewFaxFile(string OriginalName, string ContentType, ContentReceipt Content);
