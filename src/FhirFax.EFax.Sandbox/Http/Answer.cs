using System.Text.Json.Nodes;
using FhirFax.EFax.Sandbox.Faxes;

namespace FhirFax.EFax.Sandbox.Http;

/// <summary>What a call is answered.</summary>
internal sealed record Answer(int Status, JsonNode? Body = null)
{
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>An image instead of <see cref="Body"/>, written from its file.</summary>
    public ImageAnswer? Image { get; init; }

    /// <summary>The body when it is not JSON.</summary>
    public string? Text { get; init; }

    /// <summary>For the ledger: the fax that the call made or was about.</summary>
    public string? FaxId { get; init; }

    /// <summary>The connection is cut instead of answering.</summary>
    public bool IsDropped { get; init; }
}

/// <param name="FaxId">As in the path.</param>
internal sealed record ImageAnswer(string FaxId, StoredDocument Document);
