using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using FhirFax.Fax.Carriers;

namespace FhirFax.EFax.Accounts;

/// <summary>
/// One token per App ID and API Key, fetched by one call at a time whoever asks: at this carrier a new token ends the one before, so callers that each
/// fetched their own would keep logging each other out (efax-corporate-api.md 4.1).
/// </summary>
/// <param name="fetch">Asks the carrier; bounds itself in time and does not throw.</param>
internal sealed class TokenCache(Func<CarrierAccount, Task<TokenResult>> fetch, TimeProvider clock)
{
    private readonly ConcurrentDictionary<(string AppId, string KeyHash), Slot> _slots = new();

    /// <summary>A token that is not about to expire.</summary>
    public Task<TokenResult> GetAsync(CarrierAccount account, CancellationToken cancellationToken) =>
        SlotOf(account).GetAsync(account, null, cancellationToken);

    /// <summary>Another token than the one that was refused: whoever comes second gets what the first fetched.</summary>
    public Task<TokenResult> ReplaceAsync(CarrierAccount account, Token refused, CancellationToken cancellationToken) =>
        SlotOf(account).GetAsync(account, refused, cancellationToken);

    private Slot SlotOf(CarrierAccount account)
    {
        var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(account.ApiKey)));
        return _slots.GetOrAdd((account.AppId, hash), static (_, cache) => new Slot(cache.Item1, cache.Item2), (fetch, clock));
    }

    private sealed class Slot(Func<CarrierAccount, Task<TokenResult>> fetch, TimeProvider clock)
    {
        private readonly Lock _gate = new();
        private Token? _current;
        private Task<TokenResult>? _flight;

        public Task<TokenResult> GetAsync(CarrierAccount account, Token? refused, CancellationToken cancellationToken)
        {
            lock (_gate)
            {
                if (_current is { } current && !ReferenceEquals(current, refused) && current.RefreshAt > clock.GetUtcNow())
                {
                    return Task.FromResult(new TokenResult(current, null));
                }

                // The fetch belongs to all who wait for it, so none of them can cancel it.
                _flight ??= FetchAsync(account, refused);
                return _flight.WaitAsync(cancellationToken);
            }
        }

        private async Task<TokenResult> FetchAsync(CarrierAccount account, Token? refused)
        {
            await Task.Yield();
            TokenResult result;
            try
            {
                result = await fetch(account);
            }
            catch
            {
                // A defect must not be handed to everybody who asks from now on.
                Land();
                throw;
            }

            lock (_gate)
            {
                _flight = null;
                _current = result.Token ?? (ReferenceEquals(_current, refused) ? null : _current);

                // A renewal that failed for a passing reason leaves the old token good until its end.
                return result.Failure is { Kind: not CarrierFailureKind.CredentialsRefused } && _current is { } old && old.ExpiresAt > clock.GetUtcNow()
                    ? new TokenResult(old, null)
                    : result;
            }
        }

        private void Land()
        {
            lock (_gate)
            {
                _flight = null;
            }
        }
    }
}
