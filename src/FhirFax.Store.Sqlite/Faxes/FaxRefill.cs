using FhirFax.Store.Faxes;
using FhirFax.Store.Resources;
using FhirFax.Store.Sqlite.Engine;
using Microsoft.Extensions.Logging;

namespace FhirFax.Store.Sqlite.Faxes;

/// <summary>
/// Makes the rows of faxes that were stored by a program with another projection, or none. It begins anew when it was interrupted; a row is never half made.
/// </summary>
internal sealed partial class FaxRefill(GroupCommitWriter writer, IFaxProjection projection, ILogger logger)
{
    private const int Batch = 500;

    /// <summary>From now on the rows may be out of step; true when they were in step before.</summary>
    public static bool Forget(Tables tables)
    {
        using var delete = tables.Session.Prepare("DELETE FROM fax_projection");
        return delete.Run() != 0;
    }

    private static int StoredVersion(Tables tables)
    {
        using var select = tables.Session.Prepare("SELECT version FROM fax_projection");
        return select.Step() ? select.Int32(0) : 0;
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (await WriteAsync(IsCurrent, cancellationToken))
        {
            return;
        }

        var last = 0L;
        while (last >= 0)
        {
            var from = last;
            last = await WriteAsync((tables, transaction) => Next(tables, transaction, from), cancellationToken);
            if (from == 0 && last > 0)
            {
                LogBegun(logger, projection.Version);
            }
        }

        await WriteAsync(
            (tables, _) =>
            {
                tables.Session.Connection.Execute($"INSERT INTO fax_projection(version) VALUES({projection.Version})");
                return true;
            },
            cancellationToken);
    }

    /// <summary>Otherwise everything made so far is removed.</summary>
    private bool IsCurrent(Tables tables, SqliteTransaction transaction)
    {
        if (StoredVersion(tables) == projection.Version)
        {
            return true;
        }

        Forget(tables);
        tables.Faxes.Clear();
        tables.FaxSources.Clear();
        return false;
    }

    /// <summary>The last row looked at; -1 after the last of all.</summary>
    private long Next(Tables tables, SqliteTransaction transaction, long from)
    {
        var last = -1L;
        using var select = tables.Session.Prepare("SELECT seq, project, type, id FROM resource WHERE seq>? AND deleted=0 ORDER BY seq LIMIT ?").Bind(from).Bind((long)Batch);
        while (select.Step())
        {
            last = select.Int64(0);
            var project = tables.Session.ProjectKey(select.Int64(1));
            var key = new ResourceKey(tables.Session.TypeName(select.Int64(2)), select.Text(3));
            if (key.Type == "Communication")
            {
                transaction.FaxChanged(project, key.Id);
            }
            else if (projection.AliasOf(project, key) is { } alias)
            {
                tables.Aliases.Add(project, alias, key);
            }
        }

        return last;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The list of faxes is made anew in version {Version}")]
    private static partial void LogBegun(ILogger logger, int version);

    private Task<T> WriteAsync<T>(Func<Tables, SqliteTransaction, T> work, CancellationToken cancellationToken) => writer.WriteAsync(
        (transaction, _) => ValueTask.FromResult(work(((SqliteTransaction)transaction).AllTables, (SqliteTransaction)transaction)), cancellationToken);
}
