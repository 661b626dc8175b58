using System.Text.Json;
using FhirFax.Fax.Numbers;
using FhirFax.Fax.Resources;
using FhirFax.Fax.Sending.Checks;
using FhirFax.Fax.Sending.References;
using FhirFax.Fhir.Outcomes;

namespace FhirFax.Fax.Sending.Recipients;

/// <summary>Turns recipients into fax numbers, never guessing: what is not clear is an issue (design 7, step 4).</summary>
internal sealed class RecipientResolver(SendReferences references, SendIssues issues, SendingOptions options, TimeProvider clock)
{
    /// <summary>Groups inside groups; deeper is more likely a ring.</summary>
    private const int DeepestGroup = 4;

    /// <summary>The distinct numbers in the order they come up, each with the recipients it serves.</summary>
    public async Task<IReadOnlyList<PlannedNumber>> ResolveAsync(JsonElement communication, CancellationToken cancellationToken)
    {
        var planned = new List<PlannedNumber>();
        var index = 0;
        foreach (var recipient in communication.Items("recipient"))
        {
            var numbers = new List<FaxNumber>();
            var expression = $"Communication.recipient[{index}]";
            await FollowAsync(recipient, communication, expression, 0, numbers, cancellationToken);
            foreach (var number in numbers)
            {
                Add(planned, number, index);
            }

            index++;
        }

        if (index == 0)
        {
            issues.Add(IssueCode.Required, "A fax needs at least one recipient.", "Communication.recipient");
        }

        if (planned.Count > options.MaxRecipients)
        {
            issues.Add(IssueCode.BusinessRule, $"The fax would go to {planned.Count} numbers; at most {options.MaxRecipients} are allowed.", "Communication.recipient");
        }

        return planned;
    }

    /// <summary>The first number that one reference of the Communication leads to; null when it leads to none that is clear.</summary>
    public async Task<FaxNumber?> FirstAsync(JsonElement reference, JsonElement communication, CancellationToken cancellationToken)
    {
        var numbers = new List<FaxNumber>();
        await FollowAsync(reference, communication, "Communication", 0, numbers, cancellationToken);
        return numbers.Count == 0 ? null : numbers[0];
    }

    private static void Add(List<PlannedNumber> planned, FaxNumber number, int recipient)
    {
        foreach (var known in planned)
        {
            if (known.Number == number)
            {
                if (!known.Recipients.Contains(recipient))
                {
                    known.Recipients.Add(recipient);
                }

                return;
            }
        }

        planned.Add(new PlannedNumber(number, [recipient]));
    }

    private async Task FollowAsync(
        JsonElement reference, JsonElement container, string expression, int depth, List<FaxNumber> numbers, CancellationToken cancellationToken)
    {
        if (await references.FollowAsync(reference, container, expression, cancellationToken) is not { } reached || !IsInForce(reached, expression))
        {
            return;
        }

        switch (reached.Type)
        {
            case "Organization":
                Choose(reached, expression, numbers, Telecom(reached.Root), ContactTelecom(reached.Root));
                break;
            case "Practitioner" or "RelatedPerson" or "Patient" or "HealthcareService":
                Choose(reached, expression, numbers, Telecom(reached.Root));
                break;
            case "PractitionerRole":
                await FollowRoleAsync(reached, expression, depth, numbers, cancellationToken);
                break;
            case "Group" or "CareTeam" when options.AllowGroups:
                await FollowMembersAsync(reached, expression, depth, numbers, cancellationToken);
                break;
            case "Group" or "CareTeam":
                issues.Add(IssueCode.BusinessRule, $"{reached.Name} stands for several recipients, which this server does not allow: name each recipient.", expression);
                break;
            default:
                issues.Add(IssueCode.NotSupported, $"{reached.Name}: a {reached.Type} cannot receive a fax.", expression);
                break;
        }
    }

