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

    /// <summary>
    /// How often eFax dials by itself, 1 to 10, when a failure costs nothing (busy, no answer, communication error): <c>retry_options.non_billable</c>
    /// (efax-corporate-api.md 9.2). Two minutes apart. FhirFax's own resubmissions come after these.
    /// </summary>
    public int NonBillableRetries { get; init; } = 5;

    /// <summary>As <see cref="NonBillableRetries"/>, for failures that cost (interrupted, system error): <c>retry_options.billable</c>.</summary>
    public int BillableRetries { get; init; } = 2;

    /// <summary>As <see cref="NonBillableRetries"/>, 1 to 3, when a person answers: <c>retry_options.human_answer</c>. One: nobody is called again and again by a machine.</summary>
    public int HumanAnswerRetries { get; init; } = 1;

    /// <summary>A listing of more pages (of 100) is not believed.</summary>
    public int MaxPages { get; init; } = 1000;
}
