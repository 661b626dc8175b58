using FhirFax.Server.Throttling;

namespace FhirFax.Server.Authentication;

/// <summary>Slows guessing down: wrong secrets are counted by the caller's address and by the client that they were tried for. Memory is fixed.</summary>
internal sealed class SignInThrottle(TimeProvider time)
{
    /// <summary>Somebody who mistypes, or a fleet behind one address whose secret was changed, is not shut out; a guesser has 20 tries a minute in the long run.</summary>
    private readonly LeakyBuckets _byAddress = new(100, TimeSpan.FromSeconds(3), time);

    /// <summary>From wherever they come: ten tries a minute against at least sixteen characters.</summary>
    private readonly LeakyBuckets _byClient = new(100, TimeSpan.FromSeconds(6), time);

    /// <summary>Null when another try may be looked at; else how long it must wait.</summary>
    public TimeSpan? Wait(string address, string clientId)
    {
        var byAddress = _byAddress.Wait(address);
        var byClient = _byClient.Wait(clientId);
        return byAddress is null || byClient > byAddress ? byClient : byAddress;
    }

    public void Failed(string address, string clientId)
    {
        _byAddress.Add(address);
        _byClient.Add(clientId);
    }
}