    private bool IsInForce(ReachedResource reached, string expression)
    {
        var text = reached.Root.IsFalse("active") ? $"{reached.Name} is not active."
            : reached.Type is "PractitionerRole" or "RelatedPerson" or "CareTeam" && !FhirPeriod.IsActive(reached.Root, clock.GetUtcNow())
                ? $"The period of {reached.Name} is over or has not begun."
            : reached.Type == "CareTeam" && reached.Root.Text("status") is "inactive" or "suspended" or "entered-in-error"
                ? $"{reached.Name} is not active."
            : null;
        if (text is not null)
        {
            issues.Add(IssueCode.BusinessRule, text, expression);
        }

        return text is null;
    }

    private async Task FollowRoleAsync(
        ReachedResource role, string expression, int depth, List<FaxNumber> numbers, CancellationToken cancellationToken)
    {
        if (FaxContactPoint.Choose([Telecom(role.Root)], options.DefaultCountryCode, clock.GetUtcNow()) is { } own)
        {
            Take(own, role, expression, numbers);
        }
        else if (role.Root.Child("organization") is { } organization)
        {
            await FollowAsync(organization, role.Container, expression, depth, numbers, cancellationToken);
        }
        else if (role.Root.Child("practitioner") is { } practitioner)
        {
            await FollowAsync(practitioner, role.Container, expression, depth, numbers, cancellationToken);
        }
        else
        {
            AddNone(role, expression);
        }
    }

    private async Task FollowMembersAsync(
        ReachedResource group, string expression, int depth, List<FaxNumber> numbers, CancellationToken cancellationToken)
    {
        if (depth == DeepestGroup)
        {
            issues.Add(IssueCode.TooCostly, $"{group.Name} is nested too deep in other groups.", expression);
            return;
        }

        var (list, member) = group.Type == "Group" ? ("member", "entity") : ("participant", "member");
        var any = false;
        foreach (var entry in group.Root.Items(list))
        {
            if (entry.IsTrue("inactive") || !FhirPeriod.IsActive(entry, clock.GetUtcNow()))
            {
                continue;
            }

            any = true;
            if (entry.Child(member) is { } reference)
            {
                await FollowAsync(reference, group.Container, expression, depth + 1, numbers, cancellationToken);
            }
            else
            {
                issues.Add(IssueCode.NotFound, $"{group.Name} has a {list} that names nobody.", expression);
            }
        }

        if (!any)
        {
            issues.Add(IssueCode.BusinessRule, $"{group.Name} has no active member.", expression);
        }
    }

    private void Choose(ReachedResource reached, string expression, List<FaxNumber> numbers, params IReadOnlyList<List<JsonElement>> lists)
    {
        if (FaxContactPoint.Choose(lists, options.DefaultCountryCode, clock.GetUtcNow()) is { } choice)
        {
            Take(choice, reached, expression, numbers);
        }
        else
        {
            AddNone(reached, expression);
        }
    }

    private void Take(FaxContactChoice choice, ReachedResource reached, string expression, List<FaxNumber> numbers)
    {
        switch (choice)
        {
            case FaxContactChoice.Chosen chosen:
                numbers.Add(chosen.Number);
                break;
            case FaxContactChoice.Refused refused:
                issues.Add(IssueCode.Value, $"{reached.Name}: {refused.Text}", expression);
                break;
        }
    }

    private void AddNone(ReachedResource reached, string expression) =>
        issues.Add(
            IssueCode.BusinessRule,
            $"{reached.Name} has no fax number in force: add a telecom with system 'fax' and a value such as +15551234567.",
            expression);

    private static List<JsonElement> Telecom(JsonElement owner) => [.. owner.Items("telecom")];

    private static List<JsonElement> ContactTelecom(JsonElement organization)
    {
        var telecom = new List<JsonElement>();
        foreach (var contact in organization.Items("contact"))
        {
            telecom.AddRange(contact.Items("telecom"));
        }

        return telecom;
    }
}
