using System.Text.Json;
using FhirFax.Fax.Mailboxes;
using FhirFax.Fax.Numbers;
using FhirFax.Fax.Projects;
using FhirFax.Fax.Sending;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Search;
using FhirFax.Store;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Lifecycle;

/// <summary>Finds whose mailbox sends from a number (design 9).</summary>
public sealed class FaxSenders(IFhirFaxStore store, MailboxResolver mailboxes, SendingOptions options, TimeProvider clock)
{
    private static readonly string[] Owners = ["Organization", "Practitioner"];

    /// <summary>The only Organization or Practitioner with this fax number whose mailbox the project may use; null when there is none, or more than one.</summary>
    public async Task<ResourceKey?> FindAsync(FaxProject project, FaxNumber number, CancellationToken cancellationToken)
    {
        ResourceKey? only = null;
        var parties = new FaxParties(store, project.Key, options, clock);
        foreach (var type in Owners)
        {
            await foreach (var owner in WithMailboxAsync(project.Key, type, cancellationToken))
            {
                var reference = JsonElement.Parse($$"""{"reference":"{{owner.Key}}"}""");
                if (await parties.NumberAsync(reference, default, cancellationToken) != number.ToString()
                    || await mailboxes.ResolveAsync(project, owner, "Communication.sender", cancellationToken) is not MailboxResolution.Resolved)
                {
                    continue;
                }

                if (only is not null)
                {
                    return null;
                }

                only = owner.Key;
            }
        }

        return only;
    }

    private async IAsyncEnumerable<StoredResource> WithMailboxAsync(
        ProjectKey project, string type, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = new SearchQuery
        {
            ResourceType = type,
            Filters = [new SearchFilter.Parameter("identifier", SearchParameterType.Token, [new SearchValue.Token(FaxUrls.EFaxIdentifier, null)])],
            Count = 100,
        };
        while (true)
        {
            var page = await store.SearchAsync(project, query, cancellationToken);
            foreach (var owner in page.Resources)
            {
                yield return owner;
            }

            if (page.Next is null)
            {
                yield break;
            }

            query = query with { Cursor = page.Next };
        }
    }
}
