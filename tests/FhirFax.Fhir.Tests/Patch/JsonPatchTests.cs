using System.Text;
using System.Text.Json;
using FhirFax.Fhir.Outcomes;
using FhirFax.Fhir.Patch;
using FsCheck;
using FsCheck.Fluent;

namespace FhirFax.Fhir.Tests.Patch;

public class JsonPatchTests
{
    private static string Patched(string document, string patch)
    {
        JsonPatch.TryApply(Encoding.UTF8.GetBytes(document), Encoding.UTF8.GetBytes(patch), out var patched, out var problem).ShouldBeTrue(problem?.Issues[0].Text);
        return Encoding.UTF8.GetString(patched!);
    }

    private static Issue Problem(string document, string patch)
    {
        JsonPatch.TryApply(Encoding.UTF8.GetBytes(document), Encoding.UTF8.GetBytes(patch), out var patched, out var problem).ShouldBeFalse();
        patched.ShouldBeNull();
        return problem!.Issues.ShouldHaveSingleItem();
    }

    /// <summary>RFC 6902, appendix A.</summary>
    [Theory]
    [InlineData("A.1", """{"foo":"bar"}""", """[{"op":"add","path":"/baz","value":"qux"}]""", """{"foo":"bar","baz":"qux"}""")]
    [InlineData("A.2", """{"foo":["bar","baz"]}""", """[{"op":"add","path":"/foo/1","value":"qux"}]""", """{"foo":["bar","qux","baz"]}""")]
    [InlineData("A.3", """{"baz":"qux","foo":"bar"}""", """[{"op":"remove","path":"/baz"}]""", """{"foo":"bar"}""")]
    [InlineData("A.4", """{"foo":["bar","qux","baz"]}""", """[{"op":"remove","path":"/foo/1"}]""", """{"foo":["bar","baz"]}""")]
    [InlineData("A.5", """{"baz":"qux","foo":"bar"}""", """[{"op":"replace","path":"/baz","value":"boo"}]""", """{"baz":"boo","foo":"bar"}""")]
    [InlineData("A.6", """{"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}}""", """[{"op":"move","from":"/foo/waldo","path":"/qux/thud"}]""", """{"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}}""")]
    [InlineData("A.7", """{"foo":["all","grass","cows","eat"]}""", """[{"op":"move","from":"/foo/1","path":"/foo/3"}]""", """{"foo":["all","cows","eat","grass"]}""")]
    [InlineData("A.8", """{"baz":"qux","foo":["a",2,"c"]}""", """[{"op":"test","path":"/baz","value":"qux"},{"op":"test","path":"/foo/1","value":2}]""", """{"baz":"qux","foo":["a",2,"c"]}""")]
    [InlineData("A.10", """{"foo":"bar"}""", """[{"op":"add","path":"/child","value":{"grandchild":{}}}]""", """{"foo":"bar","child":{"grandchild":{}}}""")]
    [InlineData("A.11", """{"foo":"bar"}""", """[{"op":"add","path":"/baz","value":"qux","xyz":123}]""", """{"foo":"bar","baz":"qux"}""")]
    [InlineData("A.14", """{"/":9,"~1":10}""", """[{"op":"test","path":"/~01","value":10}]""", """{"/":9,"~1":10}""")]
    [InlineData("A.16", """{"foo":["bar"]}""", """[{"op":"add","path":"/foo/-","value":["abc","def"]}]""", """{"foo":["bar",["abc","def"]]}""")]
    public void The_examples_of_the_RFC(string section, string document, string patch, string expected) => Patched(document, patch).ShouldBe(expected, section);

    [Theory]
    [InlineData("A.9", """{"baz":"qux"}""", """[{"op":"test","path":"/baz","value":"bar"}]""", "processing")]
    [InlineData("A.12", """{"foo":"bar"}""", """[{"op":"add","path":"/baz/bat","value":"qux"}]""", "processing")]
    [InlineData("A.13", """{"foo":"bar"}""", """[{"op":"add","path":"/baz","value":"qux","op":"remove"}]""", "structure")]
    [InlineData("A.15", """{"/":9,"~1":10}""", """[{"op":"test","path":"/~01","value":"10"}]""", "processing")]
    public void The_failing_examples_of_the_RFC(string section, string document, string patch, string code) => Problem(document, patch).Code.ShouldBe(code, section);

