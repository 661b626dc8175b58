using FhirFax.Fhir.Outcomes;

namespace FhirFax.Fhir.Tests.Validation;

/// <summary>txt-1 and txt-2.</summary>
public class NarrativeTests
{
    private const string Namespace = "xmlns='http://www.w3.org/1999/xhtml'";

    private static IReadOnlyList<Issue> Issues(string div) =>
        Checking.Issues(new System.Text.Json.Nodes.JsonObject
        {
            ["resourceType"] = "Patient",
            ["text"] = new System.Text.Json.Nodes.JsonObject { ["status"] = "generated", ["div"] = div.Replace("<div>", $"<div {Namespace}>", StringComparison.Ordinal) },
        }.ToJsonString());

    [Theory]
    [InlineData("<div>text</div>")]
    [InlineData("<div><p title='a' class='b' style='color: red'>a<br/>b</p><a name='x'/><a href='https://example.org/?a=1&amp;b=2'>c</a></div>")]
    [InlineData("<div><table border='1'><caption>c</caption><tr><td colspan='2' nowrap='nowrap'>a</td></tr></table></div>")]
    [InlineData("<div><img src='#pic' alt='x'/></div>")]
    [InlineData("<div><img src='data:image/png;base64,AAAA'/></div>")]
    [InlineData("<div xmlns='http://www.w3.org/1999/xhtml' xml:lang='en' lang='en'><!-- c -->&#160;&lt;a&gt;</div>")]
    [InlineData("<div><p style='background: url(#a)'>x</p></div>")]
    [InlineData("<div><p >x</p ></div >")]
    [InlineData("<div>x</div\n\t>")]
    public void What_a_narrative_may_hold(string div) => Issues(div).ShouldBeEmpty();

    [Theory]
    [InlineData("<div><script>x</script></div>", "the element 'script' is not allowed")]
    [InlineData("<div><form>x</form></div>", "the element 'form' is not allowed")]
    [InlineData("<div><iframe src='a'/></div>", "the element 'iframe' is not allowed")]
    [InlineData("<div><object data='a'>x</object></div>", "the element 'object' is not allowed")]
    [InlineData("<div><link rel='stylesheet' href='a.css'/>x</div>", "the element 'link' is not allowed")]
    [InlineData("<div><ins>x</ins></div>", "the element 'ins' is not allowed")]
    [InlineData("<div><p onclick='x()'>x</p></div>", "the attribute 'onclick' is not allowed")]
    [InlineData("<div><a href='javascript:x()'>x</a></div>", "the attribute 'href' must not hold a script")]
    [InlineData("<div><a href=' Java&#10;Script:x()'>x</a></div>", "the attribute 'href' must not hold a script")]
    [InlineData("<div><a href='data:text/html,x'>x</a></div>", "the attribute 'href' must not hold a script")]
    [InlineData("<div><img src='data:text/html,x'/></div>", "the attribute 'src' must not hold a script")]
    [InlineData("<div><p style='background: url(https://example.org/a.png)'>x</p></div>", "the attribute 'style'")]
    [InlineData("<div><p style='@import &quot;a.css&quot;'>x</p></div>", "the attribute 'style'")]
    [InlineData("<div><p style='width: expression(x)'>x</p></div>", "the attribute 'style'")]
    [InlineData("<div><p style='width: expr/**/ession(x)'>x</p></div>", "the attribute 'style'")]
    [InlineData("<div><p style='background: image-set(&quot;https://example.org/a.png&quot; 1x)'>x</p></div>", "the attribute 'style'")]
    [InlineData("<div><p style='background: \\75rl(https://example.org/a.png)'>x</p></div>", "the attribute 'style'")]
    [InlineData("<div><p>x</div>", "not well-formed at line 1")]
    [InlineData("<div>&nbsp;</div>", "not well-formed")]
    [InlineData("<div>x</div><div>y</div>", "not well-formed")]
    [InlineData("<div><?php x ?>x</div>", "processing instructions")]
    [InlineData("<div xmlns=''>x</div>", "namespace")]
    [InlineData("<div ><x:script xmlns:x='http://www.w3.org/1999/xhtml'/></div>", "namespace")]
    public void What_it_may_not_hold(string div, string detail)
    {
        var issue = Issues(div).ShouldHaveSingleItem();
        issue.Code.ShouldBe(IssueCode.Invariant);
        issue.Expression.ShouldBe("Patient.text.div");
        issue.Text.ShouldContain("(txt-1)");
        issue.Text.ShouldContain(detail);
    }

    [Theory]
    [InlineData("<div></div>")]
    [InlineData("<div> <p> \n </p><!-- c --></div>")]
    [InlineData("<div><br/></div>")]
    public void It_holds_something_to_read(string div)
    {
        var issue = Issues(div).ShouldHaveSingleItem();
        issue.Code.ShouldBe(IssueCode.Invariant);
        issue.Text.ShouldContain("(txt-2)");
    }

    [Fact]
    public void No_depth_of_elements_is_too_much_to_be_read() =>
        Issues($"<div>{string.Concat(Enumerable.Repeat("<b>", 100_000))}x{string.Concat(Enumerable.Repeat("</b>", 100_000))}</div>").ShouldBeEmpty();
}
