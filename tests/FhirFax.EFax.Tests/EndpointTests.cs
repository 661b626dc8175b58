using FhirFax.EFax.Notifications;
using FhirFax.EFax.Tests.Support;
using FhirFax.Fax.Carriers;

namespace FhirFax.EFax.Tests;

/// <summary>The endpoints that sending and receiving do not need.</summary>
public sealed class EndpointTests
{
    private static readonly byte[] Document = "%PDF-1.4 1 0 obj <</Type /Page>> endobj"u8.ToArray();

    [Fact]
    public async Task A_deleted_fax_is_gone_and_deleting_it_again_does_no_harm()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var id = await sandbox.DropInboundAsync(Document);
        await sandbox.FaultAsync("DELETE", "/faxes/*", "drop-after");

        (await sandbox.Carrier.DeleteAsync(RunningSandbox.Account, id, default)).ShouldBeOfType<DeleteResult.Deleted>();
        (await sandbox.Carrier.DeleteAsync(RunningSandbox.Account, id, default)).ShouldBeOfType<DeleteResult.Deleted>();

        (await sandbox.Carrier.AcknowledgeAsync(RunningSandbox.Account, id, default)).ShouldBeOfType<AcknowledgeResult.Gone>();
        (await sandbox.Carrier.DeleteAsync(RunningSandbox.Account, "../tokens", default)).ShouldBeOfType<DeleteResult.Unavailable>();
    }

    [Fact]
    public async Task The_log_of_webhooks_is_read_as_far_as_it_can_be()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        (await ReadAsync(sandbox)).ShouldBeOfType<NotificationLogResult.Logged>().Notifications.ShouldBeEmpty();

        await sandbox.FaultAsync("GET", "/notifications", 200, """
            [{"fax_id":"00000000-0000-4000-8000-000000000101","fax_direction":"OUTBOUND","sent_status":"failed","fax_completed_timestamp":"2025-01-15T10:31:42.000Z"},
             {"fax_id":"nonsense"}, 7, null]
            """);
        (await ReadAsync(sandbox)).ShouldBeOfType<NotificationLogResult.Logged>().Notifications.ShouldBe(
        [
            new LoggedNotification("00000000-0000-4000-8000-000000000101", "OUTBOUND", "failed", new DateTimeOffset(2025, 1, 15, 10, 31, 42, TimeSpan.Zero)),
        ]);

        await sandbox.FaultAsync("GET", "/notifications", 200, """{"message":"none"}""");
        (await ReadAsync(sandbox)).ShouldBeOfType<NotificationLogResult.Unavailable>();
    }

    private static Task<NotificationLogResult> ReadAsync(RunningSandbox sandbox) =>
        sandbox.Carrier.ReadNotificationLogAsync(RunningSandbox.Account, DateTimeOffset.UtcNow.AddDays(-1), default);
}
