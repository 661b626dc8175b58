using FhirFax.Server.Authentication;
using FhirFax.Server.Configuration;
using FhirFax.Server.Http;

namespace FhirFax.Server.Startup;

/// <summary>What the server tells the person who started it; the secret and the scripts that hold it only on the first start.</summary>
internal sealed class WelcomeMessage(Uri baseUrl, Settings settings, string? sandboxUrl, GeneratedClient? generated)
{
    /// <summary>A one-page PDF, for a script that is pasted somewhere else than in a checkout.</summary>
    private const string TinyPdf =
        "JVBERi0xLjQKMSAwIG9iago8PC9UeXBlL0NhdGFsb2cvUGFnZXMgMiAwIFI+PgplbmRvYmoKMiAwIG9iago8PC9UeXBlL1BhZ2VzL0tpZHNbMyAwIFJdL0NvdW50IDE+PgplbmRvYmoKMyAwIG9iago8PC9UeXBlL1BhZ2UvUGFyZW50IDIgMCBSL01lZGlhQm94WzAgMCA2MTIgNzkyXS9Db250ZW50cyA0IDAgUi9SZXNvdXJjZXM8PC9Gb250PDwvRiA1IDAgUj4+Pj4+PgplbmRvYmoKNCAwIG9iago8PC9MZW5ndGggMzg+PnN0cmVhbQpCVC9GIDI0IFRmIDcyIDcwMCBUZChBIGZpcnN0IGZheClUaiBFVAplbmRzdHJlYW0KZW5kb2JqCjUgMCBvYmoKPDwvVHlwZS9Gb250L1N1YnR5cGUvVHlwZTEvQmFzZUZvbnQvSGVsdmV0aWNhPj4KZW5kb2JqCnhyZWYKMCA2CjAwMDAwMDAwMDAgNjU1MzUgZiAKMDAwMDAwMDAwOSAwMDAwMCBuIAowMDAwMDAwMDU0IDAwMDAwIG4gCjAwMDAwMDAxMDUgMDAwMDAgbiAKMDAwMDAwMDIxNiAwMDAwMCBuIAowMDAwMDAwMzAxIDAwMDAwIG4gCnRyYWlsZXIKPDwvU2l6ZSA2L1Jvb3QgMSAwIFI+PgpzdGFydHhyZWYKMzY0CiUlRU9GCg==";

    public string Text => generated switch
    {
        null => Where(),
        { IsNew: false } => $"{Where()}Client id and secret: {generated.Path}\n\n",
        _ => $"{Where()}Client id: {generated.Id}\nClient secret: {generated.Secret}\nBoth are kept in {generated.Path}; they are not shown again.\n\n{Scripts()}",
    };

    private string FhirUrl => baseUrl.AbsoluteUri.TrimEnd('/') + ServerUrls.FhirPath;

    private string Where() => sandboxUrl is null
        ? $"\nFhirFax {ServerVersion.Current}\nFHIR base URL: {FhirUrl}\n"
        : $"\nFhirFax {ServerVersion.Current}\nSandbox (nothing is transmitted): {sandboxUrl}\nFHIR base URL: {FhirUrl}\n";

    /// <summary>Only for the sandbox: nobody's first paste should dial a real number.</summary>
    private string Scripts() => sandboxUrl is null
        ? ""
        : $"To send a first fax, paste this into another terminal:\n\n{Fenced(SendScript())}\nTo receive one, paste this:\n\n{Fenced(ReceiveScript())}\n";

    private static string Fenced(string script) => $"# >>>\n{script}# <<<\n";

    private string Preamble() => $$"""
        (
        set -eu
        fhir={{FhirUrl}}
        auth='{{generated!.Id}}:{{generated.Secret}}'
        pdf=samples/documents/referral.pdf
        if ! [ -f "$pdf" ]; then
          pdf=$(mktemp)
          printf '%s' '{{TinyPdf}}' | base64 -d > "$pdf"
        fi
        call() { curl -sS -u "$auth" "$@"; }

        """;

    private string SendScript() => Preamble() + """
        id() { grep -o '"id": *"[^"]*"' | head -n 1 | cut -d '"' -f 4; }
        binary=$(call -H 'Content-Type: application/pdf' --data-binary "@$pdf" "$fhir/Binary?_filename=referral.pdf" | id)
        clinic=$(call -H 'Content-Type: application/fhir+json' "$fhir/Organization" -d '{"resourceType":"Organization",
          "name":"Acme Medical Center","contact":[{"telecom":[{"system":"fax","value":"+15551234567"}]}]}' | id)
        fax=$(call -H 'Content-Type: application/fhir+json' "$fhir/Communication" -d '{"resourceType":"Communication","status":"in-progress",
          "category":[{"coding":[{"system":"http://medplum.com/fhir/CodeSystem/fax-direction","code":"outbound"}]}],
          "medium":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationMode","code":"FAXWRIT"}]}],
          "recipient":[{"reference":"Organization/'"$clinic"'"}],
          "payload":[{"contentAttachment":{"contentType":"application/pdf","url":"Binary/'"$binary"'"}}]}' | id)
        echo "Sending Communication/$fax"
        call -o /dev/null -X POST "$fhir/Communication/$fax/\$send-efax"
        for second in $(seq 60); do
          status=$(call "$fhir/Communication/$fax" | grep -o '"status": *"[a-z-]*"' | head -n 1)
          echo "$status"
          case "$status" in *in-progress*) sleep 1 ;; *) break ;; esac
        done
        call "$fhir/Communication/$fax?_pretty=true"
        echo
        )

        """;

    private string ReceiveScript() => Preamble() + $$"""
        curl -sS -H 'Content-Type: application/pdf' --data-binary "@$pdf" '{{sandboxUrl}}/_sandbox/inbound?userId={{Uri.EscapeDataString(settings.Projects[0].Secrets?.UserId ?? "")}}&from=%2B12025550177'
        echo
        call -X POST "$fhir/Communication/\$receive-efax?_pretty=true"
        echo
        )

        """;
}
