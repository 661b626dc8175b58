using System.Globalization;
using System.Text;

namespace FhirFax.Store.Sqlite.Engine;

/// <summary>A statement being written, with its arguments in the order of their <c>?</c>. Values never become text.</summary>
internal sealed class Sql
{
    private const int AlternativesSideBySide = 50;

    private readonly StringBuilder _text = new();
    private readonly List<object> _arguments = [];
    private int _aliases;

    public Sql Add(string text)
    {
        _text.Append(text);
        return this;
    }

    /// <summary>A name for a table that no other table of the statement has.</summary>
    public string Alias(string prefix) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{++_aliases}");

    /// <summary>A <c>?</c> for this long, double or string.</summary>
    public Sql Argument(object value)
    {
        _text.Append('?');
        _arguments.Add(value);
        return this;
    }

    /// <summary>Alternatives, nested a little: SQLite limits both how deep an expression is, which grows with each OR, and how many parentheses are open.</summary>
    public Sql AnyOf<T>(IReadOnlyList<T> alternatives, Action<Sql, T> write) => AnyOf(alternatives, 0, alternatives.Count, write);

    public Statement Prepare(Session session)
    {
        var statement = session.Prepare(_text.ToString());
        foreach (var argument in _arguments)
        {
            _ = argument switch
            {
                long number => statement.Bind(number),
                double number => statement.Bind(number),
                string text => statement.Bind(text),
                _ => throw new ArgumentException($"No column holds a {argument.GetType().Name}."),
            };
        }

        return statement;
    }

    public override string ToString() => _text.ToString();

    /// <summary>The same for the same text with the same arguments, and hardly ever for another.</summary>
    public int Fingerprint()
    {
        var hash = new HashCode();
        hash.Add(_text.ToString(), StringComparer.Ordinal);
        foreach (var argument in _arguments)
        {
            hash.Add(argument);
        }

        return hash.ToHashCode();
    }

    private Sql AnyOf<T>(IReadOnlyList<T> alternatives, int first, int count, Action<Sql, T> write)
    {
        if (count == 0)
        {
            return Add("0");
        }

        Add("(");
        var size = count <= AlternativesSideBySide ? 1 : (count + AlternativesSideBySide - 1) / AlternativesSideBySide;
        for (var at = first; at < first + count; at += size)
        {
            Add(at == first ? "" : " OR ");
            if (size == 1)
            {
                write(this, alternatives[at]);
            }
            else
            {
                AnyOf(alternatives, at, Math.Min(size, first + count - at), write);
            }
        }

        return Add(")");
    }
}
