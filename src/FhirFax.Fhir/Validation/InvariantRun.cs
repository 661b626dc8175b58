using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.FhirPath;
using FhirFax.Fhir.Outcomes;

namespace FhirFax.Fhir.Validation;

/// <summary>The invariants of one validation: what <c>%resource</c> means where the walk stands, and the steps that are left.</summary>
internal sealed class InvariantRun(ValidationWalk walk, R4Definitions definitions, bool includeWarnings)
{
    /// <summary>Steps of all the evaluations of one validation together, so that no resource is dear out of proportion.</summary>
    private const int TotalSteps = 5_000_000;

    /// <summary>What an evaluation that fails costs at least: an exception takes as long as this many steps.</summary>
    private const int StepsOfFailure = 1000;

    private int _stepsLeft = TotalSteps;
    private FhirPathItem _resource;
    private FhirPathItem _rootResource;
    private FhirPathContext? _context;
    private bool _isContained;

    /// <summary>Where <c>%resource</c> stood before; to be given back to <see cref="Leave"/>.</summary>
    public Place Enter(FhirPathItem resource, bool isContained)
    {
        var place = new Place(_resource, _rootResource, _isContained);
        _resource = resource;
        _rootResource = isContained ? _rootResource : resource;
        _isContained = isContained;
        _context = null;
        return place;
    }

    public void Leave(Place place)
    {
        (_resource, _rootResource, _isContained) = (place.Resource, place.RootResource, place.IsContained);
        _context = null;
    }

    /// <param name="seen">Bits of the elements that the object has.</param>
    public void Check(InvariantRule[] rules, FhirPathItem item, ulong seen)
    {
        foreach (var rule in rules)
        {
            if ((rule.Vacuous & ~seen) == 0 && (rule.Definition.IsError || includeWarnings) && IsMeant(rule))
            {
                Check(rule, item);
            }
        }
    }

    // A contained resource has no narrative of its own (R4 references.html#contained).
    private bool IsMeant(InvariantRule rule) => !_isContained || rule.Definition.Key != "dom-6";

    private void Check(InvariantRule rule, FhirPathItem item)
    {
        var holds = Holds(rule, item);
        if (holds == false)
        {
            walk.Report(IssueCode.Invariant, rule.Text, rule.Definition.IsError ? IssueSeverity.Error : IssueSeverity.Warning);
        }
        else if (holds is null && includeWarnings)
        {
            walk.Report(IssueCode.TooCostly, $"The invariant {rule.Definition.Key} could not be decided here.", IssueSeverity.Warning);
        }
    }

    /// <summary>Null when it cannot be decided.</summary>
    private bool? Holds(InvariantRule rule, FhirPathItem item)
    {
        if (_stepsLeft <= 0)
        {
            return null;
        }

        var holds = rule.Expression.Holds(item, Context(), out var steps);
        _stepsLeft -= holds is null ? Math.Max(steps, StepsOfFailure) : steps;
        return holds;
    }

    private FhirPathContext Context()
    {
        _context ??= new FhirPathContext(definitions) { Resource = _resource, RootResource = _rootResource };
        return _stepsLeft >= _context.MaxSteps ? _context : _context = _context with { MaxSteps = _stepsLeft };
    }

    internal readonly record struct Place(FhirPathItem Resource, FhirPathItem RootResource, bool IsContained);
}
