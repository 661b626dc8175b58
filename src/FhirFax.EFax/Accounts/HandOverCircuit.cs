using FhirFax.Fax.Carriers;

namespace FhirFax.EFax.Accounts;

/// <summary>
/// Stops handing over for an App ID when several hand-overs in a row were not answered, whatever becomes of other calls meanwhile: each one more would be one more
/// fax of unknown outcome. Also remembers which mailboxes' faxes the carrier does not take at present, which stops none.
/// </summary>
internal sealed class HandOverCircuit(int threshold, TimeSpan pause, TimeProvider clock)
{
    /// <summary>A fax that waits is tried again within less; one that is not was cancelled meanwhile, and says nothing any more.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(15);

    private readonly Circuit _circuit = new(threshold, pause, clock);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (string Text, DateTimeOffset Until)> _waiting = new(StringComparer.Ordinal);
    private DateTimeOffset _failed = DateTimeOffset.MinValue;

    /// <summary>One sentence for readiness; null when all is well.</summary>
    public string? Trouble
    {
        get
        {
            lock (_gate)
            {
                var now = clock.GetUtcNow();
                if (_failed + Memory > now && _circuit.Trouble is { } trouble)
                {
                    return trouble;
                }

                foreach (var (text, until) in _waiting.Values)
                {
                    if (until > now)
                    {
                        return text;
                    }
                }

                return null;
            }
        }
    }

    /// <inheritdoc cref="Circuit.TryEnter"/>
    public bool TryEnter(out TimeSpan retryAfter) => _circuit.TryEnter(out retryAfter);

    /// <summary>What became of a hand-over that was let in and went as far as the carrier.</summary>
    public void Ended(string userId, SubmitResult result)
    {
        switch (result)
        {
            case SubmitResult.Unknown or SubmitResult.NotSent { Failure.Kind: CarrierFailureKind.Unreachable }:
                Fail();
                break;
            case SubmitResult.NotSent { Failure: var failure }:
                _circuit.Answered();
                Remember(userId, failure);
                break;
            default:
                _circuit.Answered();
                Forget(userId);
                break;
        }
    }

    private void Fail()
    {
        _circuit.Failed();
        lock (_gate)
        {
            _failed = clock.GetUtcNow();
        }
    }

    private void Remember(string userId, CarrierFailure failure)
    {
        var text = failure.Kind switch
        {
            CarrierFailureKind.Throttled => "eFax asks to call less often; faxes wait.",
            CarrierFailureKind.MailboxRefused => "eFax refuses the user id of a mailbox; its faxes wait.",
            _ => null,
        };
        if (text is null)
        {
            return;
        }

        lock (_gate)
        {
            var now = clock.GetUtcNow();
            var until = failure.RetryAfter is { } wait ? now + wait + Memory : now + Memory;
            _waiting[userId] = (text, until);
        }
    }

    private void Forget(string userId)
    {
        lock (_gate)
        {
            _waiting.Remove(userId);
        }
    }
}
