using System.Net;
using FhirFax.Server.Tests.Support;
using static FhirFax.Server.Tests.Fhir.TransactionBundles;

namespace FhirFax.Server.Tests.Fhir;

/// <summary>R4 http.html#transaction.</summary>
public sealed class TransactionTests(TestServer server) : IClassFixture<TestServer>
{
    [Fact]
    public async Task Entries_refer_to_each_other_by_their_urls_wherever_a_url_can_stand()
    {
        using var api = server.Api();
        var (patient, binary, questionnaire) = (Urn(), Urn(), Urn());

        var reply = await api.PostAsync("", Bundle(
            Entry("POST", "QuestionnaireResponse", $$"""{"resourceType":"QuestionnaireResponse","status":"completed","questionnaire":"{{questionnaire}}","subject":{"reference":"{{patient}}"} }"""),
            Entry("POST", "DocumentReference", $$"""
                {"resourceType":"DocumentReference","status":"current","subject":{"reference":"{{patient}}"},
                 "text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><a href=\"{{patient}}\">them</a> {{patient}}</div>"},
                 "identifier":[{"system":"urn:x","value":"{{patient}}"}],
                 "extension":[{"url":"http://example.org/x","valueUri":"{{patient}}"}],
                 "contained":[{"resourceType":"Observation","id":"o","status":"final","code":{"text":"x"},"subject":{"reference":"{{patient}}"} }],
                 "related":null,"content":[{"attachment":{"url":"{{binary}}"} }]}
                """.Replace("\"related\":null,", "\"context\":{\"related\":[{\"reference\":\"#o\"}]},")),
            Entry("POST", "Binary", """{"resourceType":"Binary","contentType":"text/plain","data":"aGVsbG8="}""", binary),
            Entry("POST", "Patient", """{"resourceType":"Patient","active":true}""", patient),
            Entry("PUT", "Questionnaire/q1", """{"resourceType":"Questionnaire","id":"q1","status":"active"}""", questionnaire)));

        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Text);
        reply.Json["type"]!.GetValue<string>().ShouldBe("transaction-response");
        var entries = reply.Json["entry"]!.AsArray();
        entries.Select(e => e!["response"]!["status"]!.GetValue<string>()).Take(4).ShouldAllBe(s => s == "201 Created");
        var ids = entries.Select(e => e!["resource"]!["id"]!.GetValue<string>()).ToList();
        entries[3]!["response"]!["location"]!.GetValue<string>().ShouldBe($"{server.FhirUrl}/Patient/{ids[3]}/_history/1");
        entries[3]!["response"]!["etag"]!.GetValue<string>().ShouldBe("W/\"1\"");
        entries[3]!["response"]!["lastModified"].ShouldNotBeNull();
        entries[3]!["fullUrl"]!.GetValue<string>().ShouldBe($"{server.FhirUrl}/Patient/{ids[3]}");

