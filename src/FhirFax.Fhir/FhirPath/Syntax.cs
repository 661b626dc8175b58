namespace FhirFax.Fhir.FhirPath;

/// <summary>The tree of a parsed expression.</summary>
internal abstract record Syntax
{
    /// <summary>Levels below and including this one; the parser bounds it, so that walking a tree cannot exhaust the stack.</summary>
    public int Depth { get; protected init; } = 1;

    /// <summary>The expression a path or operator starts from; null at a leaf.</summary>
    public virtual Syntax? Source => null;

    private static int Above(Syntax? a, Syntax? b = null) => 1 + Math.Max(a?.Depth ?? 0, b?.Depth ?? 0);

    /// <param name="Value">Null is the empty collection <c>{}</c>.</param>
    internal sealed record Literal(object? Value) : Syntax;

    /// <summary><c>%resource</c>, <c>%context</c>, <c>%`ext-name`</c>.</summary>
    internal sealed record Constant(string Name, int Position) : Syntax;

    /// <summary><c>$this</c>, <c>$index</c>, <c>$total</c>.</summary>
    internal sealed record Variable(string Name) : Syntax;

    /// <summary>A child by name, or the type name that opens a path (<c>Of</c> null).</summary>
    internal sealed record Member : Syntax
    {
        public Member(Syntax? of, string name)
        {
            Of = of;
            Name = name;
            Depth = Above(of);
        }

        public Syntax? Of { get; }

        public string Name { get; }

        public override Syntax? Source => Of;
    }

    internal sealed record Call : Syntax
    {
        public Call(Syntax? of, Function function, IReadOnlyList<Syntax> arguments)
        {
            Of = of;
            Function = function;
            Arguments = arguments;
            var depth = of?.Depth ?? 0;
            foreach (var argument in arguments)
            {
                depth = Math.Max(depth, argument.Depth);
            }

            Depth = depth + 1;
        }

        public Syntax? Of { get; }

        public Function Function { get; }

        public IReadOnlyList<Syntax> Arguments { get; }

        public override Syntax? Source => Of;
    }

    internal sealed record Index : Syntax
    {
        public Index(Syntax of, Syntax position)
        {
            Of = of;
            Position = position;
            Depth = Above(of, position);
        }

        public Syntax Of { get; }

        public Syntax Position { get; }

        public override Syntax? Source => Of;
    }

    internal sealed record Negation : Syntax
    {
        public Negation(Syntax of)
        {
            Of = of;
            Depth = Above(of);
        }

        public Syntax Of { get; }

        public override Syntax? Source => Of;
    }

    internal sealed record Binary : Syntax
    {
        public Binary(BinaryOperator op, Syntax left, Syntax right)
        {
            Operator = op;
            Left = left;
            Right = right;
            Depth = Above(left, right);
        }

        public BinaryOperator Operator { get; }

        public Syntax Left { get; }

        public Syntax Right { get; }

        public override Syntax? Source => Left;
    }

    /// <summary><c>x is T</c>; <c>x as T</c> when <c>IsCast</c>.</summary>
    internal sealed record TypeOperation : Syntax
    {
        public TypeOperation(Syntax of, TypeSpecifier type, bool isCast)
        {
            Of = of;
            Type = type;
            IsCast = isCast;
            Depth = Above(of);
        }

        public Syntax Of { get; }

        public TypeSpecifier Type { get; }

        public bool IsCast { get; }

        public override Syntax? Source => Of;
    }
}
