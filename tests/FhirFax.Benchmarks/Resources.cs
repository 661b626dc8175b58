using System.Globalization;
using System.Text;

namespace FhirFax.Benchmarks;

/// <summary>The resources that the load works with: faxes as clients store them, no two alike.</summary>
internal static class Resources
{
    public const string Organization = """
        {"resourceType":"Organization","id":"acme","name":"Acme Medical Center","contact":[{"telecom":[{"system":"fax","value":"+15551234567"}]}]}
        """;

    /// <summary>About 1 KiB; every tenth is inbound, sent a minute after the one before it.</summary>
    /// <param name="revision">What becomes of a fax once it is stored: another status, another time of receipt, another note.</param>
    public static byte[] Communication(string id, long number, long revision = 0)
    {
        var direction = number % 10 == 0 ? "inbound" : "outbound";
        var status = revision % 2 == 0 ? "completed" : "stopped";
        var sentAt = DateTimeOffset.UnixEpoch.AddYears(50).AddMinutes(number % 10_000_000);
        var (sent, received) = (Instant(sentAt), Instant(sentAt.AddSeconds(revision % 100_000)));
        return Encoding.UTF8.GetBytes(
            $$$"""
            {"resourceType":"Communication","id":"{{{id}}}","identifier":[{"system":"https://clinic.example/faxes","value":"F{{{number}}}"}],"status":"{{{status}}}",
            "category":[{"coding":[{"system":"http://medplum.com/fhir/CodeSystem/fax-direction","code":"{{{direction}}}"}]}],
            "medium":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationMode","code":"FAXWRIT"}]}],
            "subject":{"reference":"Patient/p{{{number % 1000}}}"},"topic":{"text":"Referral {{{number}}}"},"sent":"{{{sent}}}","received":"{{{received}}}",
            "recipient":[{"reference":"Organization/acme","display":"Acme Medical Center"}],"sender":{"reference":"Practitioner/smith","display":"Dr. Smith"},
            "payload":[{"contentAttachment":{"contentType":"application/pdf","url":"Binary/referral","title":"referral-{{{number}}}.pdf"}}],
            "note":[{"text":"Please call the ward before the patient arrives; the laboratory results follow by separate fax {{{revision}}}."}]}
            """);
    }

    private static string Instant(DateTimeOffset instant) => instant.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary>A fax to be sent, unlike any other.</summary>
    public static string ToSend(long number) =>
        $$$"""
        {"resourceType":"Communication","status":"in-progress","medium":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationMode","code":"FAXWRIT"}]}],
        "topic":{"text":"Load {{{number}}}"},"recipient":[{"reference":"Organization/acme"}],
        "payload":[{"contentAttachment":{"contentType":"application/pdf","url":"Binary/referral","title":"referral.pdf"}}]}
        """;

    /// <summary>A transaction that creates Communications.</summary>
    public static string Transaction(long first, int count)
    {
        var bundle = new StringBuilder("""{"resourceType":"Bundle","type":"transaction","entry":[""");
        for (var i = 0; i < count; i++)
        {
            var id = Id(first + i);
            bundle.Append(i == 0 ? "" : ",").Append("""{"request":{"method":"PUT","url":"Communication/""").Append(id).Append("\"},\"resource\":")
                .Append(Encoding.UTF8.GetString(Communication(id, first + i))).Append('}');
        }

        return bundle.Append("]}").ToString();
    }

    /// <summary>A UUID that grows with the number, as those that the server gives grow with time.</summary>
    public static string Id(long number) => string.Create(CultureInfo.InvariantCulture, $"{number >> 16:x8}-{number & 0xffff:x4}-7000-8000-000000000000");
}
