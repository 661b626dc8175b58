namespace FhirFax.Fhir.FhirPath;

/// <summary>One run of an expression. Used by one thread, thrown away after.</summary>
internal sealed class Evaluator(FhirPathContext context, FhirPathItem root)
{
    private RegexPatterns? _patterns;

    /// <summary>The work done so far.</summary>
    public int Steps { get; private set; }

    public RegexPatterns Patterns => _patterns ??= new RegexPatterns(this);

    public FhirPathContext Context => context;

    public FhirPathItem Resource => context.Resource ?? root;

    public FhirPathItem RootResource => context.RootResource ?? Resource;

    public List<FhirPathItem> Run(Syntax syntax) => Evaluate(syntax, new Scope([root]));

    public List<FhirPathItem> Evaluate(Syntax syntax, Scope scope)
    {
        Step(1);
        return syntax switch
        {
            Syntax.Literal { Value: null } => [],
            Syntax.Literal { Value: { } value } => [new FhirPathItem(value)],
            Syntax.Member member => Member(member, scope),
            Syntax.Call call => call.Function.Run(
                new FunctionCall(this, call.Function.Name, Focus(call.Of, scope), call.Arguments, scope)),
            Syntax.Index index => Index(index, scope),
            Syntax.Binary binary => Operators.Apply(this, binary, scope),
            Syntax.TypeOperation { IsCast: true } cast => TypeFunctions.As(Evaluate(cast.Of, scope), cast.Type),
            Syntax.TypeOperation test => TypeFunctions.Is(Evaluate(test.Of, scope), test.Type),
            Syntax.Negation negation => Arithmetic.Negate(Evaluate(negation.Of, scope)),
            Syntax.Variable variable => Variable(variable, scope),
            Syntax.Constant constant => Constant(constant),
            _ => throw new InvalidOperationException(),
        };
    }

    /// <summary>Counts work, so that no expression over no resource runs without end.</summary>
    public void Step(int count)
    {
        Steps = (int)Math.Min((long)Steps + count, int.MaxValue);
        if (Steps > context.MaxSteps)
        {
            throw new FhirPathException($"The expression takes more than {context.MaxSteps} steps");
        }
    }

    /// <summary>A collection as a condition (FHIRPath N1, singleton evaluation): null when empty.</summary>
    /// <exception cref="FhirPathException">More than one item.</exception>
    public static bool? ToBoolean(List<FhirPathItem> items) => items.Count switch
    {
        0 => null,
        1 => items[0].SystemValue() is bool value ? value : true,
        _ => throw new FhirPathException($"A single true or false is needed but there are {items.Count} items"),
    };

    public static List<FhirPathItem> FromBoolean(bool? value) => value is null ? [] : [new FhirPathItem(value.Value)];

    private List<FhirPathItem> Focus(Syntax? of, Scope scope) => of is null ? scope.This : Evaluate(of, scope);

    private List<FhirPathItem> Member(Syntax.Member member, Scope scope)
    {
        // A path may open with the type of what it runs on: Patient.name.
        if (member.Of is null && char.IsAsciiLetterUpper(member.Name[0]) && scope.This is [{ Type: { } type }] && type.Is(member.Name))
        {
            return scope.This;
        }

        var focus = Focus(member.Of, scope);
        var results = new List<FhirPathItem>();
        foreach (var item in focus)
        {
            item.AddChildren(member.Name, context.Definitions, results);
        }

        Step(results.Count);
        return results;
    }

    private List<FhirPathItem> Index(Syntax.Index index, Scope scope)
    {
        var items = Evaluate(index.Of, scope);
        var position = Evaluate(index.Position, scope);
        return position is [var only] && only.SystemValue() is int at
            ? at >= 0 && at < items.Count ? [items[at]] : []
            : position.Count == 0 ? [] : throw new FhirPathException("An index must be one whole number");
    }

    private static List<FhirPathItem> Variable(Syntax.Variable variable, Scope scope) => variable.Name switch
    {
        "$this" => scope.This,
        "$index" => [new FhirPathItem(scope.Index)],
        _ => scope.Total is null ? [] : [.. scope.Total],
    };

    private List<FhirPathItem> Constant(Syntax.Constant constant) => constant.Name switch
    {
        "context" => [root],
        "resource" => [Resource],
        "rootResource" => [RootResource],
        "ucum" => [new FhirPathItem("http://unitsofmeasure.org")],
        "sct" => [new FhirPathItem("http://snomed.info/sct")],
        "us-zip" => [new FhirPathItem("[0-9]{5}(-[0-9]{4}){0,1}")],
        "loinc" => [new FhirPathItem("http://loinc.org")],
        _ when constant.Name.StartsWith("vs-", StringComparison.Ordinal) => [new FhirPathItem("http://hl7.org/fhir/ValueSet/" + constant.Name[3..])],
        _ when constant.Name.StartsWith("ext-", StringComparison.Ordinal) => [new FhirPathItem("http://hl7.org/fhir/StructureDefinition/" + constant.Name[4..])],
        _ => throw new FhirPathException($"There is no constant %{constant.Name}", constant.Position),
    };
}