    [Theory]
    [InlineData("""{"a":[1,2]}""", """[{"op":"add","path":"/a/2","value":3}]""", """{"a":[1,2,3]}""")]
    [InlineData("""{"a":1}""", """[{"op":"add","path":"/a","value":2}]""", """{"a":2}""")]
    [InlineData("""{"a":1}""", """[{"op":"add","path":"/a","value":null}]""", """{"a":null}""")]
    [InlineData("""{"a":1}""", """[{"op":"replace","path":"","value":{"b":1}}]""", """{"b":1}""")]
    [InlineData("""{"a":{"b":1}}""", """[{"op":"copy","from":"/a","path":"/c"},{"op":"replace","path":"/c/b","value":2}]""", """{"a":{"b":1},"c":{"b":2}}""")]
    [InlineData("""{"a":1}""", """[{"op":"move","from":"/a","path":"/a"}]""", """{"a":1}""")]
    [InlineData("""{"":1}""", """[{"op":"replace","path":"/","value":2}]""", """{"":2}""")]
    [InlineData("""{"a/b":1,"m~n":2}""", """[{"op":"remove","path":"/a~1b"},{"op":"test","path":"/m~0n","value":2}]""", """{"m~n":2}""")]
    [InlineData("""{"a":{"x":[1,{"y":null}]}}""", """[{"op":"test","path":"/a","value":{"x":[1.0,{"y":null}]}}]""", """{"a":{"x":[1,{"y":null}]}}""")]
    [InlineData("""{"a":1}""", "[]", """{"a":1}""")]
    public void What_the_RFC_says_besides(string document, string patch, string expected) => Patched(document, patch).ShouldBe(expected);

    [Fact]
    public void Numbers_names_and_letters_keep_their_text() =>
        Patched("""{"a":1.50,"b":[1.0E+2,-0.00],"c":"é<&\u0041","d":123456789012345678901234567890}""", """[{"op":"add","path":"/e","value":2.500},{"op":"copy","from":"/a","path":"/f"},{"op":"move","from":"/b","path":"/g"}]""")
            .ShouldBe("""{"a":1.50,"c":"é<&A","d":123456789012345678901234567890,"e":2.500,"f":1.50,"g":[1.0E+2,-0.00]}""");

    [Fact]
    public void What_is_emptied_is_left_out_at_the_end()
    {
        Patched("""{"name":[{"given":["a"]}],"b":1}""", """[{"op":"remove","path":"/name/0/given/0"}]""").ShouldBe("""{"b":1}""");
        Patched("""{"name":["a"]}""", """[{"op":"remove","path":"/name/0"},{"op":"add","path":"/name/-","value":"b"}]""").ShouldBe("""{"name":["b"]}""");
        Patched("""{"name":["a"],"b":1}""", """[{"op":"remove","path":"/name/0"},{"op":"remove","path":"/name"}]""").ShouldBe("""{"b":1}""");
        Patched("""{"a":["x","y"],"_a":[{"id":"1"},{"id":"2"}]}""", """[{"op":"remove","path":"/_a/0/id"}]""").ShouldBe("""{"a":["x","y"],"_a":[null,{"id":"2"}]}""");
        Patched("""{"a":["x",null],"_a":[null,{"id":"2"}]}""", """[{"op":"remove","path":"/_a/1/id"}]""").ShouldBe("""{"a":["x"]}""");
    }

    [Theory]
    [InlineData("{}", "A JSON Patch is an array of operations.")]
    [InlineData("[", "The JSON Patch cannot be read: The JSON is malformed at line 1")]
    [InlineData("", "The JSON Patch cannot be read: The content is empty")]
    [InlineData("[1]", "The operation 0 of the JSON Patch is not valid: an operation is a JSON object.")]
    [InlineData("""[{"path":""}]""", "the member 'op' is missing")]
    [InlineData("""[{"op":1,"path":""}]""", "the member 'op' must be a string")]
    [InlineData("""[{"op":"Add","path":"/a","value":1}]""", "'Add' is none of add, remove, replace, move, copy, test")]
    [InlineData("""[{"op":"add","value":1}]""", "the member 'path' is missing")]
    [InlineData("""[{"op":"add","path":"/a"}]""", "the member 'value' is missing")]
    [InlineData("""[{"op":"move","path":"/a"}]""", "the member 'from' is missing")]
    [InlineData("""[{"op":"remove","path":"a"}]""", "a JSON Pointer is empty or starts with '/'")]
    [InlineData("""[{"op":"remove","path":"/a~2"}]""", "'~' is written '~0'")]
    public void What_is_no_JSON_Patch(string patch, string text)
    {
        var issue = Problem("""{"a":1}""", patch);
        issue.Code.ShouldBe(IssueCode.Structure);
        issue.Text.ShouldContain(text);
    }

