using System.Text.Json.Nodes;
using FhirFax.Acceptance.Running;

namespace FhirFax.Acceptance.Journeys;

/// <summary>What holds for every folder of <c>samples/</c>.</summary>
public sealed class The_samples_folder
{
    public static TheoryData<string> Folders => [.. Directory.GetDirectories(Checkout.Path("samples")).Select(folder => Path.GetFileName(folder))];

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Has_a_readme_and_is_listed(string folder)
    {
        File.Exists(Checkout.Path("samples", folder, "README.md")).ShouldBeTrue();
        (await File.ReadAllTextAsync(Checkout.Path("samples", "README.md"))).ShouldContain($"]({folder})");
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Pins_its_packages_by_hash_and_names_no_registry_but_the_public_one(string folder)
    {
        var path = Checkout.Path("samples", folder, "package-lock.json");
        File.Exists(path).ShouldBe(File.Exists(Checkout.Path("samples", folder, "package.json")));
        var packages = File.Exists(path) ? JsonNode.Parse(await File.ReadAllTextAsync(path))!["packages"]!.AsObject() : [];
        foreach (var (name, package) in packages.Where(package => package.Key.Length > 0))
        {
            package!["integrity"].ShouldNotBeNull(name);
            package["resolved"]?.GetValue<string>().ShouldStartWith("https://registry.npmjs.org/");
        }
    }
}
