namespace FhirFax.Store.Sqlite.Engine;

/// <summary>
/// A connection together with the integers that stand for names. Only the writer's session makes new ones, and what it finds inside a transaction becomes common knowledge
/// only by <see cref="Publish"/>, after the commit.
/// </summary>
internal sealed class Session(Connection connection, Names names, bool writer) : IDisposable
{
    private readonly Dictionary<ProjectKey, long> _projects = [];
    private readonly Dictionary<string, long> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<ParameterName, long> _parameters = [];

    public Connection Connection => connection;

    public Statement Prepare(string sql) => connection.Prepare(sql);

    /// <summary>Null: the project has never been written to.</summary>
    public long? FindProject(ProjectKey key)
    {
        if (names.Projects.TryGetValue(key, out var id) || _projects.TryGetValue(key, out id))
        {
            return id;
        }

        using var select = Prepare("SELECT id FROM project WHERE tenant=? AND instance=?").Bind(key.Tenant).Bind(key.Instance);
        return select.Step() ? Learn(key, select.Int64(0)) : null;
    }

    public long Project(ProjectKey key)
    {
        if (FindProject(key) is { } id)
        {
            return id;
        }

        using var insert = Prepare("INSERT INTO project(tenant, instance) VALUES(?,?)").Bind(key.Tenant).Bind(key.Instance);
        insert.Run();
        return Learn(key, connection.LastInsertRowId);
    }

    public ProjectKey ProjectKey(long id)
    {
        if (names.ProjectKeys.TryGetValue(id, out var key))
        {
            return key;
        }

        using var select = Prepare("SELECT tenant, instance FROM project WHERE id=?").Bind(id);
        if (!select.Step())
        {
            throw new StoreUnavailableException($"The data is damaged: project {id} has no name.");
        }

        key = new ProjectKey(select.Text(0), select.Text(1));
        Learn(key, id);
        return key;
    }

    /// <summary>Null: there has never been a resource of the type.</summary>
    public long? FindType(string name)
    {
        if (names.Types.TryGetValue(name, out var id) || _types.TryGetValue(name, out id))
        {
            return id;
        }

        using var select = Prepare("SELECT id FROM type WHERE name=?").Bind(name);
        return select.Step() ? Learn(name, select.Int64(0)) : null;
    }

    public long Type(string name)
    {
        if (FindType(name) is { } id)
        {
            return id;
        }

        using var insert = Prepare("INSERT INTO type(name) VALUES(?)").Bind(name);
        insert.Run();
        return Learn(name, connection.LastInsertRowId);
    }

    public string TypeName(long id)
    {
        if (names.TypeNames.TryGetValue(id, out var name))
        {
            return name;
        }

        using var select = Prepare("SELECT name FROM type WHERE id=?").Bind(id);
        if (!select.Step())
        {
            throw new StoreUnavailableException($"The data is damaged: resource type {id} has no name.");
        }

        name = select.Text(0);
        Learn(name, id);
        return name;
    }

    /// <summary>Null: no resource has ever had a value for it.</summary>
    public long? FindParameter(long project, long type, string code)
    {
        var name = new ParameterName(project, type, code);
        if (names.Parameters.TryGetValue(name, out var id) || _parameters.TryGetValue(name, out id))
        {
            return id;
        }

        using var select = Prepare("SELECT id FROM parameter WHERE project=? AND type=? AND code=?").Bind(project).Bind(type).Bind(code);
        return select.Step() ? Learn(name, select.Int64(0)) : null;
    }

    public long Parameter(long project, long type, string code)
    {
        if (FindParameter(project, type, code) is { } id)
        {
            return id;
        }

        using var insert = Prepare("INSERT INTO parameter(project, type, code) VALUES(?,?,?)").Bind(project).Bind(type).Bind(code);
        insert.Run();
        return Learn(new ParameterName(project, type, code), connection.LastInsertRowId);
    }

    /// <summary>After a commit: what this session learned is true for everyone.</summary>
    public void Publish()
    {
        if (_projects.Count + _types.Count + _parameters.Count == 0)
        {
            return;
        }

        foreach (var (key, id) in _projects)
        {
            Share(key, id);
        }

        foreach (var (name, id) in _types)
        {
            Share(name, id);
        }

        foreach (var (name, id) in _parameters)
        {
            names.Parameters[name] = id;
        }

        Forget();
    }

    /// <summary>After a rollback: what was learned may not exist.</summary>
    public void Forget()
    {
        _projects.Clear();
        _types.Clear();
        _parameters.Clear();
    }

    public void Dispose() => connection.Dispose();

    private long Learn(ProjectKey key, long id)
    {
        if (writer)
        {
            _projects[key] = id;
        }
        else
        {
            Share(key, id);
        }

        return id;
    }

    private long Learn(string name, long id)
    {
        if (writer)
        {
            _types[name] = id;
        }
        else
        {
            Share(name, id);
        }

        return id;
    }

    private long Learn(ParameterName name, long id)
    {
        (writer ? _parameters : (IDictionary<ParameterName, long>)names.Parameters)[name] = id;
        return id;
    }

    private void Share(ProjectKey key, long id)
    {
        names.Projects[key] = id;
        names.ProjectKeys[id] = key;
    }

    private void Share(string name, long id)
    {
        names.Types[name] = id;
        names.TypeNames[id] = name;
    }
}
