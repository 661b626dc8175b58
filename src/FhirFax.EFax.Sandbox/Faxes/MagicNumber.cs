namespace FhirFax.EFax.Sandbox.Faxes;

/// <summary>
/// What happens at a destination, told by the last digits of a number in the fictional block <c>NPA 555 01NN</c> (efax-corporate-api.md 14.2).
/// Every other valid number takes the fax at the first attempt.
/// </summary>
internal sealed record MagicNumber
{
    private const string FictionalBlock = "55501";

    private static readonly MagicNumber Ordinary = new();

    private static readonly Dictionary<string, MagicNumber> ByEnding = new(StringComparer.Ordinal)
    {
        ["06"] = Failing("E06"),
        ["07"] = Failing("E07"),
        ["33"] = Failing("E33"),
        ["41"] = Failing("E41"),
        ["42"] = Failing("E42"),
        ["43"] = Failing("E43"),
        ["44"] = Failing("E44"),
        ["46"] = Failing("E46"),
        ["49"] = Failing("E49"),
        ["51"] = Failing("E51"),
        ["52"] = Failing("E52"),
        ["53"] = Failing("E53"),
        ["90"] = new MagicNumber { ErrorCode = "E41", FailuresBeforeSuccess = 2 },
        ["91"] = new MagicNumber { ErrorCode = "E41", PendsForEver = true },
        ["92"] = new MagicNumber { DropsAnswer = true },
        ["93"] = new MagicNumber { ThrottledCalls = 2 },
        ["94"] = new MagicNumber { RefusedWith = 500 },
        ["95"] = new MagicNumber { RefusedWith = 400 },
        ["96"] = new MagicNumber { IgnoresCancel = true },
        ["97"] = new MagicNumber { FinalStatus = "SOMETHING_NEW" },
        ["98"] = new MagicNumber { IsPortalSpelling = true },
    };

    /// <summary>The failure of each attempt; null when the first succeeds.</summary>
    public string? ErrorCode { get; private init; }

    /// <summary>Failed attempts before one succeeds; null: all fail.</summary>
    public int? FailuresBeforeSuccess { get; private init; }

    public bool PendsForEver { get; private init; }

    /// <summary>Accepted and stored, but the connection is cut before the answer.</summary>
    public bool DropsAnswer { get; private init; }

    /// <summary>Calls answered 429 before one is taken.</summary>
    public int ThrottledCalls { get; private init; }

    /// <summary>HTTP status of a plain refusal; null when taken.</summary>
    public int? RefusedWith { get; private init; }

    /// <summary>A cancellation is accepted and comes too late.</summary>
    public bool IgnoresCancel { get; private init; }

    public string? FinalStatus { get; private init; }

    /// <summary>Statuses spelled as on the vendor's portal page, number echoed without its leading 1.</summary>
    public bool IsPortalSpelling { get; private init; }

    public static MagicNumber Of(string number)
    {
        var digits = CarrierNumber.Canonical(number);
        return digits.Length == 11 && digits[0] == '1' && digits.AsSpan(4).StartsWith(FictionalBlock)
            && ByEnding.TryGetValue(digits[^2..], out var known) ? known : Ordinary;
    }

    private static MagicNumber Failing(string code) => new() { ErrorCode = code };
}
