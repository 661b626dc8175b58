using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FhirFax.Acceptance.Running;

namespace FhirFax.Acceptance.Journeys;

/// <summary>What the README tells a new user to type, typed.</summary>
public sealed partial class The_readme(RunningServer running) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task Its_curl_commands_send_a_fax()
    {
        var root = Checkout.Root;
        var blocks = CodeBlock().Matches(await File.ReadAllTextAsync(Path.Combine(root, "README.md"))).Select(match => match.Groups[1].Value);
        var script = blocks.Single(block => block.Contains("$send-efax", StringComparison.Ordinal))
            .Replace("http://127.0.0.1:8080", running.Server.BaseUrl, StringComparison.Ordinal)
            .Replace("<id>:<secret>", "clinic:an-operator-chosen-secret-of-the-clinic", StringComparison.Ordinal);

        var printed = await Shell.PasteAsync(script, root);

        var sent = JsonNode.Parse(printed)!.AsObject();
        using var client = running.Client();
        await client.WaitAsync(Samples.Reference(sent), c => c["status"]!.GetValue<string>() == "completed");
    }

    [Fact]
    public async Task It_names_only_settings_that_exist_and_files_that_are_there()
    {
        var root = Checkout.Root;
        var readme = await File.ReadAllTextAsync(Path.Combine(root, "README.md"));

        foreach (Match link in Link().Matches(readme))
        {
            var path = Path.Combine(root, link.Groups[1].Value);
            (File.Exists(path) || Directory.Exists(path)).ShouldBeTrue(link.Groups[1].Value);
        }

        var server = string.Concat(Directory.GetFiles(Path.Combine(root, "src"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        foreach (Match setting in Setting().Matches(readme))
        {
            var name = setting.Groups[1].Value;
            server.ShouldContain(name, Case.Sensitive, setting.Value);
        }
    }

    [GeneratedRegex("```bash\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\]\(((?!http)[^)]+)\)")]
    private static partial Regex Link();

    // The last part of Sending__SubmitWait is the property that holds it.
    [GeneratedRegex(@"`[A-Za-z]+(?:__[A-Za-z0-9]+)*__([A-Za-z]+)`")]
    private static partial Regex Setting();
}
