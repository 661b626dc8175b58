using System.Text;

namespace FhirFax.Server.Tests.Hostile;

/// <summary>A request that is nearly right, or not at all, as its seed has it.</summary>
internal sealed class FuzzedRequest
{
    private const string FhirJson = "application/fhir+json";

    private static readonly string[] Methods = ["GET", "GET", "GET", "POST", "POST", "POST", "PUT", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "get", "G\u0041T-X", "M-SEARCH"];

    private static readonly string[] Paths =
    [
        "fhir/R4", "fhir/R4/", "fhir/R4/Patient", "fhir/R4/Patient/1", "fhir/R4/Patient/_search", "fhir/R4/_search", "fhir/R4/_history", "fhir/R4/Patient/1/_history", "fhir/R4/Patient/1/_history/1",
        "fhir/R4/Binary", "fhir/R4/Binary/1", "fhir/R4/Communication", "fhir/R4/Communication/$send-efax", "fhir/R4/$receive-efax", "fhir/R4/Communication/1/$send-efax", "fhir/R4/Communication/1/$resolve-efax",
        "fhir/R4/Patient/$validate", "fhir/R4/metadata", "fhir/R4/Bundle", "fhir/R4/Parameters", "fhir/R4/Observation", "fhir/R4/StructureDefinition",
        "oauth2/token", "auth/me", "auth/token", "clinic/admin/api_clients/app", "clinic/live/faxes", "clinic/live/faxes/{fax}", "clinic/live/faxes/{fax}/files", "clinic/live/faxes/{fax}/files/{fax}", "clinic/live/faxes/{fax}/assign", "clinic/live/faxes/{fax}/send", "clinic/live/faxes/1/files", "storage/1/2", "efax/notifications/clinic/live", ".well-known/smart-configuration", "readyz",
    ];

    private static readonly string[] Queries =
    [
        "_count=-1", "_count=99999999999999999999", "_count=1e3", "_offset=-5", "_offset=9223372036854775807", "_sort=,,,-", "_sort=-_id,_id,-_id", "_total=maybe", "_summary=x", "_elements=..,,$", "_cursor=AAAA", "_cursor=%00",
        "_include=*", "_include=Patient:", "_include:iterate=*:*", "_revinclude=*:*", "_has:::", "_has:Observation:patient:_has:Group:member:_id=1", "name:exact:missing=true", "name:=x", "birthdate=ge", "birthdate=ap9999-99-99",
        "birthdate=0000-00-00", "birthdate=gt2024-02-30T99:99:99%2B99:99", "_lastUpdated=lt1e400", "identifier=||||", "identifier=%7C", "subject=Patient/../..", "subject:Nothing=1", "value-quantity=5.4e-999999||", "value-quantity=1e308,1e-308",
        "given=%F0%9F%98%80%ED%A0%80", "given=%00", "_id=' OR 1=1--", "_filter=name eq x", "_query=x", "_type=Patient,,Nothing", "size=0", "size=99999999999", "page=-1", "sort=createdAt,ASC,x", "sort=,", "status=NOTHING", "direction=", "patientId=1", "dateFrom=x&dateTo=9999-99-99T99:99:99Z", "_since=yesterday", "_at=9999-12-31T23:59:59.9999999999Z", "_format=../../etc", "_pretty=2", "near=1|2|3", "%", "&&&==&", "=", "a%",
        "patient.patient.patient.patient.patient.name=x", "_text=(", "_content=\"", "code:in=x", "code:below=x|y", "_list=$current", "url:above=x", "_contained=both", "combo-code-value-quantity=a$b$c$d",
    ];

    private static readonly (string Name, string[] Values)[] Headers =
    [
        ("If-Match", ["W/\"", "*", "W/\"99999999999999999999\"", "\"a\",,\"b", "W/\"1\", W/\"x\""]), ("If-None-Match", ["*", "garbage", "W/\"-1\""]), ("If-None-Exist", ["_id=1&&", "?", "identifier=|", "name:exact", "x=y"]),
        ("If-Modified-Since", ["never", "Thu, 99 Jan 9999 99:99:99 GMT"]), ("Range", ["bytes=9-1", "bytes=-", "bytes=0-99999999999999999999", "bytes=0-1,2-3,4-5", "lines=1-2"]),
        ("Accept", ["*/*;q=x", "application/fhir+json;q=9", "text/html", ";;;", "application/fhir+xml", "a/b, c"]), ("Prefer", ["return=", "handling=strict;respond-async", "return=representation, return=minimal", ",,,"]),
        ("X-Medplum", ["extended"]), ("X-Security-Context", ["Patient/", "http://[", "%C3%A9", "Patient/1/2/3"]), ("Idempotency-Key", ["", " ", "a,b"]), ("Content-Encoding", ["gzip", "deflate", "br", "gzip, gzip", "zstd"]),
        ("Origin", ["null", "http://x y"]), ("Cookie", ["a=b; c"]), ("X-HTTP-Method-Override", ["DELETE"]), ("X-Forwarded-For", ["1.2.3.4, ::::"]), ("Host", ["x:99999", "[::1", "evil.example.com"]), ("Authorization", ["Bearer a.b.c", "Basic ////", "Bearer", "x"]),
    ];

