using System.Text.Json;
using FhirFax.Fax.Mailboxes;
using FhirFax.Fax.Numbers;
using FhirFax.Fax.Resources;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Search;
using FhirFax.Store;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Receiving;

/// <summary>Finds whose mailbox a fax came to and who sent it, where exactly one answer is right; never guesses between two.</summary>
/// <param name="defaultCountryCode">How telecom values without + are read: null or "1".</param>
internal sealed class InboundParties(IResourceReader resources, TimeProvider clock, string? defaultCountryCode)
{
    /// <summary>More hits than this for one value mean no single answer.</summary>
    private const int MostHits = 50;

    private static readonly string[] MailboxOwners = ["Organization", "Practitioner"];

    /// <summary>What <c>Communication.sender</c> may reference and has a telecom.</summary>
    private static readonly string[] Callers = ["Organization", "HealthcareService", "Practitioner", "PractitionerRole", "RelatedPerson", "Patient"];

    /// <summary>The only Organization or Practitioner that bears the user id; null when there is none, or more than one.</summary>
    public Task<ResourceKey?> RecipientAsync(ProjectKey project, string userId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return OnlyAsync(
            project,
            MailboxOwners,
            "identifier",
            [new SearchValue.Token(FaxUrls.EFaxIdentifier, userId)],
            resource => EFaxIdentifiers.ActiveUserIds(resource, now).Contains(userId),
            cancellationToken);
    }

    /// <summary>The only resource with an active telecom of this number; null when the number is unknown or not unique.</summary>
    /// <param name="callingNumber">As the carrier gave it.</param>
    public async Task<ResourceKey?> SenderAsync(ProjectKey project, string? callingNumber, CancellationToken cancellationToken)
    {
        if (!FaxNumber.TryParse(callingNumber, null, out var number, out _))
        {
            return null;
        }

        var now = clock.GetUtcNow();
        // The index holds telephone numbers also without separators; those without country code only when they can be read.
        var e164 = number.ToString();
        SearchValue[] values = defaultCountryCode is not null && e164.StartsWith("+1", StringComparison.Ordinal)
            ? [new SearchValue.Token(null, e164), new SearchValue.Token(null, e164[1..]), new SearchValue.Token(null, e164[2..])]
            : [new SearchValue.Token(null, e164)];
        return await OnlyAsync(project, Callers, "telecom", values, resource => HasTelecom(resource, number, now), cancellationToken);
    }

    private async Task<ResourceKey?> OnlyAsync(
        ProjectKey project,
        string[] types,
        string parameter,
        IReadOnlyList<SearchValue> values,
        Func<StoredResource, bool> isMatch,
        CancellationToken cancellationToken)
    {
        ResourceKey? only = null;
        foreach (var type in types)
        {
            var query = new SearchQuery
            {
                ResourceType = type,
                Filters = [new SearchFilter.Parameter(parameter, SearchParameterType.Token, values)],
                Count = MostHits,
            };
            var page = await resources.SearchAsync(project, query, cancellationToken);
            if (page.Next is not null)
            {
                return null;
            }

            foreach (var resource in page.Resources)
            {
                if (isMatch(resource))
                {
                    if (only is not null)
                    {
                        return null;
                    }

                    only = resource.Key;
                }
            }
        }

        return only;
    }

    private bool HasTelecom(StoredResource resource, FaxNumber number, DateTimeOffset now)
    {
        using var json = JsonDocument.Parse(resource.Utf8);
        var root = json.RootElement;
        if (root.TryGetProperty("active"u8, out var active) && active.ValueKind == JsonValueKind.False)
        {
            return false;
        }

        return HasTelecom(root, number, now) || (resource.Key.Type == "Organization" && AnyContactHasTelecom(root, number, now));
    }

    private bool AnyContactHasTelecom(JsonElement organization, FaxNumber number, DateTimeOffset now)
    {
        if (organization.TryGetProperty("contact"u8, out var contacts) && contacts.ValueKind == JsonValueKind.Array)
        {
            foreach (var contact in contacts.EnumerateArray())
            {
                if (HasTelecom(contact, number, now))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool HasTelecom(JsonElement bearer, FaxNumber number, DateTimeOffset now)
    {
        if (!bearer.TryGetProperty("telecom"u8, out var telecoms) || telecoms.ValueKind != JsonValueKind.Array)
        {
            return false;
        }

        foreach (var telecom in telecoms.EnumerateArray())
        {
            if (Text(telecom, "system") is "fax" or "phone"
                && Text(telecom, "use") != "old"
                && FhirPeriod.IsActive(telecom, now)
                && FaxNumber.TryParse(Text(telecom, "value"), defaultCountryCode, out var value, out _)
                && value == number)
            {
                return true;
            }
        }

        return false;
    }

    private static string? Text(JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
