using FhirFax.Store.Sqlite.Faxes;
using FhirFax.Store.Sqlite.Resources;

namespace FhirFax.Store.Sqlite.Engine;

/// <summary>
/// The tables. Projects, types and search parameters are integers by dictionary; instants are microseconds since 1970 for what search compares and 100 ns ticks (UTC) elsewhere.
/// Every index is made, or made again, at start.
/// </summary>
internal static class Schema
{
    /// <summary>Raised with every change that an older program could not read.</summary>
    public const int Version = 4;

    private const int FirstWithTokensByDate = 3;
    private const int FirstWithEntries = 4;

    private const string Names = """
        CREATE TABLE IF NOT EXISTS project(id INTEGER PRIMARY KEY, tenant TEXT NOT NULL, instance TEXT NOT NULL, UNIQUE(tenant, instance));
        CREATE TABLE IF NOT EXISTS type(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
        CREATE TABLE IF NOT EXISTS parameter(id INTEGER PRIMARY KEY, project INTEGER NOT NULL, type INTEGER NOT NULL, code TEXT NOT NULL, UNIQUE(project, type, code));
        """;

    // resource.seq is the order of creation: an update leaves the row in place and moves the version that it replaces to resource_version.
    private const string Resources = """
        CREATE TABLE IF NOT EXISTS resource(seq INTEGER PRIMARY KEY AUTOINCREMENT, project INTEGER NOT NULL, type INTEGER NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL,
            updated INTEGER NOT NULL, deleted INTEGER NOT NULL, creator TEXT, author TEXT, content_hash TEXT, content_size INTEGER, content_name TEXT, json BLOB);
        CREATE UNIQUE INDEX IF NOT EXISTS resource_key ON resource(project, type, id);
        CREATE INDEX IF NOT EXISTS resource_present ON resource(project, type, seq) WHERE deleted = 0;
        CREATE INDEX IF NOT EXISTS resource_updated ON resource(project, type, updated, seq, deleted, version);
        DROP INDEX IF EXISTS resource_project_updated;
        CREATE INDEX IF NOT EXISTS resource_content ON resource(project, content_hash) WHERE content_hash IS NOT NULL;
        CREATE TABLE IF NOT EXISTS resource_version(seq INTEGER NOT NULL, version INTEGER NOT NULL, project INTEGER NOT NULL, type INTEGER NOT NULL,
            updated INTEGER NOT NULL, superseded INTEGER NOT NULL, deleted INTEGER NOT NULL, author TEXT, content_hash TEXT, content_size INTEGER, content_name TEXT, json BLOB);
        CREATE UNIQUE INDEX IF NOT EXISTS resource_version_key ON resource_version(seq, version);
        CREATE INDEX IF NOT EXISTS resource_version_updated ON resource_version(project, type, updated, seq, version);
        DROP INDEX IF EXISTS resource_version_project_updated;
        CREATE INDEX IF NOT EXISTS resource_version_content ON resource_version(project, content_hash) WHERE content_hash IS NOT NULL;
        """;

    // Parts of what a composite parameter looks at, together by place: their values as in entry, whose columns go by the same names.
    private const string Composites = """
        CREATE TABLE IF NOT EXISTS composite_index(parameter INTEGER NOT NULL, part INTEGER NOT NULL, value NOT NULL, resource INTEGER NOT NULL, place INTEGER NOT NULL, kind INTEGER NOT NULL,
            high INTEGER NOT NULL, system TEXT NOT NULL, code TEXT NOT NULL, edge INTEGER NOT NULL,
            PRIMARY KEY(parameter, part, value, resource, place, kind, high, system, code)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS composite_index_resource ON composite_index(resource, parameter, place, part);
        """;

    // One row: the version of the index entries, and how far re-indexing to it got. None in data that is older than this table.
    private const string IndexState = """
        CREATE TABLE IF NOT EXISTS index_state(id INTEGER PRIMARY KEY CHECK(id = 1), version TEXT NOT NULL, done INTEGER NOT NULL, last INTEGER NOT NULL);
        """;

    // Its value has the type of what it was. edge: of which of the parameter's ends it was the value, as in entry; 0 where there is but one.
    private const string Moved = """
        CREATE TABLE IF NOT EXISTS moved(id INTEGER PRIMARY KEY AUTOINCREMENT, parameter INTEGER NOT NULL, resource INTEGER NOT NULL, edge INTEGER NOT NULL, value, at INTEGER NOT NULL);
        DROP INDEX IF EXISTS moved_parameter;
        DROP INDEX IF EXISTS moved_resource;
        DROP INDEX IF EXISTS moved_of_resource;
        CREATE INDEX IF NOT EXISTS moved_of_parameter ON moved(parameter, id);
        """;

