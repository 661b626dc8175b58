using System.Text.Json;
using FhirFax.Fax.Operations;
using FhirFax.Fax.Receiving;
using FhirFax.Fax.Resources;
using FhirFax.Fax.Sending;
using FhirFax.Fax.Sending.Checks;
using FhirFax.Fax.Sending.Recipients;
using FhirFax.Fax.Sending.References;
using FhirFax.Store;
using FhirFax.Store.Faxes;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Lifecycle;

/// <summary>The fax numbers behind a Communication's references, by the rules that a send goes by.</summary>
internal sealed class FaxParties
{
    /// <summary>The server looks for itself.</summary>
    private static readonly Caller Anyone = new("", static _ => true);

    private readonly IResourceReader _resources;
    private readonly ProjectKey _project;
    private readonly SendReferences _references;
    private readonly RecipientResolver _resolver;
    private readonly InboundParties _owners;

    public FaxParties(IResourceReader resources, ProjectKey project, SendingOptions options, TimeProvider clock)
    {
        (_resources, _project) = (resources, project);
        // What keeps a number from being found is told when the fax is sent; here there is none.
        var issues = new SendIssues();
        _references = new SendReferences(resources, project, Anyone, [], issues);
        _resolver = new RecipientResolver(_references, issues, options, clock);
        _owners = new InboundParties(resources, clock, options.DefaultCountryCode);
    }

    /// <summary>What was looked at so far.</summary>
    public IReadOnlyList<ResourceKey> Sources => [.. _references.Sought.Distinct()];

    /// <summary>E.164; null when the reference leads to no number that is clear.</summary>
    public async ValueTask<string?> NumberAsync(JsonElement reference, JsonElement communication, CancellationToken cancellationToken) =>
        (await _resolver.FirstAsync(reference, communication, cancellationToken))?.ToString();

    /// <summary>The number a sent fax went out from: the sender's, else that of the only one who bears the mailbox.</summary>
    public async ValueTask<string?> SenderAsync(JsonElement communication, MailboxKey mailbox, CancellationToken cancellationToken)
    {
        if (communication.Child("sender") is { } sender && await NumberAsync(sender, communication, cancellationToken) is { } number)
        {
            return number;
        }

        var owner = await _owners.RecipientAsync(_project, mailbox.UserId, cancellationToken);
        return owner is { } key && await _resources.ReadAsync(_project, key, cancellationToken) is { IsDeleted: false }
            ? await NumberAsync(JsonElement.Parse($$"""{"reference":"{{key}}"}"""), communication, cancellationToken)
            : null;
    }
}
