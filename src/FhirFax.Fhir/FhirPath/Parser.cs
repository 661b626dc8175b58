using System.Globalization;

namespace FhirFax.Fhir.FhirPath;

/// <summary>FHIRPath N1 grammar by precedence climbing.</summary>
internal sealed class Parser
{
    private const int MaxLength = 20_000;
    private const int MaxDepth = 200;

    private readonly Lexer _lexer;
    private Token _token;
    private int _nesting;

    private Parser(string text)
    {
        if (text.Length > MaxLength)
        {
            throw new FhirPathException($"An expression may have {MaxLength} characters", MaxLength);
        }

        _lexer = new Lexer(text);
        _token = _lexer.Next();
    }

    public static Syntax Parse(string text)
    {
        var parser = new Parser(text);
        var expression = parser.Expression(0);
        return parser._token.Kind == TokenKind.End ? expression : throw parser.Unexpected("an operator");
    }

    private Syntax Expression(int minimum)
    {
        if (++_nesting > MaxDepth)
        {
            throw new FhirPathException("The expression is nested too deep", _token.Position);
        }

        var left = Unary();
        while (OperatorTable.TryGet(_token, out var rule) && rule.Precedence >= minimum)
        {
            Advance();
            left = rule.IsTypeOperation
                ? Bounded(new Syntax.TypeOperation(left, TypeSpecifier(), rule.IsCast))
                : Bounded(new Syntax.Binary(rule.Operator, left, Expression(rule.Precedence + 1)));
        }

        _nesting--;
        return left;
    }

    private Syntax Unary()
    {
        var negative = false;
        var signs = 0;
        while (_token.IsSymbol("+") || _token.IsSymbol("-"))
        {
            negative ^= _token.Text == "-";
            signs++;
            Advance();
        }

        var operand = Postfix(Term());
        return signs > 0 ? Signed(operand, negative) : operand;
    }

    private static Syntax Signed(Syntax operand, bool negative) => (operand, negative) switch
    {
        (Syntax.Literal { Value: int value }, true) => new Syntax.Literal(-value),
        (Syntax.Literal { Value: BigDecimal value }, true) => new Syntax.Literal(-value),
        (_, true) => Bounded(new Syntax.Negation(operand)),
        _ => operand,
    };

    private Syntax Postfix(Syntax term)
    {
        while (true)
        {
            if (_token.IsSymbol("."))
            {
                Advance();
                term = Invocation(term);
            }
            else if (_token.IsSymbol("["))
            {
                Advance();
                term = Bounded(new Syntax.Index(term, Expression(0)));
                Expect("]");
            }
            else
            {
                return term;
            }
        }
    }

    private Syntax Term()
    {
        var token = _token;
        switch (token.Kind)
        {
            case TokenKind.String:
                Advance();
                return new Syntax.Literal(token.Text);
            case TokenKind.Number:
                Advance();
                return Number(token);
            case TokenKind.Date or TokenKind.DateTime or TokenKind.Time:
                Advance();
                return new Syntax.Literal(TemporalValue(token));
            case TokenKind.Variable:
                return Invocation(null);
            case TokenKind.Identifier when token.Text is "true" or "false":
                Advance();
                return new Syntax.Literal(token.Text == "true");
            case TokenKind.Identifier or TokenKind.DelimitedIdentifier:
                return Invocation(null);
            default:
                return SymbolTerm();
        }
    }

    private Syntax SymbolTerm()
    {
        if (_token.IsSymbol("("))
        {
            Advance();
            var inner = Expression(0);
            Expect(")");
            return inner;
        }

        if (_token.IsSymbol("{"))
        {
            Advance();
            Expect("}");
            return new Syntax.Literal(null);
        }

        if (_token.IsSymbol("%"))
        {
            Advance();
            var name = _token;
            if (name.Kind is not (TokenKind.Identifier or TokenKind.DelimitedIdentifier or TokenKind.String))
            {
                throw Unexpected("the name of a constant");
            }

            Advance();
            return new Syntax.Constant(name.Text, name.Position);
        }

        throw Unexpected("a value or a path");
    }