    // All values that search finds by, whatever their kind: each parameter's are of one. What a resource is found by lies together under it; entry_value finds by value, lists matches
    // in order of creation, and holds whole rows but for the kind, since SQLite appends what it lacks of the primary key.
    // kind: see IndexKind. system: also the exact text of a string and the type of a reference. code: of a quantity. high: of a date.
    // edge: 1 on the lowest value of a resource, 2 on the highest, 3 on both; sorting walks only those.
    private const string Entries = """
        CREATE TABLE IF NOT EXISTS entry(resource INTEGER NOT NULL, parameter INTEGER NOT NULL, value NOT NULL, system TEXT NOT NULL, code TEXT NOT NULL, high INTEGER NOT NULL,
            kind INTEGER NOT NULL, edge INTEGER NOT NULL, PRIMARY KEY(resource, parameter, value, system, code, high)) WITHOUT ROWID;
        """;

    private const string EntryIndexes = $"""
        CREATE INDEX IF NOT EXISTS entry_value ON entry(parameter, value, resource, system, edge);
        CREATE INDEX IF NOT EXISTS entry_system ON entry(parameter, system, resource, kind) WHERE {EntryTable.HasSystem};
        CREATE INDEX IF NOT EXISTS entry_end ON entry(parameter, high, kind) WHERE {EntryTable.IsLong};
        """;

    // See TokenByDateTable.
    private const string TokensByDate = """
        CREATE TABLE IF NOT EXISTS token_by_date(parameter INTEGER NOT NULL, date INTEGER NOT NULL, value TEXT NOT NULL, at INTEGER NOT NULL, resource INTEGER NOT NULL,
            system TEXT NOT NULL, edge INTEGER NOT NULL, PRIMARY KEY(parameter, date, value, at, resource, system)) WITHOUT ROWID;
        """;

    // attempt_open is the rule that keeps a fax from being sent twice: 1 submitting, 2 unknown, 3 accepted, 4 completed.
    private const string Faxes = """
        CREATE TABLE IF NOT EXISTS delivery(project INTEGER NOT NULL, id TEXT NOT NULL, communication TEXT NOT NULL, ordinal INTEGER NOT NULL, recipients TEXT NOT NULL, number TEXT NOT NULL,
            app_id TEXT NOT NULL, user_id TEXT NOT NULL, created INTEGER NOT NULL, status INTEGER NOT NULL, carrier_id TEXT, attempts INTEGER NOT NULL, pages INTEGER, error_code TEXT,
            error_text TEXT, submitted INTEGER, completed INTEGER, deadline INTEGER, revision INTEGER NOT NULL, PRIMARY KEY(project, id)) WITHOUT ROWID;
        CREATE UNIQUE INDEX IF NOT EXISTS delivery_communication ON delivery(project, communication, ordinal);
        CREATE TABLE IF NOT EXISTS delivery_document(project INTEGER NOT NULL, delivery TEXT NOT NULL, ordinal INTEGER NOT NULL, hash TEXT NOT NULL, type TEXT NOT NULL, size INTEGER NOT NULL,
            pages INTEGER NOT NULL, PRIMARY KEY(project, delivery, ordinal)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS delivery_document_hash ON delivery_document(project, hash);
        CREATE TABLE IF NOT EXISTS attempt(project INTEGER NOT NULL, id TEXT NOT NULL, delivery TEXT NOT NULL, ordinal INTEGER NOT NULL, status INTEGER NOT NULL, started INTEGER NOT NULL,
            ended INTEGER, carrier_id TEXT, error_code TEXT, error_text TEXT, PRIMARY KEY(project, id)) WITHOUT ROWID;
        CREATE UNIQUE INDEX IF NOT EXISTS attempt_delivery ON attempt(project, delivery, ordinal);
        CREATE UNIQUE INDEX IF NOT EXISTS attempt_open ON attempt(project, delivery) WHERE status IN (1, 2, 3, 4);
        CREATE TABLE IF NOT EXISTS idempotency(project INTEGER NOT NULL, client TEXT NOT NULL, key TEXT NOT NULL, fingerprint TEXT NOT NULL, communication TEXT NOT NULL,
            created INTEGER NOT NULL, expires INTEGER NOT NULL, PRIMARY KEY(project, client, key)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS idempotency_expires ON idempotency(expires);
        CREATE TABLE IF NOT EXISTS inbox(app_id TEXT NOT NULL, user_id TEXT NOT NULL, carrier_id TEXT NOT NULL, project INTEGER NOT NULL, status INTEGER NOT NULL, seen INTEGER NOT NULL,
            received INTEGER, details TEXT NOT NULL, communication TEXT, tries INTEGER NOT NULL, PRIMARY KEY(app_id, user_id, carrier_id)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS inbox_communication ON inbox(project, communication) WHERE communication IS NOT NULL;
        CREATE INDEX IF NOT EXISTS inbox_unsettled ON inbox(app_id, user_id, seen) WHERE status IN (1, 2);
        CREATE TABLE IF NOT EXISTS watermark(app_id TEXT NOT NULL, user_id TEXT NOT NULL, instant INTEGER NOT NULL, PRIMARY KEY(app_id, user_id)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS mailbox(app_id TEXT NOT NULL, user_id TEXT NOT NULL, project INTEGER NOT NULL, PRIMARY KEY(app_id, user_id)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS mailbox_project ON mailbox(project);
        CREATE TABLE IF NOT EXISTS pin(project INTEGER NOT NULL, communication TEXT NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL,
            PRIMARY KEY(project, communication, type, id)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS pin_target ON pin(project, type, id);
        """;