        var document = (await api.GetAsync($"DocumentReference/{ids[1]}")).Json;
        document["subject"]!["reference"]!.GetValue<string>().ShouldBe($"Patient/{ids[3]}");
        document["content"]![0]!["attachment"]!["url"]!.GetValue<string>().ShouldBe($"Binary/{ids[2]}");
        document["extension"]![0]!["valueUri"]!.GetValue<string>().ShouldBe($"Patient/{ids[3]}");
        document["contained"]![0]!["subject"]!["reference"]!.GetValue<string>().ShouldBe($"Patient/{ids[3]}");
        document["identifier"]![0]!["value"]!.GetValue<string>().ShouldBe(patient);
        document["text"]!["div"]!.GetValue<string>().ShouldContain($"<a href=\"Patient/{ids[3]}\">them</a> {patient}");
        (await api.GetAsync($"QuestionnaireResponse/{ids[0]}")).Json["questionnaire"]!.GetValue<string>().ShouldBe("Questionnaire/q1");
        (await api.GetAsync($"Binary/{ids[2]}")).Text.ShouldBe("hello");
        (await api.GetAsync($"DocumentReference?subject=Patient/{ids[3]}")).Resources.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_relative_reference_is_relative_to_where_its_resource_came_from()
    {
        using var api = server.Api();

        var reply = await api.PostAsync("", Bundle(
            Entry("POST", "Patient", """{"resourceType":"Patient"}""", "http://elsewhere.org/fhir/Patient/1"),
            Entry("POST", "Basic", """{"resourceType":"Basic","code":{"text":"x"},"subject":{"reference":"Patient/1"}}""", "http://elsewhere.org/fhir/Basic/2")));

        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Text);
        reply.Resources[1]["subject"]!["reference"]!.GetValue<string>().ShouldBe($"Patient/{reply.Resources[0]["id"]}");
    }

    [Fact]
    public async Task Deletes_come_first_and_reads_last_and_answers_keep_their_order()
    {
        using var api = server.Api();
        var value = Guid.NewGuid().ToString();
        var old = (await api.CreateAsync("Patient", Patient(value)))["id"]!.GetValue<string>();
        var kept = (await api.CreateAsync("Patient", """{"resourceType":"Patient"}"""))["id"]!.GetValue<string>();
        var binary = (await api.PostAsync("Binary", """{"resourceType":"Binary","contentType":"text/plain","data":"aGVsbG8="}""")).Id;

        var reply = await api.PostAsync("", Bundle(
            Entry("GET", $"Patient?identifier=urn:test|{value}"),
            Entry("GET", $"/Patient/{kept}"),
            Entry("GET", $"{server.FhirUrl}/Binary/{binary}"),
            Entry("PUT", $"Patient/{kept}", $$"""{"resourceType":"Patient","id":"{{kept}}","active":true}"""),
            Entry("POST", "Patient", Patient(value), request: $"\"ifNoneExist\":\"identifier=urn:test|{value}\""),
            Entry("DELETE", $"Patient/{old}")));

        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Text);
        var entries = reply.Json["entry"]!.AsArray();
        entries.Select(e => e!["response"]!["status"]!.GetValue<string>()).ShouldBe(["200 OK", "200 OK", "200 OK", "200 OK", "201 Created", "200 OK"]);
        var found = entries[0]!["resource"]!["entry"]!.AsArray().ShouldHaveSingleItem();
        found!["resource"]!["id"]!.GetValue<string>().ShouldNotBe(old);
        entries[1]!["resource"]!["active"]!.GetValue<bool>().ShouldBeTrue();
        entries[2]!["resource"]!["data"]!.GetValue<string>().ShouldBe("aGVsbG8=");
        (await api.GetAsync($"Patient/{old}")).Status.ShouldBe(HttpStatusCode.Gone);
    }

    [Fact]
    public async Task Conditional_entries_and_references_find_what_is_there_and_what_is_made()
    {
        using var api = server.Api();
        var (there, made) = (Guid.NewGuid().ToString(), Guid.NewGuid().ToString());
        var existing = (await api.CreateAsync("Patient", Patient(there)))["id"]!.GetValue<string>();
        var (found, created) = (Urn(), Urn());

        var reply = await api.PostAsync("", Bundle(
            Entry("POST", "Basic", Basic(found)),
            Entry("POST", "Basic", Basic(created)),
            Entry("POST", "Basic", Basic($"Patient?identifier=urn:test|{there}")),
            Entry("POST", "Basic", Basic($"Patient?identifier=urn:test|{made}")),
            Entry("POST", "Patient", Patient(there), found, $"\"ifNoneExist\":\"identifier=urn:test|{there}\""),
            Entry("PUT", $"Patient?identifier=urn:test|{made}", Patient(made), created)));

        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Text);
        var entries = reply.Json["entry"]!.AsArray();
        entries[4]!["response"]!["status"]!.GetValue<string>().ShouldBe("200 OK");
        entries[5]!["response"]!["status"]!.GetValue<string>().ShouldBe("201 Created");
        var newId = entries[5]!["resource"]!["id"]!.GetValue<string>();
        entries.Take(4).Select(e => e!["resource"]!["subject"]!["reference"]!.GetValue<string>())
            .ShouldBe([$"Patient/{existing}", $"Patient/{newId}", $"Patient/{existing}", $"Patient/{newId}"]);
    }

    [Fact]
    public async Task One_failure_undoes_everything()
    {
        using var api = server.Api();
        var value = Guid.NewGuid().ToString();
        var id = (await api.CreateAsync("Patient", """{"resourceType":"Patient"}"""))["id"]!.GetValue<string>();
        var several = Guid.NewGuid().ToString();
        await api.CreateAsync("Patient", Patient(several));
        await api.CreateAsync("Patient", Patient(several));
        var create = Entry("POST", "Patient", Patient(value));

        (string Entry, int Status)[] failures =
        [
            (Entry("PUT", $"Patient/{id}", $$"""{"resourceType":"Patient","id":"{{id}}"}""", request: "\"ifMatch\":\"W/\\\"9\\\"\""), 412),
            (Entry("DELETE", $"Patient?identifier=urn:test|{several}"), 412),
            (Entry("PUT", $"Patient?identifier=urn:test|{several}", Patient(several)), 412),
            (Entry("POST", "Patient", Patient(several), request: $"\"ifNoneExist\":\"identifier=urn:test|{several}\""), 412),
            (Entry("POST", "Basic", Basic("Patient?identifier=urn:test|nobody")), 412),
            (Entry("POST", "Basic", Basic($"Patient?identifier=urn:test|{several}")), 412),
            (Entry("POST", "Basic", Basic("Patient?nope=1")), 400),
            (Entry("POST", "Patient", """{"resourceType":"Patient","active":"yes"}"""), 400),
            (Entry("POST", "Patient", """{"resourceType":"Basic","code":{"text":"x"}}"""), 400),
            (Entry("POST", "Patient"), 400),
            (Entry("PUT", "Patient/a", """{"resourceType":"Patient","id":"b"}"""), 400),
            (Entry("GET", "Patient/nobody"), 404),
            (Entry("GET", "Patient?birthdate=x"), 400),
            (Entry("GET", "Facsimile/1"), 400),
            (Entry("GET", "http://elsewhere.org/Patient/1"), 400),
            (Entry("POST", "Communication/$send-efax", """{"resourceType":"Communication","status":"preparation"}"""), 400),
            (Entry("POST", "", """{"resourceType":"Bundle","type":"batch"}"""), 400),
            (Entry("PATCH", "Patient/nobody", Parameters()), 404),
            (Entry("PUT", "Patient/1/_history/1", """{"resourceType":"Patient","id":"1"}"""), 405),
            (create.Replace("\"POST\"", "\"PUT\"").Replace("\"Patient\"}", "\"Patient\"}"), 412),
        ];
        foreach (var (entry, status) in failures)
        {
            var reply = await api.PostAsync("", Bundle(create, entry));
            ((int)reply.Status).ShouldBe(status, $"{entry}\n{reply.Text}");
            reply.Json["resourceType"]!.GetValue<string>().ShouldBe("OperationOutcome");
            reply.Issue["expression"]![0]!.GetValue<string>().ShouldStartWith("Bundle.entry[1]", Case.Sensitive, entry);
        }

        (await api.GetAsync($"Patient?identifier=urn:test|{value}")).Resources.ShouldBeEmpty();
        (await api.GetAsync($"Patient/{id}/_history")).Resources.Count.ShouldBe(1);
    }

    [Fact]
    public async Task No_resource_is_written_twice()
    {
        using var api = server.Api();
        var value = Guid.NewGuid().ToString();
        var id = "twice-" + value;
        var put = Entry("PUT", $"Patient/{id}", $$"""{"resourceType":"Patient","id":"{{id}}"}""");
        var urn = Urn();
        var conditional = Entry("POST", "Patient", Patient(value), request: $"\"ifNoneExist\":\"identifier=urn:test|{value}\"");

        foreach (var (bundle, status) in ((string, int)[])[
            (Bundle(put, put), 400),
            (Bundle(put, Entry("DELETE", $"Patient/{id}")), 400),
            (Bundle(Entry("POST", "Patient", Patient("1"), urn), Entry("POST", "Patient", Patient("1"), urn)), 400),
            (Bundle(conditional, conditional), 412)])
        {
            var reply = await api.PostAsync("", bundle);
            ((int)reply.Status).ShouldBe(status, reply.Text);
        }

        (await api.GetAsync($"Patient/{id}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await api.GetAsync($"Patient?identifier=urn:test|{value}")).Resources.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_same_conditional_transaction_at_once_makes_one_of_each()
    {
        using var api = server.Api();
        var value = Guid.NewGuid().ToString();
        var urn = Urn();
        var bundle = Bundle(
            Entry("POST", "Patient", Patient(value), urn, $"\"ifNoneExist\":\"identifier=urn:test|{value}\""),
            Entry("POST", "Basic", Basic(urn)));

        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => api.PostAsync("", bundle)));

        replies.ShouldAllBe(r => r.Status == HttpStatusCode.OK);
        var id = replies.Select(r => r.Resources[0]["id"]!.GetValue<string>()).Distinct().ShouldHaveSingleItem();
        replies.ShouldAllBe(r => r.Resources[1]["subject"]!["reference"]!.GetValue<string>() == $"Patient/{id}");
        replies.Count(r => r.Json["entry"]![0]!["response"]!["status"]!.GetValue<string>() == "201 Created").ShouldBe(1);
    }

    [Fact]
    public async Task Permissions_are_asked_for_each_entry_before_anything_runs()
    {
        using var api = server.Api();
        using var writer = server.Api("writer");
        var value = Guid.NewGuid().ToString();

        (await writer.PostAsync("", Bundle(Entry("POST", "Patient", Patient(value)), Entry("POST", "Basic", Basic("Patient/1"))))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await writer.PostAsync("", Bundle(Entry("POST", "Patient", Patient(value)), Entry("GET", "Patient/1")))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await writer.PostAsync("", Bundle(Entry("POST", "Patient", Patient(value), request: "\"ifNoneExist\":\"identifier=1\"")))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await api.GetAsync($"Patient?identifier=urn:test|{value}")).Resources.ShouldBeEmpty();
        (await writer.PostAsync("", Bundle(Entry("POST", "Patient", Patient(value))))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Prefer_holds_for_the_entries()
    {
        using var api = server.Api();

        var minimal = await api.PostAsync("", Bundle(Entry("POST", "Patient", Patient("1"))), ("Prefer", "return=minimal"));

        var entry = minimal.Json["entry"]![0]!;
        entry["resource"].ShouldBeNull();
        entry["response"]!["location"].ShouldNotBeNull();
    }

    [Fact]
    public async Task IfModifiedSince_of_an_entry_is_an_instant()
    {
        using var api = server.Api();
        var patient = await api.CreateAsync("Patient", """{"resourceType":"Patient"}""");
        string Read(string since) => Bundle(Entry("GET", $"Patient/{patient["id"]}", request: $"\"ifModifiedSince\":\"{since}\""));

        foreach (var notInstant in (string[])["2020", "2020-01-01", "2020-01-01T00:00:00", "Wed, 01 Jan 2020 00:00:00 GMT"])
        {
            var refused = await api.PostAsync("", Read(notInstant));
            refused.Status.ShouldBe(HttpStatusCode.BadRequest, refused.Text);
            refused.Issue["expression"]![0]!.GetValue<string>().ShouldBe("Bundle.entry[0].request.ifModifiedSince");
        }

        (await api.PostAsync("", Read("2020-01-01T00:00:00.5+14:00"))).Json["entry"]![0]!["response"]!["status"]!.GetValue<string>().ShouldBe("200 OK");
        (await api.PostAsync("", Read("2999-01-01T00:00:00.5+14:00"))).Json["entry"]![0]!["response"]!["status"]!.GetValue<string>().ShouldStartWith("304");
        (await api.PostAsync("", Read(patient["meta"]!["lastUpdated"]!.GetValue<string>()))).Json["entry"]![0]!["response"]!["status"]!.GetValue<string>().ShouldStartWith("304");
    }

    private static string Parameters() =>
        """{"resourceType":"Parameters","parameter":[{"name":"operation","part":[{"name":"type","valueCode":"delete"},{"name":"path","valueString":"Patient.active"}]}]}""";
}
