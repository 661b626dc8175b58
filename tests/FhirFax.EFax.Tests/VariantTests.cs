using System.Text.Json;
using FhirFax.EFax.Tests.Support;
using FhirFax.Fax.Carriers;

namespace FhirFax.EFax.Tests;

/// <summary>Answers in the shapes on which the sources about the service disagree (efax-corporate-api.md 14.4 and 15).</summary>
public sealed class VariantTests
{
    [Theory]
    [InlineData("""{"access_token":"abc","token_type":"Bearer"}""")]
    [InlineData("""{"access_token":"abc","expires_in":"3600"}""")]
    [InlineData("""{"access_token":"abc","expires_in":-5}""")]
    public async Task A_token_answer_may_lack_or_misspell_its_lifetime(string body)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.FaultAsync("POST", "/tokens", 200, body);
        await sandbox.FaultAsync("GET", "/faxes/received", 200, "{}", count: 2);

        (await ListAsync(sandbox)).ShouldBeOfType<ReceivedResult.Listed>();
        (await ListAsync(sandbox)).ShouldBeOfType<ReceivedResult.Listed>();

        (await sandbox.CountAsync("POST", "/tokens")).ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"token":"abc"}""")]
    [InlineData("""{"access_token":"with\r\nbreak"}""")]
    [InlineData("""<html>""")]
    public async Task A_token_answer_without_a_token_is_an_outage(string body)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.FaultAsync("POST", "/tokens", 200, body);

        (await sandbox.Carrier.SubmitAsync(RunningSandbox.Account, RunningSandbox.Fax("attempt-1"), default))
            .ShouldBeOfType<SubmitResult.NotSent>().Failure.Kind.ShouldBe(CarrierFailureKind.Unreachable);
    }

    [Theory]
    [InlineData("""{"first_record":0,"last_record":0}""")]
    [InlineData("""{"faxes":[]}""")]
    [InlineData("""{"faxes":null}""")]
    [InlineData("""[]""")]
    [InlineData("", 204)]
    public async Task An_empty_list_has_many_forms(string body, int status = 200)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.FaultAsync("GET", "/faxes/received", status, body);

        (await ListAsync(sandbox)).ShouldBeOfType<ReceivedResult.Listed>().Faxes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"errors":[{"error_code":"100"}]}""")]
    [InlineData("""{"faxes":"none"}""")]
    [InlineData("""{"faxes":[{"fax_id":""")]
    [InlineData("OK")]
    public async Task What_is_no_list_is_no_empty_list(string body)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.FaultAsync("GET", "/faxes/received", 200, body);

        (await ListAsync(sandbox)).ShouldBeOfType<ReceivedResult.Unavailable>();
    }

    [Fact]
    public async Task An_item_is_read_in_its_loosest_form()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.FaultAsync("GET", "/faxes/received", 200, """
            {"faxes":[
              {"fax_id":"00000000-0000-4000-8000-00000000020A","pages":"2","image_downloaded":"true","completed_timestamp":"1984-01-01T14:56:16.395012+00:00",
               "originating_fax_number":"2025550177","destination_fax_number":"+442079460018","originating_fax_tsid":"Unavailable","other":{"x":[1]}},
              {"fax_id":"00000000-0000-4000-8000-00000000020a","pages":7},
              {"fax_id":"no uuid"}, null, 5
            ]}
            """);

        var fax = (await ListAsync(sandbox)).ShouldBeOfType<ReceivedResult.Listed>().Faxes.ShouldHaveSingleItem();

        fax.ShouldBe(new ReceivedFax(
            "00000000-0000-4000-8000-00000000020A",
            "+12025550177",
            "+442079460018",
            null,
            new DateTimeOffset(1984, 1, 1, 14, 56, 16, TimeSpan.Zero).AddMicroseconds(395012),
            2,
            true));
    }

    [Fact]
    public async Task A_service_that_does_not_page_is_not_believed_to_be_complete()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var page = JsonSerializer.Serialize(new { faxes = Enumerable.Range(0, 100).Select(static _ => new { fax_id = Guid.NewGuid() }) });
        await sandbox.FaultAsync("GET", "/faxes/received", 200, page, count: 5);

        (await ListAsync(sandbox)).ShouldBeOfType<ReceivedResult.Unavailable>();

        (await sandbox.CountAsync("GET", "/faxes/received")).ShouldBe(2);
    }

    [Fact]
    public async Task A_list_without_end_is_given_up()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        using var carrier = sandbox.NewCarrier(new EFaxOptions { MaxPages = 2 });
        for (var i = 0; i < 3; i++)
        {
            var page = JsonSerializer.Serialize(new { faxes = Enumerable.Range(0, 100).Select(static _ => new { fax_id = Guid.NewGuid() }) });
            await sandbox.FaultAsync("GET", "/faxes/received", 200, page);
        }

        (await carrier.ListReceivedAsync(RunningSandbox.Account, new ReceivedQuery(true, null), default)).ShouldBeOfType<ReceivedResult.Unavailable>();

        (await sandbox.CountAsync("GET", "/faxes/received")).ShouldBe(2);
    }

    [Theory]
    [InlineData("""{"client_tracking_data":{"client_reference_id":"attempt-1"}}""", true)]
    [InlineData("""{"client_tracking_data":[{"client_reference_id":"attempt-1"}]}""", true)]
    [InlineData("""{"transaction_id":"attempt-1"}""", true)]
    [InlineData("""{"client_tracking_data":{"client_reference_id":"attempt-11"}}""", false)]
    [InlineData("""{"client_tracking_data":{"client_name":"attempt-1","client_reference_id":""}}""", false)]
    public async Task A_sent_fax_must_say_the_reference_itself(string members, bool isFound)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var item = members.Insert(1, "\"fax_id\":\"00000000-0000-4000-8000-000000000101\"" + (members.Length > 2 ? "," : ""));
        await sandbox.FaultAsync("GET", "/faxes/sent", 200, $"{{\"faxes\":[{item}]}}", count: 4);

        var result = await sandbox.Carrier.FindSubmissionAsync(RunningSandbox.Account, "attempt-1", default, default);

        result.ShouldBe(isFound ? new FindResult.Found("00000000-0000-4000-8000-000000000101") : new FindResult.NotListed());
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"client_tracking_data":null}""")]
    [InlineData("""{"client_tracking_data":[]}""")]
    [InlineData("""{"client_tracking_data":{"client_reference_id":null}}""")]
    [InlineData("""{"client_tracking_data":{"client_name":"attempt-1"}}""")]
    public async Task A_sent_fax_that_says_no_reference_may_be_the_one(string members)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var item = members.Insert(1, "\"fax_id\":\"00000000-0000-4000-8000-000000000101\"" + (members.Length > 2 ? "," : ""));
        await sandbox.FaultAsync("GET", "/faxes/sent", 200, $"{{\"faxes\":[{item}]}}");

        var result = await sandbox.Carrier.FindSubmissionAsync(RunningSandbox.Account, "attempt-1", default, default);

        result.ShouldBeOfType<FindResult.Unclear>();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_list_that_is_too_large_or_has_no_body_is_not_an_empty_one(bool isLarge)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var body = isLarge ? $"{{\"faxes\":[],\"more\":\"{new string('x', 5 << 20)}\"}}" : "";
        await sandbox.FaultAsync("GET", "/faxes/*", 200, body, count: 20);
        using var carrier = sandbox.NewCarrier(new EFaxOptions { Repeats = 0 });

        (await carrier.ListReceivedAsync(RunningSandbox.Account, new ReceivedQuery(true, null), default)).ShouldBeOfType<ReceivedResult.Unavailable>();
        (await carrier.FindSubmissionAsync(RunningSandbox.Account, "attempt-1", default, default)).ShouldBeOfType<FindResult.Unavailable>();
        (await carrier.ListSentAsync(RunningSandbox.Account, default, default)).ShouldBeOfType<SentResult.Unavailable>();
        (await carrier.CheckAccountAsync(RunningSandbox.Account, default)).ShouldBeOfType<AccountCheck.Bad>();
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"fax_id\":\"12345\",")]
    public async Task A_sent_fax_that_says_the_reference_but_no_id_to_follow_it_by_is_not_absent(string id)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.FaultAsync("GET", "/faxes/sent", 200, $"{{\"faxes\":[{{{id}\"client_tracking_data\":{{\"client_reference_id\":\"attempt-1\"}}}}]}}");

        var result = await sandbox.Carrier.FindSubmissionAsync(RunningSandbox.Account, "attempt-1", default, default);

        result.ShouldBeOfType<FindResult.Unclear>();
    }

    [Fact]
    public async Task A_filter_that_the_service_does_not_take_is_passed_over_except_the_first()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.FaultAsync("GET", "/faxes/sent", 200, "{}");
        await sandbox.FaultAsync("GET", "/faxes/sent", 400, count: 4);

        var passed = await sandbox.Carrier.FindSubmissionAsync(RunningSandbox.Account, "attempt-1", default, default);
        var failed = await sandbox.Carrier.FindSubmissionAsync(RunningSandbox.Account, "attempt-1", default, default);

        passed.ShouldBeOfType<FindResult.NotListed>();
        failed.ShouldBeOfType<FindResult.Unavailable>();
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.FaultAsync("GET", "/faxes/received", 302, headers: new { Location = "/faxes/sent" });

        (await ListAsync(sandbox)).ShouldBeOfType<ReceivedResult.Unavailable>().Failure.StatusCode.ShouldBe(302);

        (await sandbox.CountAsync("GET", "/faxes/sent")).ShouldBe(0);
    }

    private static Task<ReceivedResult> ListAsync(RunningSandbox sandbox) =>
        sandbox.Carrier.ListReceivedAsync(RunningSandbox.Account, new ReceivedQuery(true, null), default);
}
