using System.Text.Json;
using FhirFax.Fax.Documents.Word;
using FhirFax.Fax.Mailboxes;
using FhirFax.Fax.Operations;
using FhirFax.Fax.Resources;
using FhirFax.Fax.Sending.Payloads;
using FhirFax.Fax.Sending.Recipients;
using FhirFax.Fax.Sending.References;
using FhirFax.Fhir.Outcomes;
using FhirFax.Store;
using FhirFax.Store.Faxes;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Sending.Checks;

/// <summary>Every check of a send, all of them before the answer, so that one answer names every problem (design 7, steps 1 to 4).</summary>
internal sealed class SendChecks(IFhirFaxStore store, MailboxResolver mailboxes, SendingOptions options, TimeProvider clock, OfficeConverter? converter)
{
    /// <summary>As many as a mailing may have in use; each is some dozens of bytes.</summary>
    private const int RememberedDocuments = 1000;

    private readonly InspectionMemory _inspected = new(RememberedDocuments);

    /// <summary>Either the plan, or every problem found.</summary>
    /// <param name="sender">The Organization or Practitioner in the path; null when the Communication names the sender.</param>
    public async Task<(SendPlan? Plan, FaxProblem? Problem)> CheckAsync(
        SendRequest request, SendTarget target, StoredResource? sender, CancellationToken cancellationToken)
    {
        var issues = new SendIssues();
        var references = new SendReferences(store, request.Project.Key, request.Caller, request.BaseUrls, issues);
        var documents = new DocumentChecks(store, request.Project.Key, issues, options, new WordDocuments(request.TakesWordDocuments, converter), _inspected);
        var communication = target.Root;

        CheckCommunication(communication, issues);
        var mailbox = await new SenderMailbox(mailboxes, references, issues, clock).ResolveAsync(request.Project, communication, sender, cancellationToken);
        var numbers = await new RecipientResolver(references, issues, options, clock).ResolveAsync(communication, cancellationToken);
        var sources = await new PayloadReader(store, request.Project.Key, references, issues, options).ReadAsync(communication, cancellationToken);
        var inspected = await documents.InspectAsync(sources, cancellationToken);

        // Wrapping writes files: only for a fax that is otherwise good.
        IReadOnlyList<PinnedDocument> pinned = issues.Any ? [] : await documents.PinAsync(inspected, cancellationToken);
        return issues.Any || mailbox is null
            ? (null, issues.ToProblem())
            : (new SendPlan(mailbox.Value, numbers, pinned, Binaries(sources)), null);
    }

    private static void CheckCommunication(JsonElement communication, SendIssues issues)
    {
        if (communication.Text("status") is not ("preparation" or "in-progress"))
        {
            issues.Add(
                IssueCode.BusinessRule,
                $"A Communication in status '{communication.Text("status")}' is not sent; preparation and in-progress are.",
                "Communication.status");
        }

        if (!communication.AnyHasCoding("medium", FaxUrls.MediumSystem, FaxUrls.FaxMedium))
        {
            issues.Add(IssueCode.BusinessRule, $"The medium must hold the code {FaxUrls.FaxMedium} of {FaxUrls.MediumSystem}.", "Communication.medium");
        }

        if (communication.AnyHasCoding("category", FaxUrls.DirectionSystem, "inbound"))
        {
            issues.Add(IssueCode.BusinessRule, "An inbound fax is not sent.", "Communication.category");
        }

        var index = 0;
        foreach (var identifier in communication.Items("identifier"))
        {
            if (identifier.Text("system") == FaxUrls.EFaxIdentifier)
            {
                issues.Add(
                    IssueCode.BusinessRule,
                    $"Identifiers of {FaxUrls.EFaxIdentifier} are given by this server when the fax is sent, and this one was not.",
                    $"Communication.identifier[{index}]");
            }

            index++;
        }
    }

    private static List<ResourceKey> Binaries(IReadOnlyList<DocumentSource> sources)
    {
        var binaries = new List<ResourceKey>();
        foreach (var source in sources)
        {
            if (source.Binary is { } binary && !binaries.Contains(binary))
            {
                binaries.Add(binary);
            }
        }

        return binaries;
    }
}
