using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using FhirFax.Fax.Communications;
using FhirFax.Fax.Lifecycle.Filing;
using FhirFax.Fax.Operations;
using FhirFax.Fax.Profiles;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Outcomes;
using FhirFax.Store;
using FhirFax.Store.Faxes;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Resources;

/// <summary>Keeps sent and received faxes from being changed by accident (design 6). Every client write passes here, inside its transaction.</summary>
[SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "A rule set is injected, and may come to hold settings.")]
public sealed class FaxResourceRules(ResourcePreparer preparer)
{
    private static readonly ResourceChange AsSent = new ResourceChange.AsSent();
    private static readonly string[] OutboundProperties = ["status", "_status", "statusReason", "sent", "_sent", "received", "_received"];
    private static readonly string[] InboundProperties = ["sent", "_sent", "received", "_received"];

    /// <summary>
    /// Before a PUT or PATCH of an existing resource, or a PUT that brings a deleted one back; <paramref name="proposed"/> has its attachment urls normalised to <c>Binary/id</c>.
    /// </summary>
    /// <param name="current">The current version, which may be a tombstone: a fax that is brought back is still the fax that was sent.</param>
    /// <param name="isPatch">What a patch takes away was named by the caller; what a replacement leaves out may just not be known to it.</param>
    public async ValueTask<ResourceChange> BeforeUpdateAsync(
        IStoreTransaction transaction, ProjectKey project, StoredResource current, ResourceDocument proposed, bool isPatch, CancellationToken cancellationToken)
    {
        if (IsDefinedHere(current.Key))
        {
            return Defined(current.Key);
        }

        switch (current.Key.Type)
        {
            case "Binary":
                return current.IsDeleted ? AsSent : await PinnedAsync(transaction, project, current.Key, "changed", cancellationToken);
            case "Communication":
                var wasPresent = !current.IsDeleted;
                if (current.IsDeleted)
                {
                    current = await transaction.ReadVersionAsync(project, current.Key, current.VersionId - 1, cancellationToken)
                        ?? throw new InvalidOperationException("A deletion has no version before it.");
                }

                var deliveries = await transaction.DeliveriesAsync(project, current.Key.Id, cancellationToken);
                if (deliveries.Count > 0)
                {
                    return Outbound(current, proposed, deliveries, isPatch);
                }

                var isReceived = await transaction.InboxOfAsync(project, current.Key.Id, cancellationToken) is not null;
                var change = isReceived ? Inbound(current, proposed, isPatch) : AsSent;
                if (wasPresent && change is not ResourceChange.Refused)
                {
                    await RefileAsync(transaction, project, current, proposed, cancellationToken);
                }

                return change;
            default:
                return AsSent;
        }
    }

    /// <summary>Before a DELETE: <see cref="ResourceChange.AsSent"/> or <see cref="ResourceChange.Refused"/>.</summary>
    public async ValueTask<ResourceChange> BeforeDeleteAsync(
        IStoreTransaction transaction, ProjectKey project, StoredResource current, CancellationToken cancellationToken)
    {
        if (IsDefinedHere(current.Key))
        {
            return Defined(current.Key);
        }

        switch (current.Key.Type)
        {
            case "Binary":
                return await PinnedAsync(transaction, project, current.Key, "deleted", cancellationToken);
            case "Communication":
                var deliveries = await transaction.DeliveriesAsync(project, current.Key.Id, cancellationToken);
                return IsUnderWay(deliveries)
                    ? Conflict([Issue.Error(IssueCode.Conflict, "This fax is still under way; it can be deleted when every delivery has ended.", "Communication")])
                    : AsSent;
            default:
                return AsSent;
        }
    }

    /// <summary>A received fax that is given another patient does not stay in the record of the one before (design 9).</summary>
    private async ValueTask RefileAsync(
        IStoreTransaction transaction, ProjectKey project, StoredResource current, ResourceDocument proposed, CancellationToken cancellationToken)
    {
        using var json = JsonDocument.Parse(current.Utf8);
        var patient = proposed.Root.Child("subject")?.Text("reference");
        if (json.RootElement.Child("subject")?.Text("reference") is { } before && before != patient)
        {
            await FiledDocuments.WithdrawAsync(transaction, preparer, project, current.Key, patient, null, cancellationToken);
        }
    }

    private static bool IsDefinedHere(ResourceKey key) => FaxProfiles.Find(key.Type, key.Id) is not null;

    private static ResourceChange.Refused Defined(ResourceKey key) =>
        Conflict([Issue.Error(IssueCode.BusinessRule, $"{key} is defined by the server; it cannot be changed or deleted.", key.Type)]);

