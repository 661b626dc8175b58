namespace FhirFax.Fax.Tests.Documents;

/// <summary>The files that <c>Fixtures/make-fixtures.sh</c> made, and what it expects of each.</summary>
public static class DocumentFixtures
{
    public static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Documents", "Fixtures", file);

    public static byte[] Bytes(string file) => File.ReadAllBytes(PathOf(file));

    /// <summary>File, expected result (a page count or a refusal's name), note.</summary>
    public static IEnumerable<(string File, string Result, string Note)> Table() =>
        File.ReadLines(PathOf("expected.tsv")).Skip(1).Select(line => line.Split('\t')).Select(cells => (cells[0], cells[1], cells[2]));

    /// <summary>The JPEG and PNG files of the table.</summary>
    public static IEnumerable<(string File, string Result, string Note)> Images() =>
        Table().Where(row => row.File.EndsWith(".jpg", StringComparison.Ordinal) || row.File.EndsWith(".png", StringComparison.Ordinal));
}