    [Theory]
    [InlineData("""{"op":"remove","path":"/x"}""", "(remove '/x') cannot be applied: there is nothing at that place.")]
    [InlineData("""{"op":"remove","path":""}""", "the whole resource cannot be removed")]
    [InlineData("""{"op":"replace","path":"/x","value":1}""", "there is nothing at that place")]
    [InlineData("""{"op":"copy","from":"/x","path":"/y"}""", "there is nothing at that place")]
    [InlineData("""{"op":"move","from":"/o","path":"/o/p"}""", "a value cannot be moved into itself")]
    [InlineData("""{"op":"add","path":"/l/4","value":1}""", "the array has no place 4")]
    [InlineData("""{"op":"remove","path":"/l/3"}""", "the array has no place 3")]
    [InlineData("""{"op":"remove","path":"/l/-"}""", "'-' is not an index of the array")]
    [InlineData("""{"op":"add","path":"/l/01","value":1}""", "'01' is not an index of the array")]
    [InlineData("""{"op":"add","path":"/l/-1","value":1}""", "'-1' is not an index of the array")]
    [InlineData("""{"op":"add","path":"/l/1e0","value":1}""", "'1e0' is not an index of the array")]
    [InlineData("""{"op":"add","path":"/a/b","value":1}""", "neither an object nor an array")]
    [InlineData("""{"op":"test","path":"/a","value":2}""", "the value is another one")]
    public void What_does_not_go_with_the_resource(string operation, string text)
    {
        var issue = Problem("""{"a":1,"l":[1,2,3],"o":{"p":1}}""", $$"""[{"op":"test","path":"/a","value":1},{{operation}}]""");
        issue.Code.ShouldBe(IssueCode.Processing);
        issue.Text.ShouldStartWith("The operation 1 of the JSON Patch (");
        issue.Text.ShouldContain(text);
    }

    [Fact]
    public void Copies_of_copies_are_bounded()
    {
        var doubling = string.Join(',', Enumerable.Range(0, 30).Select(i => $$"""{"op":"copy","from":"/a","path":"/a/-"}""" + "," + """{"op":"copy","from":"/a","path":"/a/-"}"""));
        Problem("""{"a":["xxxxxxxxxx"]}""", $"[{doubling}]").Code.ShouldBeOneOf(IssueCode.TooCostly, IssueCode.Processing);
        var wide = string.Join(',', Enumerable.Range(0, 40).Select(i => $$"""{"op":"copy","from":"/o","path":"/p"},{"op":"copy","from":"/p","path":"/o/c{{i % 2}}" }"""));
        Problem($$"""{"o":{"x":"{{new string('x', 1_000_000)}}"} }""", $"[{wide}]").Code.ShouldBe(IssueCode.TooCostly);
    }

    [Fact]
    public void Depth_and_number_of_operations_are_bounded()
    {
        var deeper = string.Join(',', Enumerable.Repeat("""{"op":"copy","from":"","path":"/a/a/a/a/a/a/a/a"}""", 20));
        Problem("""{"a":{"a":{"a":{"a":{"a":{"a":{"a":{}}}}}}}}""", $"[{deeper}]").Text.ShouldContain("nested deeper than 64 levels");
        Problem("{}", $$"""[{"op":"remove","path":"{{string.Concat(Enumerable.Repeat("/a", 100_000))}}"}]""").Code.ShouldBe(IssueCode.Structure);
        Problem("{}", $"[{string.Join(',', Enumerable.Repeat("1", 1001))}]").Code.ShouldBe(IssueCode.TooCostly);
    }

    [Fact]
    public void Whatever_comes_is_applied_or_refused()
    {
        string[] pointers = ["", "/", "/a", "/a/0", "/a/-", "/a/1", "/o", "/o/a", "/o/a/0", "/x", "/a/0/b", "a", "/~", "/a/99999999999"];
        string[] values = ["1", "null", "\"t\"", "[]", "{}", "[1,[2]]", """{"a":[1]}"""];
        var operation =
            from op in Gen.Elements("add", "remove", "replace", "move", "copy", "test", "no")
            from path in Gen.Elements(pointers)
            from source in Gen.Elements(pointers)
            from value in Gen.Elements(values)
            select $$"""{"op":"{{op}}","path":"{{path}}","from":"{{source}}","value":{{value}} }""";
        Prop.ForAll(Gen.ListOf(operation).ToArbitrary(), operations =>
        {
            var document = """{"a":[1,{"b":2}],"o":{"a":[null]}}"""u8.ToArray();
            var patch = Encoding.UTF8.GetBytes($"[{string.Join(',', operations)}]");
            if (JsonPatch.TryApply(document, patch, out var patched, out var problem))
            {
                using var json = JsonDocument.Parse(patched);
                return json.RootElement.ValueKind != JsonValueKind.Undefined;
            }

            return problem.Issues is [{ Text.Length: > 0 }];
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }
}
