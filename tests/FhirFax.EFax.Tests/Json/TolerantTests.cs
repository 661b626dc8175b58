using System.Globalization;
using System.Text;
using System.Text.Json;
using FhirFax.EFax.Json;
using FhirFax.Fax.Carriers;
using FsCheck;
using FsCheck.Fluent;

namespace FhirFax.EFax.Tests.Json;

public sealed class TolerantTests
{
    [Theory]
    [InlineData("2024-05-21T04:27:56.000+0000", "2024-05-21T04:27:56.0000000Z")]
    [InlineData("2024-05-10T15:07:01.000Z", "2024-05-10T15:07:01.0000000Z")]
    [InlineData("2024-11-26T20:09:13+00:00", "2024-11-26T20:09:13.0000000Z")]
    [InlineData("1984-01-01T14:56:16.395012+00:00", "1984-01-01T14:56:16.3950120Z")]
    [InlineData("2024-05-21T04:27:56.000-0500", "2024-05-21T09:27:56.0000000Z")]
    [InlineData("2024-05-21T04:27:56", "2024-05-21T04:27:56.0000000Z")]
    public void Every_form_of_a_timestamp_is_read(string text, string expected) =>
        Tolerant.ReadTimestamp(text)!.Value.UtcDateTime.ToString("O", CultureInfo.InvariantCulture).ShouldBe(expected);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("12:30")]
    [InlineData("Monday")]
    [InlineData("1716265676000")]
    [InlineData("2024-13-01T00:00:00Z")]
    [InlineData("0000-00-00T00:00:00Z")]
    public void What_is_no_timestamp_is_nothing(string? text) => Tolerant.ReadTimestamp(text).ShouldBeNull();

    [Fact]
    public void No_text_is_too_strange_for_the_timestamp_reader() =>
        Prop.ForAll<string?, int>(static (text, year) =>
        {
            _ = Tolerant.ReadTimestamp(text);
            _ = Tolerant.ReadTimestamp(year.ToString(CultureInfo.InvariantCulture) + "-" + text);
            _ = Tolerant.ReadTimestamp("2024-" + text);
            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_timestamp_in_any_form_is_the_same_moment() =>
        Prop.ForAll<DateTime>(static value =>
        {
            var moment = new DateTimeOffset(DateTime.SpecifyKind(value, DateTimeKind.Utc).Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);
            var local = moment.Year is > 1 and < 9999 ? moment.ToOffset(TimeSpan.FromHours(-5)) : moment;
            string[] forms =
            [
                moment.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+0000'", CultureInfo.InvariantCulture),
                moment.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
                local.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
                moment.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture),
            ];
            return Array.TrueForAll(forms, form => Tolerant.ReadTimestamp(form) == moment);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("""{"v":3}""", 3)]
    [InlineData("""{"v":"3"}""", 3)]
    [InlineData("""{"v":3.0}""", 3)]
    [InlineData("""{"v":-1}""", null)]
    [InlineData("""{"v":3.5}""", null)]
    [InlineData("""{"v":1e99}""", null)]
    [InlineData("""{"v":[3]}""", null)]
    [InlineData("""{"v":null}""", null)]
    [InlineData("""{}""", null)]
    [InlineData("""[]""", null)]
    [InlineData("3", null)]
    public void A_count_may_be_a_string(string json, int? expected) => Parse(json).Count("v").ShouldBe(expected);

    [Theory]
    [InlineData("""{"v":true}""", true)]
    [InlineData("""{"v":"True"}""", true)]
    [InlineData("""{"v":"false"}""", false)]
    [InlineData("""{"v":0}""", false)]
    [InlineData("""{"v":"yes"}""", null)]
    [InlineData("""{"v":{}}""", null)]
    public void A_flag_may_be_a_string(string json, bool? expected) => Parse(json).Flag("v").ShouldBe(expected);

    [Theory]
    [InlineData("""{"v":{"a":"x"}}""", "x")]
    [InlineData("""{"v":[{"a":"x"}]}""", "x")]
    [InlineData("""{"v":["x"]}""", null)]
    [InlineData("""{"v":"x"}""", null)]
    [InlineData("""{"v":{"a":"\ud800"}}""", null)]
    public void A_nested_object_may_be_an_array_of_one(string json, string? expected) => Parse(json).Nested("v").Text("a").ShouldBe(expected);

    [Theory]
    [InlineData("NEW", TransmissionState.InProgress)]
    [InlineData("IN PROGRESS", TransmissionState.InProgress)]
    [InlineData("in_progress", TransmissionState.InProgress)]
    [InlineData("INPROGESS", TransmissionState.InProgress)]
    [InlineData("PENDING RETRY", TransmissionState.InProgress)]
    [InlineData("PENDINGRETRY", TransmissionState.InProgress)]
    [InlineData("COMPLETE", TransmissionState.Completed)]
    [InlineData("Completed", TransmissionState.Completed)]
    [InlineData("ERROR", TransmissionState.Failed)]
    [InlineData("CANCELED", TransmissionState.Cancelled)]
    [InlineData("CANCELLED", TransmissionState.Cancelled)]
    [InlineData("SOMETHING_NEW", TransmissionState.Unrecognized)]
    [InlineData("STORED", TransmissionState.Unrecognized)]
    [InlineData(null, TransmissionState.Unrecognized)]
    public void Every_spelling_of_a_status_is_known(string? word, TransmissionState state) => StatusWord.Read(word).ShouldBe(state);

    [Theory]
    [InlineData("""{"errors":[{"element_name":"fax_number","user_message":"Say","developer_message":"secret","error_code":"BAD_REQUEST"}]}""", "BAD_REQUEST", "Say")]
    [InlineData("""{"errors":[{"error_code":100}]}""", "100", null)]
    [InlineData("""{"message":"Unauthorized"}""", null, "Unauthorized")]
    [InlineData("Too Many Requests.", null, null)]
    [InlineData("", null, null)]
    [InlineData("[]", null, null)]
    [InlineData("""{"errors":[]}""", null, null)]
    public void Every_kind_of_error_body_is_read(string body, string? code, string? text)
    {
        var error = ErrorBody.Read(Encoding.UTF8.GetBytes(body));

        error.Code.ShouldBe(code);
        error.Text.ShouldBe(text);
    }

    private static JsonElement? Parse(string json) => Tolerant.Parse(Encoding.UTF8.GetBytes(json));
}
