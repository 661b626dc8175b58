using System.Text;
using FhirFax.Fax.Sending.Tracking;
using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Tests.Sending;

public sealed class ResubmissionTableTests
{
    private static readonly ResubmissionTable Table = ResubmissionTable.Embedded();

    [Theory]
    [InlineData("E41")]
    [InlineData("E42")]
    public void Busy_and_no_answer_are_spaced_and_bounded(string code)
    {
        var pauses = Enumerable.Range(0, 10).Select(failed => Table.After(code, null, Failed(failed), 10)).ToList();

        pauses.ShouldAllBe(static pause => pause != null);
        pauses.ShouldBe(pauses.Order());
        pauses[0].ShouldBe(TimeSpan.FromMinutes(5));
        pauses[^1]!.Value.ShouldBeLessThanOrEqualTo(TimeSpan.FromHours(1));
        Table.After(code, null, Failed(10), 10).ShouldBeNull();
        Table.After(code, null, Failed(2), 2).ShouldBeNull();
        Table.After(code, null, Failed(0), 0).ShouldBeNull();
    }

    [Theory]
    [InlineData("E33")]
    [InlineData("E43")]
    [InlineData("E51")]
    [InlineData("E52")]
    [InlineData("E53")]
    [InlineData("E07")]
    [InlineData("E45")]
    [InlineData("E61L")]
    [InlineData("")]
    [InlineData(null)]
    public void A_person_who_answered_a_refused_number_and_the_unheard_of_are_never_called_again(string? code) =>
        Table.After(code, 0, [], 10).ShouldBeNull();

    [Theory]
    [InlineData("""{"busy":{"codes":[],"most":0}}""", "busy")]
    [InlineData("""{"busy":{"codes":["E41"],"most":11,"first":"00:05:00","longest":"00:05:00"}}""", "busy")]
    [InlineData("""{"busy":{"codes":["E41"],"most":1}}""", "busy")]
    [InlineData("""{"busy":{"codes":["E41"],"most":1,"first":"00:05:00","longest":"00:04:00"}}""", "busy")]
    [InlineData("""{"busy":{"codes":["E41"],"most":0},"other":{"codes":["e41"],"most":0}}""", "other")]
    [InlineData("""{"busy":{"codes":["E41"],"most":0,"typo":1}}""", "typo")]
    [InlineData("""{"busy":null}""", "busy")]
    [InlineData("""[]""", "resubmissions.json")]
    [InlineData("""{""", "resubmissions.json")]
    public void A_table_that_cannot_be_meant_is_refused_by_name(string json, string named)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        Should.Throw<InvalidDataException>(() => ResubmissionTable.Read(stream)).Message.ShouldContain(named);
    }

    private static List<AttemptRecord> Failed(int count) =>
    [
        .. Enumerable.Range(1, count + 1).Select(ordinal => new AttemptRecord
        {
            Project = SendingFixture.Key,
            Id = ordinal.ToString(System.Globalization.CultureInfo.InvariantCulture),
            DeliveryId = "d",
            Ordinal = ordinal,
            Status = ordinal <= count ? AttemptStatus.Failed : AttemptStatus.Accepted,
            Started = default,
        }),
    ];
}
