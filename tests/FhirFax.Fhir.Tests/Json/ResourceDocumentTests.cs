using System.Text;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Outcomes;
using FsCheck;
using FsCheck.Fluent;

namespace FhirFax.Fhir.Tests.Json;

public class ResourceDocumentTests
{
    private static Issue Refuse(byte[] json)
    {
        ResourceDocument.TryParse(json, out var document, out var problem).ShouldBeFalse();
        document.ShouldBeNull();
        var issue = problem.ShouldNotBeNull().Issues.ShouldHaveSingleItem();
        issue.Severity.ShouldBe(IssueSeverity.Error);
        issue.Code.ShouldBe(IssueCode.Structure);
        return issue;
    }

    private static Issue Refuse(string json) => Refuse(Encoding.UTF8.GetBytes(json));

    [Fact]
    public void A_resource_is_parsed_in_place()
    {
        var bytes = "{\"resourceType\":\"Patient\",\"id\":\"a\",\"active\":true}"u8.ToArray();
        ResourceDocument.TryParse(bytes, out var document, out var problem).ShouldBeTrue();
        problem.ShouldBeNull();
        using (document)
        {
            document!.ResourceType.ShouldBe("Patient");
            document.Id.ShouldBe("a");
            document.Utf8.ToArray().ShouldBe(bytes);
            document.Root.GetProperty("active").GetBoolean().ShouldBeTrue();
        }
    }

    [Fact]
    public void A_byte_order_mark_is_dropped()
    {
        ResourceDocument.TryParse("\uFEFF{\"resourceType\":\"Basic\"}"u8.ToArray(), out var document, out _).ShouldBeTrue();
        document!.Utf8.Span[0].ShouldBe((byte)'{');
        document.Id.ShouldBeNull();
    }

    [Theory]
    [InlineData("", "The content is empty; a resource is a JSON object.")]
    [InlineData("[]", "A resource is a JSON object, but this is an array.")]
    [InlineData("\"Patient\"", "A resource is a JSON object, but this is a string.")]
    [InlineData("{}", "The property 'resourceType' is missing: it names the type of the resource.")]
    [InlineData("{\"resourceType\":1}", "The property 'resourceType' must be a string, not a number.")]
    [InlineData("{\"resourceType\":\"Fax\"}", "'Fax' is not a resource type of FHIR R4.")]
    [InlineData("{\"resourceType\":\"DomainResource\"}", "'DomainResource' is not a resource type of FHIR R4.")]
    public void What_is_no_resource_is_told_so(string json, string text) => Refuse(json).Text.ShouldBe(text);

    [Theory]
    [InlineData("{\n  \"resourceType\": \"Patient\",\n  \"active\" true }", "line 3, position 12")]
    [InlineData("{\"resourceType\":\"Patient\",}", "line 1, position 27")]
    [InlineData("{\"resourceType\":\"Patient\" /* so */}", "line 1, position 27")]
    [InlineData("{\"resourceType\":\"Patient\"} {}", "line 1, position 28")]
    [InlineData("{\"resourceType\":\"Patient\",\"active\":tru}", "line 1, position")]
    [InlineData("{\"resourceType\":\"Patient\",\"x\":\"é\" 1}", "line 1, position 35")]
    [InlineData("{\"resourceType\":\"Patient\"", "line 1, position")]
    public void Malformed_JSON_is_refused_with_line_and_position(string json, string place) => Refuse(json).Text.ShouldContain(place);

    [Theory]
    [InlineData("{\"resourceType\":\"Patient\",\n\"active\":true,\n \"active\":false}", "The property 'active' appears twice in one object at line 3, position 2.")]
    [InlineData("{\"resourceType\":\"Patient\",\"name\":[{\"text\":\"a\",\"t\\u0065xt\":\"b\"}]}", "The property 'text' appears twice in one object at line 1, position 47.")]
    [InlineData("{\"resourceType\":\"Patient\",\"resourceType\":\"Patient\"}", "The property 'resourceType' appears twice in one object at line 1, position 27.")]
    public void A_duplicate_property_is_refused(string json, string text) => Refuse(json).Text.ShouldBe(text);

    [Fact]
    public void Nesting_beyond_the_limit_is_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"extension\":[", 40));
        Refuse("{\"resourceType\":\"Patient\",\"extension\":[" + deep).Text.ShouldContain("depth of 64");
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_refused_with_their_place()
    {
        byte[] json = [.. "{\"resourceType\":\"Patient\",\n\"x\":\""u8, 0xC3, 0x28, .. "\"}"u8];
        Refuse(json).Text.ShouldBe("The content is not UTF-8 at line 2, position 6.");
    }

    [Theory]
    [InlineData("\\ud800")]
    [InlineData("\\udc00")]
    [InlineData("\\ud83d\\u0041")]
    [InlineData("\\ud83d\\ud83d\\ude00")]
    [InlineData("\\\\\\uDFFF")]
    public void Half_a_surrogate_pair_is_refused(string escape) =>
        Refuse("{\"resourceType\":\"Patient\",\"x\":\"" + escape + "\"}").Text.ShouldStartWith("The escape sequence is half of a surrogate pair at line 1");

    [Theory]
    [InlineData("\\ud83d\\ude00", "😀")]
    [InlineData("\\\\ud800", "\\ud800")]
    [InlineData("\\\\\\ud83d\\ude00", "\\😀")]
    public void Whole_pairs_and_escaped_backslashes_are_text(string escaped, string expected)
    {
        var json = Encoding.UTF8.GetBytes("{\"resourceType\":\"Patient\",\"x\":\"" + escaped + "\"}");
        ResourceDocument.TryParse(json, out var document, out _).ShouldBeTrue();
        document!.Root.GetProperty("x").GetString().ShouldBe(expected);
    }

    [Fact]
    public void A_long_name_is_clipped_in_the_message()
    {
        var name = new string('x', 10_000);
        Refuse($"{{\"{name}\":1,\"{name}\":1}}").Text.Length.ShouldBeLessThan(200);
        Refuse($"{{\"resourceType\":\"{name}\"}}").Text.Length.ShouldBeLessThan(200);
    }

    [Fact]
    public void No_bytes_make_it_throw()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => ResourceDocument.TryParse(bytes, out _, out var problem) || problem is not null)
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void No_mutation_of_a_resource_makes_it_throw()
    {
        var seed = "{\"resourceType\":\"Patient\",\"id\":\"é\",\"name\":[{\"text\":\"\\ud83d\\ude00\",\"given\":[\"a\",null]}],\"multipleBirthInteger\":-1.5e3}"u8.ToArray();
        var mutations =
            from position in Gen.Choose(0, seed.Length - 1)
            from length in Gen.Choose(0, 4)
            from insert in Gen.ArrayOf(Gen.Elements("{}[]\",:\\u0dD8fF9\u0000\t\n -e.né".ToCharArray()))
            select (byte[])[.. seed[..position], .. Encoding.UTF8.GetBytes(insert), .. seed[Math.Min(position + length, seed.Length)..]];
        Prop.ForAll(mutations.ToArbitrary(), IsTextOrRefused).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
    }

    private static bool IsTextOrRefused(byte[] bytes)
    {
        if (!ResourceDocument.TryParse(bytes, out var document, out var problem))
        {
            return problem.Issues.Count == 1;
        }

        using (document)
        {
            return document.Root.EnumerateObject().All(p => p.Name is not null && p.Value.ToString() is not null);
        }
    }
}
