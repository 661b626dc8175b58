using System.Globalization;
using FhirFax.Store.Content;
using FhirFax.Store.Faxes;
using FhirFax.Store.Sqlite.Engine;

namespace FhirFax.Store.Sqlite.Faxes;

/// <summary>Deliveries with their pinned documents.</summary>
internal sealed class DeliveryTable(Session session)
{
    private const string Columns = """
        id, communication, ordinal, recipients, number, app_id, user_id, created, status, carrier_id, attempts, pages, error_code, error_text, submitted, completed, deadline, revision
        """;

    public DeliveryRecord? Read(ProjectKey project, string id)
    {
        if (session.FindProject(project) is not { } projectId)
        {
            return null;
        }

        using var select = session.Prepare($"SELECT {Columns} FROM delivery WHERE project=? AND id=?").Bind(projectId).Bind(id);
        return select.Step() ? Row(project, projectId, select) : null;
    }

    public IReadOnlyList<DeliveryRecord> OfCommunication(ProjectKey project, string communicationId)
    {
        var found = new List<DeliveryRecord>();
        if (session.FindProject(project) is not { } projectId)
        {
            return found;
        }

        using var select = session.Prepare($"SELECT {Columns} FROM delivery WHERE project=? AND communication=? ORDER BY ordinal").Bind(projectId).Bind(communicationId);
        while (select.Step())
        {
            found.Add(Row(project, projectId, select));
        }

        return found;
    }

    public void Add(DeliveryRecord delivery)
    {
        var project = session.Project(delivery.Project);
        using (var insert = session.Prepare($"INSERT INTO delivery(project, {Columns}) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"))
        {
            insert.Bind(project).Bind(delivery.Id).Bind(delivery.CommunicationId).Bind((long)delivery.Ordinal).Bind(Join(delivery.Recipients)).Bind(delivery.Number)
                .Bind(delivery.Mailbox.AppId).Bind(delivery.Mailbox.UserId).Bind(delivery.Created.UtcTicks);
            BindState(insert, delivery).Bind(delivery.Revision).Run();
        }

        for (var i = 0; i < delivery.Documents.Count; i++)
        {
            var document = delivery.Documents[i];
            using var insert = session.Prepare("INSERT INTO delivery_document(project, delivery, ordinal, hash, type, size, pages) VALUES(?,?,?,?,?,?,?)");
            insert.Bind(project).Bind(delivery.Id).Bind((long)i).Bind(document.Hash.ToString()).Bind(document.Type).Bind(document.Size).Bind((long)document.Pages).Run();
        }
    }

    public bool Update(DeliveryRecord delivery)
    {
        if (session.FindProject(delivery.Project) is not { } project)
        {
            return false;
        }

        using var update = session.Prepare("""
            UPDATE delivery SET status=?, carrier_id=?, attempts=?, pages=?, error_code=?, error_text=?, submitted=?, completed=?, deadline=?, revision=revision+1
            WHERE project=? AND id=? AND revision=?
            """);
        return BindState(update, delivery).Bind(project).Bind(delivery.Id).Bind(delivery.Revision).Run() != 0;
    }

    private static Statement BindState(Statement statement, DeliveryRecord delivery) => statement
        .Bind((long)delivery.Status).Bind(delivery.CarrierId).Bind((long)delivery.Attempts).Bind(delivery.Pages).Bind(delivery.ErrorCode).Bind(delivery.ErrorText)
        .Bind(delivery.Submitted?.UtcTicks).Bind(delivery.Completed?.UtcTicks).Bind(delivery.Deadline?.UtcTicks);

    private DeliveryRecord Row(ProjectKey project, long projectId, Statement row) => new()
    {
        Project = project,
        Id = row.Text(0),
        CommunicationId = row.Text(1),
        Ordinal = row.Int32(2),
        Recipients = Split(row.Text(3)),
        Number = row.Text(4),
        Mailbox = new MailboxKey(row.Text(5), row.Text(6)),
        Documents = Documents(projectId, row.Text(0)),
        Created = Instants.FromTicks(row.Int64(7)),
        Status = (DeliveryStatus)row.Int32(8),
        CarrierId = row.NullableText(9),
        Attempts = row.Int32(10),
        Pages = (int?)row.NullableInt64(11),
        ErrorCode = row.NullableText(12),
        ErrorText = row.NullableText(13),
        Submitted = Instants.FromTicks(row.NullableInt64(14)),
        Completed = Instants.FromTicks(row.NullableInt64(15)),
        Deadline = Instants.FromTicks(row.NullableInt64(16)),
        Revision = row.Int64(17),
    };

    private List<PinnedDocument> Documents(long project, string delivery)
    {
        var documents = new List<PinnedDocument>();
        using var select = session.Prepare("SELECT hash, type, size, pages FROM delivery_document WHERE project=? AND delivery=? ORDER BY ordinal").Bind(project).Bind(delivery);
        while (select.Step())
        {
            if (!ContentHash.TryParse(select.Text(0), out var hash))
            {
                throw new StoreUnavailableException($"The data is damaged: a document of Delivery {delivery} has no valid hash.");
            }

            documents.Add(new PinnedDocument(hash, select.Text(1), select.Int64(2), select.Int32(3)));
        }

        return documents;
    }

    private static string Join(IReadOnlyList<int> numbers) => string.Join(',', numbers);

    private static int[] Split(string text) =>
        text.Length == 0 ? [] : Array.ConvertAll(text.Split(','), static n => int.Parse(n, CultureInfo.InvariantCulture));
}