    // A fax row lies under the row of its Communication; its sources are in fax_source too, to be found by. fax_count: sort 0 counts all, the others those that have a value.
    private const string FaxRows = """
        CREATE TABLE IF NOT EXISTS fax(resource INTEGER PRIMARY KEY, project INTEGER NOT NULL, id BLOB NOT NULL, direction INTEGER NOT NULL, status INTEGER NOT NULL, sender TEXT,
            receiver TEXT, subject TEXT, reviewed INTEGER NOT NULL, pages INTEGER, sent INTEGER, received INTEGER, created INTEGER NOT NULL, updated INTEGER NOT NULL, document TEXT,
            document_type TEXT, sources TEXT);
        CREATE UNIQUE INDEX IF NOT EXISTS fax_id ON fax(project, id);
        CREATE TABLE IF NOT EXISTS fax_count(project INTEGER NOT NULL, sort INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY(project, sort)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS fax_source(project INTEGER NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL, resource INTEGER NOT NULL,
            PRIMARY KEY(project, type, id, resource)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS fax_projection(version INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS alias(project INTEGER NOT NULL, id BLOB NOT NULL, type TEXT NOT NULL, target TEXT NOT NULL, PRIMARY KEY(project, id, type)) WITHOUT ROWID;
        """;

    // ready: when the entry may be claimed, which is its due time, or the end of a lease.
    private const string Work = """
        CREATE TABLE IF NOT EXISTS work(project INTEGER NOT NULL, kind INTEGER NOT NULL, subject TEXT NOT NULL, due INTEGER NOT NULL, ready INTEGER NOT NULL, lease TEXT,
            tries INTEGER NOT NULL, PRIMARY KEY(project, kind, subject)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS work_due ON work(kind, due, ready);
        CREATE INDEX IF NOT EXISTS work_ready ON work(kind, ready);
        CREATE INDEX IF NOT EXISTS work_lease ON work(lease) WHERE lease IS NOT NULL;
        """;

    // Always empty, but while a probe runs: see SqliteTransaction.Probe.
    private const string Probe = "CREATE TABLE IF NOT EXISTS probe(content BLOB NOT NULL)";

    /// <summary>There is data to be rearranged first, which takes time.</summary>
    public static bool IsEarlier(Connection connection) => IsEarlier(StoredVersion(connection));

    /// <summary>Makes what is missing, and rearranges earlier data; all of it or nothing.</summary>
    /// <exception cref="InvalidOperationException">The file is of a newer FhirFax.</exception>
    public static void Ensure(Connection connection)
    {
        var version = StoredVersion(connection);
        if (version > Version)
        {
            throw new InvalidOperationException(
                $"The data was written by a newer FhirFax: its schema is {version}, this program knows up to {Version}. Start the newer program, or restore an older copy of the data.");
        }

        if (IsEarlier(version))
        {
            // The entries of all resources are sorted for their indexes.
            connection.Execute("PRAGMA temp_store=FILE");
        }

        connection.Execute("BEGIN IMMEDIATE");
        Execute(connection, [Names, Resources, Entries, Composites, TokensByDate, IndexState, Moved, Faxes, FaxRows, Work, Probe]);
        if (version < FirstWithEntries)
        {
            ValueTables.MoveToEntries(connection);
            FaxSourceTable.MoveToRows(connection);
        }

        Execute(connection, [EntryIndexes]);
        foreach (var column in FaxColumns.Sorted)
        {
            connection.Execute($"CREATE INDEX IF NOT EXISTS fax_{column} ON fax(project, {column}, id)");
            // Of earlier programs: every write had to keep it, and only lists in descending order read it.
            connection.Execute($"DROP INDEX IF EXISTS fax_{column}_down");
        }

        if (version < FirstWithTokensByDate)
        {
            foreach (var statement in TokenByDateTable.Filling())
            {
                connection.Execute(statement);
            }
        }

        connection.Execute($"PRAGMA user_version={Version}");
        connection.Execute("COMMIT");
        if (IsEarlier(version))
        {
            connection.Execute("PRAGMA temp_store=MEMORY");
        }
    }

    private static void Execute(Connection connection, ReadOnlySpan<string> groups)
    {
        foreach (var group in groups)
        {
            foreach (var statement in group.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                connection.Execute(statement);
            }
        }
    }

    /// <summary>New data has version 0, and nothing to be rearranged.</summary>
    private static bool IsEarlier(int version) => version is > 0 and < FirstWithEntries;

    private static int StoredVersion(Connection connection)
    {
        using var statement = connection.Prepare("PRAGMA user_version");
        return statement.Step() ? statement.Int32(0) : 0;
    }
}
