using FhirFax.Store.Faxes;
using FhirFax.Store.Sqlite.Engine;

namespace FhirFax.Store.Sqlite.Faxes;

/// <summary>Attempts. The unique partial index <c>attempt_open</c> is what keeps a Delivery from being handed over twice.</summary>
internal sealed class AttemptTable(Session session)
{
    public IReadOnlyList<AttemptRecord> OfDelivery(ProjectKey project, string deliveryId)
    {
        var found = new List<AttemptRecord>();
        if (session.FindProject(project) is not { } projectId)
        {
            return found;
        }

        using var select = session.Prepare("""
            SELECT id, ordinal, status, started, ended, carrier_id, error_code, error_text FROM attempt WHERE project=? AND delivery=? ORDER BY ordinal
            """).Bind(projectId).Bind(deliveryId);
        while (select.Step())
        {
            found.Add(new AttemptRecord
            {
                Project = project,
                Id = select.Text(0),
                DeliveryId = deliveryId,
                Ordinal = select.Int32(1),
                Status = (AttemptStatus)select.Int32(2),
                Started = Instants.FromTicks(select.Int64(3)),
                Ended = Instants.FromTicks(select.NullableInt64(4)),
                CarrierId = select.NullableText(5),
                ErrorCode = select.NullableText(6),
                ErrorText = select.NullableText(7),
            });
        }

        return found;
    }

    public bool Add(AttemptRecord attempt)
    {
        var project = session.Project(attempt.Project);
        if (HasOpen(project, attempt.DeliveryId))
        {
            return false;
        }

        using var insert = session.Prepare("""
            INSERT INTO attempt(project, id, delivery, ordinal, started, status, ended, carrier_id, error_code, error_text) VALUES(?,?,?,?,?,?,?,?,?,?)
            """).Bind(project).Bind(attempt.Id).Bind(attempt.DeliveryId).Bind((long)attempt.Ordinal).Bind(attempt.Started.UtcTicks);
        BindState(insert, attempt).Run();
        return true;
    }

    public void Update(AttemptRecord attempt)
    {
        using var update = session.Prepare("UPDATE attempt SET status=?, ended=?, carrier_id=?, error_code=?, error_text=? WHERE project=? AND id=?");
        if (BindState(update, attempt).Bind(session.Project(attempt.Project)).Bind(attempt.Id).Run() == 0)
        {
            throw new InvalidOperationException($"There is no Attempt {attempt.Id}.");
        }
    }

    private static Statement BindState(Statement statement, AttemptRecord attempt) => statement
        .Bind((long)attempt.Status).Bind(attempt.Ended?.UtcTicks).Bind(attempt.CarrierId).Bind(attempt.ErrorCode).Bind(attempt.ErrorText);

    private bool HasOpen(long project, string delivery)
    {
        using var select = session.Prepare("SELECT 1 FROM attempt WHERE project=? AND delivery=? AND status IN (1, 2, 3, 4)").Bind(project).Bind(delivery);
        return select.Step();
    }
}
