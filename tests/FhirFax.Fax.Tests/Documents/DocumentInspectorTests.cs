using FhirFax.Fax.Documents;

namespace FhirFax.Fax.Tests.Documents;

public class DocumentInspectorTests
{
    public static TheoryData<string, string, string> Fixtures()
    {
        var data = new TheoryData<string, string, string>();
        foreach (var (file, result, note) in DocumentFixtures.Table())
        {
            data.Add(file, result, note);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public async Task Gives_each_fixture_the_pages_or_the_refusal_that_it_deserves(string file, string result, string note)
    {
        using var content = File.OpenRead(DocumentFixtures.PathOf(file));
        var inspection = await DocumentInspector.InspectAsync(content, content.Length, CancellationToken.None);
        var actual = inspection switch
        {
            DocumentInspection.Usable usable => $"{usable.Pages}",
            DocumentInspection.Refused refused => $"{refused.Reason}",
            _ => throw new InvalidOperationException(),
        };
        actual.ShouldBe(result, note);
    }
}
