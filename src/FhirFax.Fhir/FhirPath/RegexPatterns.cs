using System.Text.RegularExpressions;

namespace FhirFax.Fhir.FhirPath;

/// <summary>The regular expressions of one run, each compiled once. Linear in time where the pattern allows it, else under a time limit.</summary>
internal sealed class RegexPatterns(Evaluator evaluator)
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.Singleline;
    private const int MaxLength = 1_000;

    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(200);

    private readonly Dictionary<string, Regex> _patterns = new(StringComparer.Ordinal);

    public bool IsMatch(string pattern, string text) => Run(pattern, text, regex => regex.IsMatch(text));

    public string Replace(string pattern, string text, string replacement) => Run(pattern, text, regex => regex.Replace(text, replacement));

    private T Run<T>(string pattern, string text, Func<Regex, T> match)
    {
        evaluator.Step(1 + (text.Length / 16));
        try
        {
            return match(Compiled(pattern));
        }
        catch (RegexMatchTimeoutException timeout)
        {
            throw new FhirPathException("A regular expression takes too long", timeout);
        }
    }

    private Regex Compiled(string pattern)
    {
        if (!_patterns.TryGetValue(pattern, out var regex))
        {
            evaluator.Step(1_000);
            _patterns[pattern] = regex = Compile(pattern);
        }

        return regex;
    }

    private static Regex Compile(string pattern)
    {
        if (pattern.Length > MaxLength)
        {
            throw new FhirPathException($"A regular expression may have {MaxLength} characters");
        }

        try
        {
            return new Regex(pattern, Options | RegexOptions.NonBacktracking, Timeout);
        }
        catch (NotSupportedException)
        {
            // Look-around and back references need backtracking.
            return new Regex(pattern, Options, Timeout);
        }
        catch (ArgumentException invalid)
        {
            throw new FhirPathException("A regular expression is not valid", invalid);
        }
    }
}
