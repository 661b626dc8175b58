using System.Net;

namespace FhirFax.Server.Tests.Support;

/// <summary>A server that holds a clinic, two patients and what was observed of them, and nothing else.</summary>
public sealed class SearchedServer : IAsyncLifetime, IDisposable
{
    private readonly TestServer _server = new();

    public string FhirUrl => _server.FhirUrl;

    public FhirApi Api(string clientId = "app") => _server.Api(clientId);

    public async Task InitializeAsync()
    {
        await _server.InitializeAsync();
        using var api = Api();
        foreach (var (path, json) in Resources)
        {
            var reply = await api.PutAsync(path, $$"""{"resourceType":"{{path.Split('/')[0]}}","id":"{{path.Split('/')[1]}}",{{json}}}""");
            reply.Status.ShouldBe(HttpStatusCode.Created, reply.Text);
        }
    }

    public Task DisposeAsync() => _server.DisposeAsync();

    public void Dispose() => _server.Dispose();

    private static (string Path, string Json)[] Resources =>
    [
        ("Organization/group", """ "name":"Group of clinics" """),
        ("Organization/clinic", """ "name":"Clinic","identifier":[{"system":"urn:org","value":"c"}],"partOf":{"reference":"Organization/group"} """),
        ("Patient/anna", """
            "identifier":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR"}]},"system":"urn:mrn","value":"12345"}],
            "name":[{"family":"Müller","given":["Anna"]}],"gender":"female","birthDate":"1970-05-17",
            "generalPractitioner":[{"identifier":{"system":"urn:npi","value":"77"}}],"managingOrganization":{"reference":"Organization/clinic"}
            """),
        ("Patient/ben", """ "name":[{"family":"Smith","given":["Ben"]}],"managingOrganization":{"reference":"Organization/clinic"} """),
        ("Observation/sugar", """
            "status":"final","code":{"coding":[{"system":"http://loinc.org","code":"1234-5","display":"Glucose"}],"text":"Blood sugar"},
            "subject":{"reference":"Patient/anna"},"valueQuantity":{"value":5.4,"unit":"mmol/L","system":"http://unitsofmeasure.org","code":"mmol/L"}
            """),
        ("Observation/weight", """ "status":"final","code":{"coding":[{"system":"http://loinc.org","code":"9"}]},"subject":{"reference":"Patient/ben"} """),
        ("DiagnosticReport/report", """ "status":"final","code":{"text":"Report"},"result":[{"reference":"Observation/sugar"}] """),
    ];
}
