using System.Net;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Isolation;

/// <summary>One of everything that a project may hold, all of one suffix; or what is only said to be somewhere.</summary>
/// <param name="Suffix">Twelve hexadecimal digits, part of every id and identifier of it, and of nothing else.</param>
public sealed record Target(string Suffix)
{
    /// <summary>Stands in what the resources say, and in nothing that a stranger could guess or send.</summary>
    public const string Secret = "Confidential-7f3a";

    public static IReadOnlyList<string> Types { get; } = ["Patient", "Organization", "Practitioner", "Communication", "Binary", "DocumentReference"];

    /// <summary>The words that a search by content would use.</summary>
    public string Word => $"Word{Suffix}";

    public string Mrn => $"urn:mrn|{Suffix}";

    /// <summary>A UUID, as the Faxes dialect has it.</summary>
    public string Id(string type) => $"0000000{Types.ToList().IndexOf(type)}-0000-4000-8000-{Suffix}";

    public string Reference(string type) => $"{type}/{Id(type)}";

    /// <summary>Puts it into a project.</summary>
    public async Task<Target> StoreAsync(FhirApi api)
    {
        foreach (var type in Types)
        {
            var json = Resource(type);
            var reply = await api.PutAsync(Reference(type), json);
            reply.Status.ShouldBe(HttpStatusCode.Created, reply.Text);
        }

        return this;
    }

    /// <summary>As a stranger would write it who guessed every id.</summary>
    public string Fax() => Fax("""  "status":"in-progress" """);

    private string Resource(string type)
    {
        var id = $$"""  "resourceType":"{{type}}","id":"{{Id(type)}}","meta":{"tag":[{"code":"{{Secret}}"}]}  """.Trim();
        return type switch
        {
            "Patient" => $$"""{ {{id}},"identifier":[{"system":"urn:mrn","value":"{{Suffix}}"}],"name":[{"family":"{{Secret}}","given":["{{Word}}"]}],"managingOrganization":{"reference":"{{Reference("Organization")}}"} }""",
            "Organization" => $$"""{ {{id}},"name":"{{Word}} {{Secret}}","identifier":[{"system":"https://efax.com","value":"mailbox-{{Suffix}}"}],"telecom":[{"system":"fax","value":"+12025550199"}]}""",
            "Practitioner" => $$"""{ {{id}},"name":[{"family":"{{Secret}}"}],"identifier":[{"system":"https://efax.com","value":"mailbox-p-{{Suffix}}"}]}""",
            "Binary" => $$"""{ {{id}},"contentType":"application/pdf","data":"{{Convert.ToBase64String(Samples.Pdf())}}"}""",
            "DocumentReference" => $$"""{ {{id}},"status":"current","description":"{{Secret}}","subject":{"reference":"{{Reference("Patient")}}"},"content":[{"attachment":{"contentType":"application/pdf","url":"{{Reference("Binary")}}"} }]}""",
            _ => Fax($$"""{{id[(id.IndexOf(',', StringComparison.Ordinal) + 1)..]}},"status":"preparation","note":[{"text":"{{Secret}}"}] """),
        };
    }

    private string Fax(string more) => $$"""
        {"resourceType":"Communication",{{more}},
         "category":[{"coding":[{"system":"http://medplum.com/fhir/CodeSystem/fax-direction","code":"outbound"}]}],
         "medium":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationMode","code":"FAXWRIT"}]}],
         "subject":{"reference":"{{Reference("Patient")}}"},
         "recipient":[{"reference":"{{Reference("Organization")}}"}],
         "payload":[{"contentAttachment":{"contentType":"application/pdf","url":"{{Reference("Binary")}}"} }]}
        """;
}
