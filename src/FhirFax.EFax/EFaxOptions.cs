namespace FhirFax.EFax;

/// <summary>How to reach eFax Corporate, and the bounds of every call.</summary>
public sealed record EFaxOptions
{
    /// <summary>The carrier's own address (efax-corporate-api.md 2).</summary>
    public const string ProductionBaseUrl = "https://api.securedocex.com";

    /// <summary>Scheme, host and, where there is one, a path; no trailing slash needed.</summary>
    public string BaseUrl { get; init; } = ProductionBaseUrl;

    /// <summary>Whether nothing is really transmitted there.</summary>
    public bool IsSandbox { get; init; }

    /// <summary>Whether the system's proxy settings apply. Off: a proxy variable in the environment cannot divert faxes.</summary>
    public bool UseProxy { get; init; }

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    public TimeSpan TokenTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>For each call that reads or changes little: status, one page of a list, acknowledgement.</summary>
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan ImageTimeout { get; init; } = TimeSpan.FromSeconds(120);

    public TimeSpan SubmitTimeout { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>How often a GET or PATCH is repeated after a broken connection or a 5xx.</summary>
    public int Repeats { get; init; } = 2;

    /// <summary>Before the first repeat; doubles after that.</summary>
    public TimeSpan RepeatDelay { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>So many calls of one App ID must fail in a row before its circuit opens.</summary>
    public int CircuitThreshold { get; init; } = 5;

    /// <summary>How long an open circuit lets no call through.</summary>
    public TimeSpan CircuitPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A listing of more pages (of 100) is not believed.</summary>
    public int MaxPages { get; init; } = 1000;
}
