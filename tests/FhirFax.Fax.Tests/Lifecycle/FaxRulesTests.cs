using FhirFax.Fax.Lifecycle;
using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Tests.Lifecycle;

/// <summary>The table of fax-lifecycle-api.md 7.2: Y permitted, - refused for the status, D refused for the direction.</summary>
public sealed class FaxRulesTests
{
    /// <summary>In the order of the columns.</summary>
    private static readonly FaxStatus[] Columns = [FaxStatus.Draft, FaxStatus.Processing, FaxStatus.Sent, FaxStatus.Failed, FaxStatus.Received];

    [Theory]
    [InlineData("receiver", "Y---D")]
    [InlineData("sender", "Y---D")]
    [InlineData("subject", "Y---D")]
    [InlineData("patientId", "YYYYD")]
    [InlineData("reviewed", "DDDDY")]
    [InlineData("receiver patientId", "Y---D")]
    [InlineData("subject reviewed", "DDDDD")]
    [InlineData("", "YYYYY")]
    public void Updates(string properties, string row)
    {
        var names = properties.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var changes = new FaxChanges
        {
            Receiver = names.Contains("receiver") ? new(null) : null,
            Sender = names.Contains("sender") ? new(null) : null,
            Subject = names.Contains("subject") ? new(null) : null,
            PatientId = names.Contains("patientId") ? new(null) : null,
            Reviewed = names.Contains("reviewed") ? new(true) : null,
        };
        Check(row, fax => FaxRules.Check(fax, changes), FaxOperation.Update);
    }

    [Theory]
    [InlineData(FaxOperation.UploadFiles, "Y---D")]
    [InlineData(FaxOperation.DeleteFile, "Y---D")]
    [InlineData(FaxOperation.Send, "Y---D")]
    [InlineData(FaxOperation.Retry, "---YD")]
    [InlineData(FaxOperation.Assign, "YYYYY")]
    [InlineData(FaxOperation.Delete, "Y-YYY")]
    public void Operations(FaxOperation operation, string row) => Check(row, fax => FaxRules.Check(fax, operation), operation);

    private static void Check(string row, Func<FaxRow, FaxRefusal?> check, FaxOperation operation)
    {
        for (var i = 0; i < Columns.Length; i++)
        {
            var status = Columns[i];
            var fax = new FaxRow
            {
                Id = Guid.NewGuid(),
                Status = status,
                Direction = status == FaxStatus.Received ? FaxDirection.Inbound : FaxDirection.Outbound,
                Created = default,
                Updated = default,
            };
            switch (row[i])
            {
                case 'Y':
                    check(fax).ShouldBeNull(status.ToString());
                    break;
                case 'D':
                    check(fax).ShouldBeOfType<FaxRefusal.DirectionNotAllowed>().Operation.ShouldBe(operation);
                    break;
                default:
                    var refusal = check(fax).ShouldBeOfType<FaxRefusal.StatusNotAllowed>();
                    (refusal.Status, refusal.Operation).ShouldBe((status, operation));
                    refusal.Allowed.ShouldBe(Columns.Where((_, column) => row[column] == 'Y'));
                    break;
            }
        }
    }
}
