using FhirFax.Fax.Lifecycle;
using FhirFax.Server.Faxes.Errors;

namespace FhirFax.Server.Faxes.Answers;

/// <summary>What an endpoint answers. A closed set.</summary>
internal abstract record FaxAnswer
{
    private FaxAnswer()
    {
    }

    /// <param name="Status">200 or 201.</param>
    public sealed record One(Fax.Lifecycle.Fax Fax, int Status) : FaxAnswer;

    public sealed record Page(FaxPage Faxes) : FaxAnswer;

    /// <summary>200 without a body.</summary>
    public sealed record Empty : FaxAnswer;

    public sealed record Refused(FaxErrors Errors) : FaxAnswer;

    public static FaxAnswer Of(FaxResult result, int status = StatusCodes.Status200OK) => result switch
    {
        FaxResult.Done done => new One(done.Fax, status),
        FaxResult.Refused refused => new Refused(refused.Reason.ToErrors()),
        _ => throw new ArgumentOutOfRangeException(nameof(result), result.GetType().Name, null),
    };

    /// <summary>The answer to a request whose content has problems.</summary>
    public static FaxAnswer Of(IReadOnlyList<FaxError> problems) => new Refused(new FaxErrors(StatusCodes.Status400BadRequest, problems));
}
