using System.Globalization;
using FhirFax.ProbedServer;

namespace FhirFax.Acceptance.Fire;

/// <summary>What a run under fire consists of.</summary>
internal sealed record FireSettings
{
    /// <summary>In a run that is meant to prove something every step and every fault strikes at least so often.</summary>
    public const int OftenEnough = 5;

    public required int Seed { get; init; }

    /// <summary>At least so many faxes in each direction.</summary>
    public required int Faxes { get; init; }

    /// <summary>Steps at which the server is killed, each as often as it stands here.</summary>
    public required IReadOnlyList<Step> Steps { get; init; }

    /// <summary>Kills of the server at random moments.</summary>
    public required int RandomKills { get; init; }

    /// <summary>Part of the calls to each of the carrier's endpoints that goes wrong.</summary>
    public double FaultRate { get; init; } = 0.08;

    /// <summary>Part of the rounds in which the carrier's process is killed too.</summary>
    public double CarrierKillRate { get; init; } = 0.12;

    public bool AbsenceIsProof { get; init; } = true;

    /// <summary>Whether too few strikes are a failure.</summary>
    public bool IsLong { get; init; }

    /// <summary>The published product: path of its dll.</summary>
    public string Product { get; init; } = Path.Combine(AppContext.BaseDirectory, "FhirFax.Server.dll");

    /// <summary>How long everything may take to come to its end once the carrier behaves.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>
    /// The short run, or by the environment a long one: <c>FHIRFAX_FIRE_FAXES</c> in each direction, <c>FHIRFAX_FIRE_KILLS</c> at each named step, and
    /// <c>FHIRFAX_FIRE_SEED</c>, <c>FHIRFAX_FIRE_ABSENCE_IS_PROOF</c>, <c>FHIRFAX_FIRE_SERVER</c>.
    /// </summary>
    public static FireSettings FromEnvironment()
    {
        var kills = Number("FHIRFAX_FIRE_KILLS", 0);
        var settings = new FireSettings
        {
            Seed = Number("FHIRFAX_FIRE_SEED", 20260115),
            Faxes = Number("FHIRFAX_FIRE_FAXES", 24),
            Steps = kills > 0 ? [.. Enumerable.Repeat(Enum.GetValues<Step>(), kills).SelectMany(static steps => steps)] : Telling,
            RandomKills = kills > 0 ? kills * OftenEnough : 2,
            FaultRate = kills > 0 ? 0.1 : 0.15,
            AbsenceIsProof = Environment.GetEnvironmentVariable("FHIRFAX_FIRE_ABSENCE_IS_PROOF") != "false",
            IsLong = kills > 0,
            Patience = kills > 0 ? TimeSpan.FromMinutes(20) : TimeSpan.FromMinutes(4),
        };
        return Environment.GetEnvironmentVariable("FHIRFAX_FIRE_SERVER") is { Length: > 0 } product ? settings with { Product = Path.GetFullPath(product) } : settings;
    }

    /// <summary>Where a mistake would show first.</summary>
    private static Step[] Telling => [Step.SubmittingCommitted, Step.BodySent, Step.AnswerReceived, Step.StatusRead, Step.ImageFetched, Step.StoredCommitted];

    private static int Number(string name, int fallback) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : fallback;
}