    private Syntax Invocation(Syntax? of)
    {
        var token = _token;
        if (token.Kind == TokenKind.Variable)
        {
            Advance();
            return of is null ? new Syntax.Variable(token.Text) : throw new FhirPathException($"{token.Text} cannot follow a dot", token.Position);
        }

        var name = Identifier();
        if (!_token.IsSymbol("("))
        {
            return Bounded(new Syntax.Member(of, name));
        }

        Advance();
        return Call(of, name, token.Position);
    }

    private Syntax.Call Call(Syntax? of, string name, int position)
    {
        if (!FunctionTable.TryGet(name, out var function))
        {
            throw new FhirPathException($"There is no function '{name}'", position);
        }

        // `is`, `as` and `ofType` take a type, not an expression.
        if (function.TakesType)
        {
            var type = TypeSpecifier();
            Expect(")");
            return Bounded(new Syntax.Call(of, function, [new Syntax.Literal(type)]));
        }

        var arguments = new List<Syntax>();
        while (!_token.IsSymbol(")"))
        {
            if (arguments.Count > 0)
            {
                Expect(",");
            }

            arguments.Add(Expression(0));
        }

        Advance();
        if (arguments.Count < function.MinArguments || arguments.Count > function.MaxArguments)
        {
            throw new FhirPathException($"Wrong number of arguments to '{name}'", position);
        }

        return Bounded(new Syntax.Call(of, function, arguments));
    }

    private string Identifier()
    {
        var token = _token;
        if (token.Kind == TokenKind.DelimitedIdentifier || (token.Kind == TokenKind.Identifier && !OperatorTable.IsReserved(token.Text)))
        {
            Advance();
            return token.Text;
        }

        throw Unexpected("a name");
    }

    private TypeSpecifier TypeSpecifier()
    {
        var first = Identifier();
        if (!_token.IsSymbol("."))
        {
            return new TypeSpecifier(null, first);
        }

        // `x as Quantity.unit` is not FHIRPath; after a type only a namespace's dot can follow.
        Advance();
        return new TypeSpecifier(first, Identifier());
    }

    private Syntax.Literal Number(Token token)
    {
        var value = NumberValue(token);
        if (_token.Kind == TokenKind.String || (_token.Kind == TokenKind.Identifier && FhirPathQuantity.IsCalendarUnit(_token.Text)))
        {
            var unit = _token.Text;
            Advance();
            return new Syntax.Literal(new FhirPathQuantity(Equality.Number(value)!.Value, unit));
        }

        return new Syntax.Literal(value);
    }

    private static object NumberValue(Token token)
    {
        if (int.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var integer))
        {
            return integer;
        }

        return BigDecimal.TryParse(token.Text, out var number)
            ? number
            : throw new FhirPathException("The number is too large", token.Position);
    }

    private static Temporal TemporalValue(Token token)
    {
        var kind = token.Kind switch
        {
            TokenKind.Date => TemporalKind.Date,
            TokenKind.Time => TemporalKind.Time,
            _ => TemporalKind.DateTime,
        };
        return Temporal.TryParse(token.Text, kind, out var value)
            ? value
            : throw new FhirPathException($"'{token.Text}' is not a date or time", token.Position);
    }

    private static T Bounded<T>(T syntax)
        where T : Syntax =>
        syntax.Depth <= MaxDepth ? syntax : throw new FhirPathException($"An expression may have {MaxDepth} levels");

    private void Expect(string symbol)
    {
        if (!_token.IsSymbol(symbol))
        {
            throw Unexpected($"'{symbol}'");
        }

        Advance();
    }

    private void Advance() => _token = _lexer.Next();

    private FhirPathException Unexpected(string expected) => new($"Expected {expected} but found {_token}", _token.Position);
}