    private static async ValueTask<ResourceChange> PinnedAsync(
        IStoreTransaction transaction, ProjectKey project, ResourceKey binary, string verb, CancellationToken cancellationToken)
    {
        var pins = await transaction.PinsAsync(project, binary, cancellationToken);
        foreach (var pin in pins)
        {
            // A received fax that was deleted needs its document no more.
            if (await transaction.ReadAsync(project, pin, cancellationToken) is { IsDeleted: false }
                || IsUnderWay(await transaction.DeliveriesAsync(project, pin.Id, cancellationToken)))
            {
                return Conflict([Issue.Error(IssueCode.Conflict, $"This document belongs to the fax {pin} and cannot be {verb} now.", "Binary")]);
            }
        }

        return AsSent;
    }

    private static ResourceChange Outbound(StoredResource current, ResourceDocument proposed, IReadOnlyList<DeliveryRecord> deliveries, bool isPatch)
    {
        var (stored, sent, kept) = Parse(current, proposed);
        var issues = Differences(stored, sent, PinnedElements.Outbound, "was sent");
        var isWithdrawal = FaxElements.TextOf(sent, "status") == CommunicationOutcome.EnteredInError;
        if (isWithdrawal && IsUnderWay(deliveries))
        {
            issues.Add(Issue.Error(IssueCode.Conflict, "This fax is still under way; it can be entered-in-error when every delivery has ended.", "Communication.status"));
        }

        if (issues.Count > 0)
        {
            return Conflict(issues);
        }

        Keep(stored, kept, OutboundProperties);
        Keep(stored, kept, PinnedElements.Outbound);
        if (isWithdrawal)
        {
            kept["status"] = CommunicationOutcome.EnteredInError;
        }

        return Kept(stored, sent, kept, isPatch);
    }

    private static ResourceChange Inbound(StoredResource current, ResourceDocument proposed, bool isPatch)
    {
        var (stored, sent, kept) = Parse(current, proposed);
        var issues = Differences(stored, sent, PinnedElements.Inbound, "was received");
        if (issues.Count > 0)
        {
            return Conflict(issues);
        }

        Keep(stored, kept, InboundProperties);
        Keep(stored, kept, PinnedElements.Inbound);
        return Kept(stored, sent, kept, isPatch);
    }

    private static (JsonObject Stored, JsonObject Sent, JsonObject Kept) Parse(StoredResource current, ResourceDocument proposed)
    {
        var sent = JsonNode.Parse(proposed.Utf8.Span)!.AsObject();
        return (JsonNode.Parse(current.Utf8.Span)!.AsObject(), sent, sent.DeepClone().AsObject());
    }

    /// <summary>Both kinds of fax keep the carrier's identifiers, our extensions and our tags.</summary>
    private static ResourceChange Kept(JsonObject stored, JsonObject sent, JsonObject kept, bool isPatch)
    {
        KeepItems(stored, kept, "identifier", FaxElements.IsCarrierIdentifier);
        KeepItems(stored, kept, "extension", FaxElements.IsServerExtension);
        if (!isPatch)
        {
            KeepTag(stored, kept, FaxUrls.FaxTagSystem, FaxUrls.ReviewedTag);
        }

        KeepTag(stored, kept, FaxUrls.ActReasonSystem, FaxUrls.TestTag);
        return JsonNode.DeepEquals(sent, kept) ? AsSent : new ResourceChange.Rewritten(ResourcePreparer.Write(kept).ToArray());
    }

    private static void Keep(JsonObject stored, JsonObject kept, IReadOnlyList<string> properties)
    {
        foreach (var property in properties)
        {
            FaxElements.Set(kept, property, stored[property]?.DeepClone());
        }
    }

    private static void KeepItems(JsonObject stored, JsonObject kept, string property, Func<JsonNode?, bool> isServers)
    {
        FaxElements.Take(kept, property, isServers);
        var clone = new JsonObject { [property] = stored[property]?.DeepClone() };
        FaxElements.PutFirst(kept, property, FaxElements.Take(clone, property, isServers));
    }

    private static void KeepTag(JsonObject stored, JsonObject kept, string system, string code)
    {
        if (FaxElements.HasCoding(stored["meta"], "tag", system, code))
        {
            FaxElements.AddTag(kept, system, code);
        }
    }

    private static List<Issue> Differences(JsonObject stored, JsonObject sent, IReadOnlyList<string> elements, string happened)
    {
        var issues = new List<Issue>();
        foreach (var element in PinnedElements.Differences(stored, sent, elements, []))
        {
            issues.Add(Issue.Error(IssueCode.Conflict, $"This fax {happened}: its {element} can no longer be changed.", $"Communication.{element}"));
        }

        return issues;
    }

    private static bool IsUnderWay(IReadOnlyList<DeliveryRecord> deliveries)
    {
        foreach (var delivery in deliveries)
        {
            if (!delivery.IsTerminal)
            {
                return true;
            }
        }

        return false;
    }

    private static ResourceChange.Refused Conflict(IReadOnlyList<Issue> issues) => new(new FaxProblem(FaxProblemKind.Conflict, new OperationOutcome(issues)));
}
