using System.Text.Json;
using System.Text.Json.Nodes;
using FhirFax.Fax.Numbers;
using FhirFax.Fax.Resources;
using FhirFax.Fax.Sending;
using FhirFax.Store;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Lifecycle;

/// <summary>The Organizations that stand for fax numbers: one a number and project (design 9).</summary>
internal sealed class FaxReceivers(ResourcePreparer preparer, SendingOptions options, TimeProvider clock)
{
    /// <summary>Where somebody has given such an Organization another number, the next one is taken.</summary>
    private const int MostNames = 100;

    /// <summary>The Organization that a fax to this number is addressed to; made when there is none.</summary>
    public async ValueTask<ResourceKey> FindOrAddAsync(
        IStoreTransaction transaction, ProjectKey project, FaxNumber number, string author, CancellationToken cancellationToken)
    {
        for (var i = 0; i < MostNames; i++)
        {
            var key = new ResourceKey("Organization", FaxAliases.Derived(project, $"Organization/fax/{number}/{i}").ToString("D"));
            if (await transaction.ReadAsync(project, key, cancellationToken) is not { IsDeleted: false })
            {
                await transaction.PutAsync(project, new ResourceWrite(preparer.Prepare(Organization(number), key.Id), author), cancellationToken);
                return key;
            }

            var reference = JsonElement.Parse($$"""{"reference":"{{key}}"}""");
            if (await new FaxParties(transaction, project, options, clock).NumberAsync(reference, default, cancellationToken) == number.ToString())
            {
                return key;
            }
        }

        throw new InvalidOperationException("Every Organization that stood for the number has been given another one.");
    }

    private static JsonObject Organization(FaxNumber number) => new()
    {
        ["resourceType"] = "Organization",
        ["name"] = number.ToString(),
        ["telecom"] = new JsonArray(new JsonObject { ["system"] = "fax", ["value"] = number.ToString() }),
    };
}
