using FhirFax.EFax.Tests.Support;
using FhirFax.Fax.Carriers;
using FhirFax.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace FhirFax.EFax.Tests;

/// <summary>What happens on the wire when the connection itself misbehaves: no body ever goes out twice.</summary>
public sealed class ConnectionTests
{
    private const string Accepted =
        """HTTP/1.1 201 Created\r\nContent-Length: 51\r\n\r\n[{"fax_id":"00000000-0000-4000-8000-000000000101"}]""";

    [Fact]
    public async Task Each_hand_over_has_a_connection_of_its_own()
    {
        await using var peer = new RawPeer(static async (stream, head) =>
        {
            await RawPeer.BodyAsync(stream, head);
            await RawPeer.WriteAsync(stream, Accepted);
            await stream.ReadExactlyAsync(new byte[1]);
        });
        using var carrier = CarrierTo(peer);

        for (var i = 0; i < 3; i++)
        {
            (await carrier.SubmitAsync(RunningSandbox.Account, RunningSandbox.Fax("attempt-1"), default)).ShouldBeOfType<SubmitResult.Accepted>();
        }

        peer.Connections.ShouldBe(4);
        peer.Submissions.ShouldBe(3);
    }

    [Fact]
    public async Task A_connection_that_closes_at_the_head_is_not_tried_again()
    {
        await using var peer = new RawPeer(static (_, _) => Task.CompletedTask);
        using var carrier = CarrierTo(peer);

        var result = await carrier.SubmitAsync(RunningSandbox.Account, RunningSandbox.Fax("attempt-1", document: new byte[10_000]), default);

        result.ShouldBeOfType<SubmitResult.Unknown>();
        peer.Submissions.ShouldBe(1);
    }

    [Fact]
    public async Task A_large_body_that_was_never_asked_for_never_went_out()
    {
        var opened = 0;
        await using var peer = new RawPeer(static (_, _) => Task.CompletedTask);
        using var carrier = CarrierTo(peer);
        var fax = RunningSandbox.Fax("attempt-1") with
        {
            Documents = [new SubmissionDocument("PDF", 20_000_000, _ =>
            {
                Interlocked.Increment(ref opened);
                return Task.FromResult<Stream>(new MemoryStream(new byte[20_000_000]));
            })],
        };

        (await carrier.SubmitAsync(RunningSandbox.Account, fax, default)).ShouldBeOfType<SubmitResult.NotSent>();

        opened.ShouldBe(0);
    }

    [Theory]
    [InlineData("401 Unauthorized", CarrierFailureKind.CredentialsRefused)]
    [InlineData("403 Forbidden", CarrierFailureKind.MailboxRefused)]
    [InlineData("429 Too Many Requests", CarrierFailureKind.Throttled)]
    [InlineData("503 Service Unavailable", CarrierFailureKind.Unreachable)]
    public async Task A_refusal_before_a_large_body_is_proof_though_the_connection_closes_at_once(string status, CarrierFailureKind kind)
    {
        await using var peer = new RawPeer(async (stream, _) => await RawPeer.WriteAsync(stream, $"HTTP/1.1 {status}\\r\\nContent-Length: 0\\r\\n\\r\\n"));
        using var carrier = CarrierTo(peer);

        var result = await carrier.SubmitAsync(RunningSandbox.Account, RunningSandbox.Fax("attempt-1", document: new byte[20_000_000]), default);

        result.ShouldBeOfType<SubmitResult.NotSent>().Failure.Kind.ShouldBe(kind);
        carrier.Trouble(RunningSandbox.Account.AppId).ShouldBe(kind switch
        {
            CarrierFailureKind.CredentialsRefused => "eFax refuses the App ID or the API key.",
            CarrierFailureKind.MailboxRefused => "eFax refuses the user id of a mailbox; its faxes wait.",
            CarrierFailureKind.Throttled => "eFax asks to call less often; faxes wait.",
            _ => null,
        });
    }

    [Fact]
    public async Task A_server_that_wants_no_question_before_the_body_is_asked_none_again()
    {
        await using var peer = new RawPeer(static async (stream, head) =>
        {
            if (head.Contains("Expect:", StringComparison.OrdinalIgnoreCase))
            {
                await RawPeer.WriteAsync(stream, """HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n""");
                return;
            }

            await RawPeer.BodyAsync(stream, head);
            await RawPeer.WriteAsync(stream, Accepted);
        });
        using var carrier = CarrierTo(peer);
        var fax = RunningSandbox.Fax("attempt-1", document: new byte[1_000_000]);

        (await carrier.SubmitAsync(RunningSandbox.Account, fax, default)).ShouldBeOfType<SubmitResult.NotSent>();
        (await carrier.SubmitAsync(RunningSandbox.Account, fax, default)).ShouldBeOfType<SubmitResult.Accepted>();
    }

    [Fact]
    public async Task A_server_that_ignores_the_question_gets_the_body()
    {
        await using var peer = new RawPeer(static async (stream, head) =>
        {
            await RawPeer.BodyAsync(stream, head);
            await RawPeer.WriteAsync(stream, Accepted);
        });
        using var carrier = CarrierTo(peer);

        (await carrier.SubmitAsync(RunningSandbox.Account, RunningSandbox.Fax("attempt-1", document: new byte[1_000_000]), default))
            .ShouldBeOfType<SubmitResult.Accepted>();
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 201 Cre")]
    [InlineData("""HTTP/1.1 201 Created\r\nContent-Length: 500\r\n\r\n[{"fax_id":"00000000-0000-4000-8000-000000000101"}]""")]
    [InlineData("SSH-2.0-OpenSSH_9.6\\r\\n")]
    public async Task An_answer_cut_anywhere_leaves_it_open_and_is_not_tried_again(string answer)
    {
        await using var peer = new RawPeer(async (stream, head) =>
        {
            await RawPeer.BodyAsync(stream, head);
            await RawPeer.WriteAsync(stream, answer);
        });
        using var carrier = CarrierTo(peer);

        (await carrier.SubmitAsync(RunningSandbox.Account, RunningSandbox.Fax("attempt-1"), default)).ShouldBeOfType<SubmitResult.Unknown>();

        peer.Submissions.ShouldBe(1);
    }

    [Fact]
    public async Task The_time_limit_of_a_hand_over_is_five_minutes()
    {
        var clock = new ManualTimeProvider(DateTimeOffset.UtcNow);
        var isIn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var peer = new RawPeer(async (stream, head) =>
        {
            await RawPeer.BodyAsync(stream, head);
            isIn.SetResult();
            await stream.ReadExactlyAsync(new byte[1]);
        });
        using var carrier = CarrierTo(peer, clock);

        var submission = carrier.SubmitAsync(RunningSandbox.Account, RunningSandbox.Fax("attempt-1"), default);
        await isIn.Task;
        clock.Advance(TimeSpan.FromSeconds(299));
        submission.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(1));

        (await submission).ShouldBeOfType<SubmitResult.Unknown>().Failure.Text.ShouldBe("eFax did not answer in time.");
    }

    private static EFaxCarrier CarrierTo(RawPeer peer, TimeProvider? clock = null) =>
        new(new EFaxOptions { BaseUrl = peer.BaseUrl }, clock ?? TimeProvider.System, NullLogger<EFaxCarrier>.Instance);
}
