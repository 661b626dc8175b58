using FhirFax.EFax.Tests.Support;
using FhirFax.Fax.Carriers;

namespace FhirFax.EFax.Tests;

/// <summary>What each answer to a hand-over is taken for.</summary>
public sealed class SubmitAnswerTests
{
    [Theory]
    [InlineData("user-id")]
    [InlineData("user_id")]
    public async Task A_refusal_of_the_user_id_is_not_one_of_the_fax(string element)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var body = $$"""{"errors":[{"element_name":"{{element}}","user_message":"Please supply a user id.","error_code":"BAD_REQUEST"}]}""";
        await sandbox.FaultAsync("POST", "/faxes", 400, body);
        await sandbox.FaultAsync("GET", "/faxes/received", 400, body);

        (await sandbox.Carrier.SubmitAsync(RunningSandbox.Account, RunningSandbox.Fax("attempt-1"), default))
            .ShouldBeOfType<SubmitResult.NotSent>().Failure.Kind.ShouldBe(CarrierFailureKind.MailboxRefused);
        (await sandbox.Carrier.CheckAccountAsync(RunningSandbox.Account, default))
            .ShouldBeOfType<AccountCheck.Bad>().Failure.Kind.ShouldBe(CarrierFailureKind.MailboxRefused);
    }

    [Fact]
    public async Task A_refusal_for_several_reasons_gives_them_all()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.FaultAsync("POST", "/faxes", 400, """
            {"errors":[{"user_message":"Bad number.","error_code":"100"},{"user_message":" Bad document."},{"user_message":"Bad number."},{}]}
            """);

        (await sandbox.Carrier.SubmitAsync(RunningSandbox.Account, RunningSandbox.Fax("attempt-1"), default))
            .ShouldBeOfType<SubmitResult.Refused>().ShouldBe(new SubmitResult.Refused("100", "Bad number. Bad document."));
    }

    [Theory]
    [InlineData(403, CarrierFailureKind.MailboxRefused)]
    [InlineData(429, CarrierFailureKind.Throttled)]
    public async Task A_refusal_not_for_the_content_may_be_tried_again(int status, CarrierFailureKind kind)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.FaultAsync("POST", "/faxes", status);

        var result = await sandbox.Carrier.SubmitAsync(RunningSandbox.Account, RunningSandbox.Fax("attempt-1"), default);

        var failure = result.ShouldBeOfType<SubmitResult.NotSent>().Failure;
        failure.Kind.ShouldBe(kind);
        failure.RetryAfter.ShouldBeNull();
    }

    [Fact]
    public async Task Throttling_tells_when_to_come_back()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var fax = RunningSandbox.Fax("attempt-1", "+12125550193");

        (await sandbox.Carrier.SubmitAsync(RunningSandbox.Account, fax, default))
            .ShouldBeOfType<SubmitResult.NotSent>().Failure.RetryAfter.ShouldBe(TimeSpan.FromSeconds(5));
        (await sandbox.Carrier.SubmitAsync(RunningSandbox.Account, fax, default)).ShouldBeOfType<SubmitResult.NotSent>();
        (await sandbox.Carrier.SubmitAsync(RunningSandbox.Account, fax, default)).ShouldBeOfType<SubmitResult.Accepted>();
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(404)]
    [InlineData(302)]
    [InlineData(200)]
    public async Task Any_other_answer_leaves_it_open(int status)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.FaultAsync("POST", "/faxes", status, "{}");

        (await sandbox.Carrier.SubmitAsync(RunningSandbox.Account, RunningSandbox.Fax("attempt-1"), default)).ShouldBeOfType<SubmitResult.Unknown>();

        (await sandbox.CountAsync("POST", "/faxes")).ShouldBe(1);
    }

    [Theory]
    [InlineData("""[{"fax_id":"no uuid"}]""")]
    [InlineData("""[]""")]
    [InlineData("""[{"fax_id":"00000000-0000-4000-8000-000000000101"},{"fax_id":"00000000-0000-4000-8000-000000000102"}]""")]
    [InlineData("""{"fax_id":"00000000-0000-4000-8000-000000000101","errors":[]}""")]
    [InlineData("""<html>""")]
    [InlineData("")]
    public async Task A_success_without_exactly_one_valid_id_leaves_it_open(string body)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.FaultAsync("POST", "/faxes", 201, body);

        (await sandbox.Carrier.SubmitAsync(RunningSandbox.Account, RunningSandbox.Fax("attempt-1"), default)).ShouldBeOfType<SubmitResult.Unknown>();
    }

    [Theory]
    [InlineData(200, """[{"fax_id":"00000000-0000-4000-8000-00000000010A","extra":1}]""")]
    [InlineData(202, """{"fax_id":"00000000-0000-4000-8000-00000000010A"}""")]
    public async Task Known_variants_of_success_are_understood(int status, string body)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.FaultAsync("POST", "/faxes", status, body);

        (await sandbox.Carrier.SubmitAsync(RunningSandbox.Account, RunningSandbox.Fax("attempt-1"), default))
            .ShouldBeOfType<SubmitResult.Accepted>().CarrierId.ShouldBe("00000000-0000-4000-8000-00000000010A");
    }

    [Fact]
    public async Task A_refused_number_is_refused_with_the_carriers_reason()
    {
        await using var sandbox = await RunningSandbox.StartAsync();

        var result = await sandbox.Carrier.SubmitAsync(RunningSandbox.Account, RunningSandbox.Fax("attempt-1", "+12125550195"), default);

        result.ShouldBe(new SubmitResult.Refused("BAD_REQUEST", "Please supply a valid telephone number."));
    }
}
