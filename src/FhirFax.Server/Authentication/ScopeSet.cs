using System.Diagnostics.CodeAnalysis;
using FhirFax.Fhir.Definitions;

namespace FhirFax.Server.Authentication;

/// <summary>
/// What a client may do: SMART system scopes (<c>system/*.*</c>, <c>system/Communication.rs</c>, v1's <c>.read</c> and <c>.write</c>) and one per operation (<c>system/$send-efax</c>).
/// Immutable.
/// </summary>
internal sealed class ScopeSet
{
    private const string Prefix = "system/";

    /// <summary>In the order of <see cref="Access"/>'s bits.</summary>
    private const string Letters = "cruds";

    private readonly Dictionary<string, Access> _types = new(StringComparer.Ordinal);
    private readonly HashSet<string> _operations = new(StringComparer.Ordinal);
    private readonly List<string> _scopes = [];
    private Access _everyType;

    private ScopeSet()
    {
    }

    public static ScopeSet All { get; } = TryParse(["system/*.*"], out var all, out _) ? all : throw new InvalidOperationException();

    /// <summary>The scopes as they were written, as an OAuth scope string.</summary>
    public string Text => string.Join(' ', _scopes);

    public static bool TryParse(IEnumerable<string> scopes, [NotNullWhen(true)] out ScopeSet? set, [NotNullWhen(false)] out string? unknown)
    {
        var parsed = new ScopeSet();
        foreach (var scope in scopes)
        {
            if (!parsed.TryAdd(scope))
            {
                set = null;
                unknown = scope;
                return false;
            }
        }

        set = parsed;
        unknown = null;
        return true;
    }

    public bool Allows(string resourceType, Access access) => ((_everyType | _types.GetValueOrDefault(resourceType)) & access) == access;

    /// <summary>Whether the access is granted for every type at once, as a search of the whole project needs.</summary>
    public bool AllowsEveryType(Access access) => (_everyType & access) == access;

    /// <param name="code">With its dollar sign.</param>
    public bool AllowsOperation(string code) => _everyType == Access.All || _operations.Contains(code);

    /// <summary>
    /// What these scopes are worth in the Faxes dialect, to a client of whom nothing else is said: each right for who may do in FHIR all that its endpoints do.
    /// </summary>
    public FaxPermissions ToFaxPermissions()
    {
        var permissions = FaxPermissions.None;
        if (Allows("Communication", Access.Read | Access.Search) && Allows("Binary", Access.Read))
        {
            permissions |= FaxPermissions.Read;
        }

        if (Allows("Communication", Access.Create) && Allows("Organization", Access.Create))
        {
            permissions |= FaxPermissions.Create;
        }

        if (Allows("Communication", Access.Update) && Allows("Organization", Access.Create) && Allows("Binary", Access.Create | Access.Delete)
            && Allows("DocumentReference", Access.Create | Access.Update) && AllowsOperation("$send-efax") && AllowsOperation("$retry-efax"))
        {
            permissions |= FaxPermissions.Update;
        }

        if (Allows("Communication", Access.Delete) && Allows("Binary", Access.Delete))
        {
            permissions |= FaxPermissions.Delete;
        }

        return permissions;
    }

    /// <summary>What is both asked for and in this set (RFC 6749 3.3); null when that is nothing. A scope that is covered whole stays as it was written.</summary>
    public ScopeSet? Narrow(string requested)
    {
        var narrowed = new ScopeSet();
        foreach (var scope in requested.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var single = new ScopeSet();
            if (!single.TryAdd(scope))
            {
                continue;
            }

            if (Covers(single))
            {
                narrowed.TryAdd(scope);
            }
            else
            {
                AddShared(narrowed, single);
            }
        }

        return narrowed._scopes.Count == 0 ? null : narrowed;
    }

    /// <summary>Whether everything in the other set is in this one.</summary>
    public bool Covers(ScopeSet other)
    {
        foreach (var (type, access) in other._types)
        {
            if (!Allows(type, access))
            {
                return false;
            }
        }

        foreach (var operation in other._operations)
        {
            if (!AllowsOperation(operation))
            {
                return false;
            }
        }

        return AllowsEveryType(other._everyType);
    }

    /// <summary>Adds to a set what this one and one scope, which it does not cover whole, have in common.</summary>
    private void AddShared(ScopeSet narrowed, ScopeSet single)
    {
        foreach (var (type, access) in single._types)
        {
            narrowed.Add(type, (_everyType | _types.GetValueOrDefault(type)) & access);
        }

        narrowed.Add("*", _everyType & single._everyType);
        foreach (var (type, access) in _types)
        {
            narrowed.Add(type, access & single._everyType & ~_everyType);
        }

        if (single._everyType != Access.All)
        {
            return;
        }

        foreach (var operation in _operations)
        {
            narrowed.TryAdd(Prefix + operation);
        }
    }

    /// <param name="type">Or <c>*</c>.</param>
    private void Add(string type, Access access)
    {
        if (access == Access.None)
        {
            return;
        }

        var letters = string.Concat(Letters.Where((_, index) => access.HasFlag((Access)(1 << index))));
        TryAdd($"{Prefix}{type}.{letters}");
    }

    private bool TryAdd(string scope)
    {
        if (!scope.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        var what = scope.AsSpan(Prefix.Length);
        if (what.Length > 1 && what[0] == '$')
        {
            _operations.Add(what.ToString());
            _scopes.Add(scope);
            return true;
        }

        var dot = what.IndexOf('.');
        if (dot <= 0 || !TryReadAccess(what[(dot + 1)..], out var access))
        {
            return false;
        }

        var type = what[..dot];
        if (type is "*")
        {
            _everyType |= access;
        }
        else if (R4Definitions.Current.IsResourceType(type))
        {
            var name = type.ToString();
            _types[name] = _types.GetValueOrDefault(name) | access;
        }
        else
        {
            return false;
        }

        _scopes.Add(scope);
        return true;
    }

    private static bool TryReadAccess(ReadOnlySpan<char> text, out Access access)
    {
        access = text switch
        {
            "*" => Access.All,
            "read" => Access.Read | Access.Search,
            "write" => Access.Create | Access.Update | Access.Delete,
            _ => Access.None,
        };
        if (access != Access.None)
        {
            return true;
        }

        foreach (var letter in text)
        {
            var index = Letters.IndexOf(letter, StringComparison.Ordinal);
            if (index < 0)
            {
                return false;
            }

            access |= (Access)(1 << index);
        }

        return access != Access.None;
    }
}
