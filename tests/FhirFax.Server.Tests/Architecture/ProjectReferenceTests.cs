using System.Xml.Linq;

namespace FhirFax.Server.Tests.Architecture;

/// <summary>Dependencies point downwards only.</summary>
public sealed class ProjectReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["FhirFax.Fhir"] = [],
        ["FhirFax.Store"] = ["FhirFax.Fhir"],
        ["FhirFax.Store.Sqlite"] = ["FhirFax.Store"],
        ["FhirFax.Fax"] = ["FhirFax.Store"],
        ["FhirFax.EFax"] = ["FhirFax.Fax"],
        ["FhirFax.EFax.Sandbox"] = [],
        ["FhirFax.Server"] = ["FhirFax.Fax", "FhirFax.EFax", "FhirFax.EFax.Sandbox", "FhirFax.Store.Sqlite"],
    };

    public static TheoryData<string> Projects => [.. Directory.GetDirectories(Path.Combine(Root(), "src")).Select(d => Path.GetFileName(d)!)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_refers_only_to_those_below_it(string project)
    {
        Allowed.ShouldContainKey(project, "A new project needs its place among the layers.");

        var references = XDocument.Load(ProjectFile(project)).Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(((string)r.Attribute("Include")!).Replace('\\', '/')));

        references.Except(Allowed[project]).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("FhirFax.Fhir")]
    [InlineData("FhirFax.Store")]
    [InlineData("FhirFax.Store.Sqlite")]
    [InlineData("FhirFax.Fax")]
    public void Below_the_server_nothing_knows_of_http_serving(string project)
    {
        var file = XDocument.Load(ProjectFile(project));

        ((string)file.Root!.Attribute("Sdk")!).ShouldBe("Microsoft.NET.Sdk");
        file.Descendants("FrameworkReference").ShouldBeEmpty();
        Directory.GetFiles(Path.GetDirectoryName(ProjectFile(project))!, "*.cs", SearchOption.AllDirectories)
            .Where(f => File.ReadAllText(f).Contains("Microsoft.AspNetCore", StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    [Fact]
    public void R4_and_the_stores_know_no_fax()
    {
        foreach (var project in (string[])["FhirFax.Fhir", "FhirFax.Store", "FhirFax.Store.Sqlite"])
        {
            Directory.GetFiles(Path.GetDirectoryName(ProjectFile(project))!, "*.cs", SearchOption.AllDirectories)
                .Where(f => File.ReadAllText(f).Contains("using FhirFax.Fax", StringComparison.Ordinal))
                .ShouldBeEmpty();
        }
    }

    private static string ProjectFile(string project) => Path.Combine(Root(), "src", project, project + ".csproj");

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "FhirFax.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The checkout was not found above the tests.");
        }

        return folder;
    }
}