    private static readonly string[] ContentTypes =
    [
        FhirJson, FhirJson, FhirJson, "application/json", "application/fhir+json; charset=utf-16", "application/fhir+json; charset=\"", "application/fhir+xml", "application/json-patch+json", "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x", "multipart/form-data", "multipart/form-data; boundary=" , "text/plain", "application/pdf", "*/*", "/", "application/fhir+json; fhirVersion=9.0",
    ];

    private static readonly string[] Bodies =
    [
        """{"resourceType":"Patient","id":"1","name":[{"family":"Doe","given":["Ann"]}],"birthDate":"1970-01-01","contact":[{"telecom":[{"system":"fax","value":"+12025550177"}]}]}""",
        """{"resourceType":"Communication","status":"in-progress","medium":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationMode","code":"FAXWRIT"}]}],"recipient":[{"reference":"Organization/1"}],"payload":[{"contentAttachment":{"contentType":"application/pdf","data":"JVBERi0="}}]}""",
        """{"resourceType":"Bundle","type":"transaction","entry":[{"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient"},"request":{"method":"POST","url":"Patient","ifNoneExist":"_id=1"}},{"request":{"method":"GET","url":"/Patient?_id=1"}}]}""",
        """{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"PATCH","url":"Patient/1"},"resource":{"resourceType":"Binary","contentType":"application/json-patch+json","data":"W10="}},{"request":{"method":"POST","url":"$send-efax"}}]}""",
        """{"resourceType":"Parameters","parameter":[{"name":"resource","resource":{"resourceType":"Patient"}},{"name":"operation","part":[{"name":"type","valueCode":"add"},{"name":"path","valueString":"Patient"},{"name":"name","valueString":"active"},{"name":"value","valueBoolean":true}]}]}""",
        """[{"op":"add","path":"/name/0/family","value":"x"},{"op":"move","from":"/a","path":"/a/b"},{"op":"test","path":"","value":{}}]""",
        """{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueQuantity":{"value":5.40,"unit":"mg","system":"http://unitsofmeasure.org","code":"mg"},"effectiveDateTime":"2024-02-29T23:59:59.999Z"}""",
        """{"resourceType":"Binary","contentType":"text/plain","data":"eA=="}""",
        "<Patient xmlns=\"http://hl7.org/fhir\"><id value=\"1\"/><name><family value=\"Doe\"/></name></Patient>",
        "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;&b;\">]><Patient xmlns=\"http://hl7.org/fhir\"><name><text value=\"&c;\"/></name></Patient>",
        "grant_type=client_credentials&client_id=app&client_secret=x",
        "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.4\r\n--x--\r\n",
        """{"apiClient":"app","secret":"x"}""",
        """{"receiver":"+12025550177","sender":"+12025550100","subject":"x","patientId":"00000000-0000-4000-8000-000000000000","documentTypeName":"Referral","reviewed":true}""",
        """{"patientId":null,"documentTypeName":null,"reviewed":"yes","subject":[],"receiver":{}}""",
        "",
    ];

    private static readonly string[] Tokens =
    [
        "\"\\ud800\"", "1e999999", "-0", "-", "null", "true", "{}", "[]", "[[]]", "\"\"", "\"\\u0000\"", "0.1e-400", "99999999999999999999999999", "\"resourceType\"", ",", "}", "]", "\uFEFF", "\0", "\"id\":\"../..\"", "\"_id\":{\"extension\":[{}]}",
        "\"contained\":[{\"resourceType\":\"Patient\",\"id\":\"a\"}]", "\"reference\":\"#a\"", "\"extension\":[{\"url\":\"\"}]", "<!--", "]]>", "&#0;", "%", "\r\n--x--\r\n",
    ];

    private readonly Random _random;
    private readonly string _url;
    private readonly string _method;
    private readonly List<(string Name, string Value)> _headers = [];
    private readonly byte[]? _body;
    private readonly string _contentType;

