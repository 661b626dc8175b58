namespace FhirFax.Server.Throttling;

/// <summary>Blocks for five minutes whoever asks for more than a hundred tokens in five minutes (fax-lifecycle-api.md 2.1).</summary>
internal sealed class TokenQuota(TimeProvider time)
{
    private const int Most = 100;

    /// <summary>Keys are made of what callers send; more than these are not told apart for long.</summary>
    private const int MostKeys = 10_000;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, Requests> _byKey = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>Counts a request; null when it may be answered, else how long the block lasts.</summary>
    public TimeSpan? Count(string key)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (!_byKey.TryGetValue(key, out var requests))
            {
                MakeRoom(now);
                _byKey[key] = requests = new Requests();
            }

            return requests.Count(now);
        }
    }

    private void MakeRoom(DateTimeOffset now)
    {
        if (_byKey.Count < MostKeys)
        {
            return;
        }

        foreach (var (key, requests) in _byKey)
        {
            if (requests.IsOver(now))
            {
                _byKey.Remove(key);
            }
        }

        if (_byKey.Count >= MostKeys)
        {
            _byKey.Clear();
        }
    }

    private sealed class Requests
    {
        private readonly Queue<DateTimeOffset> _times = new();
        private DateTimeOffset _blockedUntil;

        public bool IsOver(DateTimeOffset now) => now >= _blockedUntil && (_times.Count == 0 || now - _times.Last() >= Window);

        public TimeSpan? Count(DateTimeOffset now)
        {
            if (now < _blockedUntil)
            {
                return _blockedUntil - now;
            }

            while (_times.TryPeek(out var oldest) && now - oldest >= Window)
            {
                _times.Dequeue();
            }

            if (_times.Count == Most)
            {
                _times.Clear();
                _blockedUntil = now + Window;
                return Window;
            }

            _times.Enqueue(now);
            return null;
        }
    }
}