    /// <param name="fax">Id of a draft.</param>
    /// <param name="token">For the Faxes dialect, which takes nothing else.</param>
    public FuzzedRequest(Random random, string root, string fax, string token)
    {
        _random = random;
        _method = Pick(Methods);
        var path = Path();
        _url = root + path.Replace("{fax}", fax, StringComparison.Ordinal) + Query();
        _contentType = Pick(ContentTypes);
        _body = _method is "GET" or "HEAD" or "TRACE" && random.Next(4) > 0 ? null : Body();
        IsAnonymous = random.Next(6) == 0;
        Token = !IsAnonymous && path.StartsWith("clinic/live/faxes", StringComparison.Ordinal) ? token : null;
        for (var i = random.Next(4); i > 0; i--)
        {
            var (name, values) = Pick(Headers);
            _headers.Add((name, random.Next(12) == 0 ? new string('x', random.Next(40_000)) : Pick(values)));
        }
    }

    public bool IsAnonymous { get; }

    private string? Token { get; }

    public HttpRequestMessage Build()
    {
        var request = new HttpRequestMessage(new HttpMethod(_method), new Uri(_url, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (_body is not null)
        {
            request.Content = new ByteArrayContent(_body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", _contentType);
        }

        if (Token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {Token}");
        }

        foreach (var (name, value) in _headers)
        {
            if (name == "Content-Encoding")
            {
                request.Content?.Headers.TryAddWithoutValidation(name, value);
            }
            else if (name != "Authorization" || IsAnonymous)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return request;
    }

    public override string ToString() =>
        $"{_method} {_url} {string.Join("; ", _headers.Select(h => $"{h.Name}: {h.Value[..Math.Min(80, h.Value.Length)]}"))} {_contentType} {Encoding.UTF8.GetString(_body.AsSpan()[..Math.Min(600, _body?.Length ?? 0)])}";

    private string Path()
    {
        var path = Pick(Paths);
        return _random.Next(10) switch
        {
            0 => path + "/" + Pick(["%00", "%2e%2e", "..", "$", "$$", "_history/999999999999999999999", "_history/-1", "%E2%82", new string('a', 3000), "a b".Replace(" ", "%20", StringComparison.Ordinal), "_search/_search", "%C3%A9"]),
            1 => path.Insert(_random.Next(path.Length), Pick(["%", "/", "//", "%2F", ";", "\\", "%5C", "*"])),
            _ => path,
        };
    }

    private string Query()
    {
        if (_random.Next(2) == 0)
        {
            return "";
        }

        var count = _random.Next(25) == 0 ? 800 : 1 + _random.Next(4);
        var query = string.Join('&', Enumerable.Range(0, count).Select(_ => Pick(Queries).Replace(' ', '+')));
        return "?" + (_random.Next(3) == 0 ? query.Insert(_random.Next(query.Length), Pick(["%", "%zz", "|", ":", ".", ",", "$", "\\", "*", "+"])) : query);
    }

    private byte[] Body()
    {
        var text = _random.Next(14) switch
        {
            0 => new string('[', 20_000),
            1 => string.Concat(Enumerable.Repeat("{\"a\":", 20_000)),
            2 => $$"""{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueQuantity":{"value":{{new string('9', 20_000)}} } }""",
            3 => $$"""{"resourceType":"Patient","name":[{{string.Join(',', Enumerable.Repeat("{\"x\":1}", 5_000))}}]}""",
            4 => $$"""{"resourceType":"Patient","name":[{"text":"{{new string('x', 1_100_000)}}"}]}""",
            _ => Pick(Bodies),
        };
        var bytes = new List<byte>(Encoding.UTF8.GetBytes(text));
        for (var i = _random.Next(5); i > 0 && bytes.Count > 0; i--)
        {
            Mutate(bytes);
        }

        return [.. bytes];
    }

    private void Mutate(List<byte> bytes)
    {
        var at = _random.Next(bytes.Count);
        switch (_random.Next(6))
        {
            case 0:
                bytes[at] = (byte)_random.Next(256);
                break;
            case 1:
                bytes.RemoveRange(at, Math.Min(bytes.Count - at, 1 + _random.Next(30)));
                break;
            case 2:
                bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pick(Tokens)));
                break;
            case 3:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 4:
                bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, 50)));
                break;
            default:
                bytes.InsertRange(at, [0xED, 0xA0, 0x80, 0xFF]);
                break;
        }
    }

    private T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];
}
