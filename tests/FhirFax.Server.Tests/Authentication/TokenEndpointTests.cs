using System.Net;
using System.Net.Http.Headers;
using System.Text;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Authentication;

/// <summary><c>POST /oauth2/token</c> as RFC 6749 has it.</summary>
public sealed class TokenEndpointTests : IAsyncLifetime, IDisposable
{
    /// <summary>Every kind of character that form encoding changes.</summary>
    private const string OddSecret = "a+b c%20d:é&=ä/secret";

    private readonly TestServer _server = new(new Dictionary<string, string?>
    {
        ["Projects__0__Clients__3__Id"] = "odd client+1",
        ["Projects__0__Clients__3__Secret"] = OddSecret,
    });

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();

    public void Dispose() => _server.Dispose();

    [Theory]
    [InlineData("grant_type=client_credentials&client_id=app&client_secret=SECRET", null, 200, null)]
    [InlineData("grant_type=client_credentials", "app:SECRET", 200, null)]
    [InlineData("grant_type=client_credentials&client_id=app", "app:SECRET", 200, null)]
    [InlineData("grant_type=client_credentials&client_id=reader", "app:SECRET", 400, "invalid_request")]
    [InlineData("grant_type=client_credentials&client_id=app&client_secret=SECRET", "app:SECRET", 400, "invalid_request")]
    [InlineData("grant_type=client_credentials&client_id=app", null, 400, "invalid_request")]
    [InlineData("grant_type=client_credentials", null, 400, "invalid_request")]
    [InlineData("client_id=app&client_secret=SECRET", null, 400, "invalid_request")]
    [InlineData("grant_type=client_credentials&grant_type=client_credentials&client_id=app&client_secret=SECRET", null, 400, "invalid_request")]
    [InlineData("grant_type=client_credentials&client_id=app&client_secret=SECRET&client_secret=SECRET", null, 400, "invalid_request")]
    [InlineData("grant_type=authorization_code&code=1", "app:SECRET", 400, "unsupported_grant_type")]
    [InlineData("grant_type=refresh_token&refresh_token=1", "app:SECRET", 400, "unsupported_grant_type")]
    [InlineData("grant_type=CLIENT_CREDENTIALS", "app:SECRET", 400, "unsupported_grant_type")]
    [InlineData("grant_type=client_credentials", "app:wrong", 401, "invalid_client")]
    [InlineData("grant_type=client_credentials", "nobody:SECRET", 401, "invalid_client")]
    [InlineData("grant_type=client_credentials&client_id=app&client_secret=wrong", null, 401, "invalid_client")]
    [InlineData("grant_type=client_credentials&scope=openid", "app:SECRET", 400, "invalid_scope")]
    [InlineData("grant_type=client_credentials&scope=system/Organization.rs", "reader:SECRET", 400, "invalid_scope")]
    [InlineData("grant_type=client_credentials&scope=system/Patient.r+system/Patient.cruds+nonsense", "reader:SECRET", 200, null)]
    [InlineData("grant_type=client_credentials&unknown=1&scope=", "app:SECRET", 200, null)]
    public async Task A_request_is_answered_as_the_standard_has_it(string form, string? basic, int status, string? error)
    {
        var reply = await PostAsync(form.Replace("SECRET", TestServer.Secret, StringComparison.Ordinal), basic?.Replace("SECRET", TestServer.Secret, StringComparison.Ordinal));

        ((int)reply.Status).ShouldBe(status, reply.Text);
        reply.Header("Cache-Control").ShouldBe("no-store");
        reply.Header("Pragma").ShouldBe("no-cache");
        reply.Header("Content-Type")!.ShouldStartWith("application/json");
        if (error is null)
        {
            reply.Json["access_token"]!.GetValue<string>().Split('.').Length.ShouldBe(3);
            reply.Json["expires_in"]!.GetValue<int>().ShouldBe(3600);
        }
        else
        {
            reply.Json["error"]!.GetValue<string>().ShouldBe(error);
            reply.Json["error_description"]!.GetValue<string>().ShouldNotContain(TestServer.Secret);
            reply.Header("WWW-Authenticate").ShouldBe(status == 401 ? "Basic realm=\"FhirFax\", charset=\"UTF-8\"" : null);
        }
    }

    [Fact]
    public async Task A_narrower_scope_is_what_is_granted_and_said()
    {
        var reply = await PostAsync("grant_type=client_credentials&scope=system/Patient.r+system/Patient.cruds+nonsense", $"reader:{TestServer.Secret}");

        reply.Json["scope"]!.GetValue<string>().ShouldBe("system/Patient.r system/Patient.rs");
    }

    [Fact]
    public async Task Id_and_secret_in_basic_are_taken_form_encoded_and_as_they_stand()
    {
        const string Grant = "grant_type=client_credentials";

        (await PostAsync(Grant, $"{WebUtility.UrlEncode("odd client+1")}:{WebUtility.UrlEncode(OddSecret)}")).Status.ShouldBe(HttpStatusCode.OK);
        (await PostAsync(Grant, $"odd client+1:{OddSecret}")).Status.ShouldBe(HttpStatusCode.OK);
        (await PostAsync($"{Grant}&client_id={WebUtility.UrlEncode("odd client+1")}&client_secret={WebUtility.UrlEncode(OddSecret)}", null)).Status.ShouldBe(HttpStatusCode.OK);
        (await PostAsync(Grant, $"odd client+1:{WebUtility.UrlEncode(WebUtility.UrlEncode(OddSecret))}")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("application/json", """{"grant_type":"client_credentials"}""")]
    [InlineData("text/plain", "grant_type=client_credentials")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"grant_type\"\r\n\r\nclient_credentials\r\n--x--\r\n")]
    [InlineData("nonsense", "")]
    public async Task Only_a_form_is_taken(string contentType, string body)
    {
        var reply = await PostAsync(body, $"app:{TestServer.Secret}", contentType);

        reply.Status.ShouldBe(HttpStatusCode.BadRequest);
        reply.Json["error"]!.GetValue<string>().ShouldBe("invalid_request");
    }

    [Theory]
    [InlineData("grant_type=client_credentials&client_id=a%00b&client_secret=%ff%fe")]
    [InlineData("grant_type=client_credentials&MANY")]
    public async Task A_form_that_cannot_be_read_is_an_invalid_request(string form)
    {
        var reply = await PostAsync(form.Replace("MANY", string.Concat(Enumerable.Repeat("a=1&", 3_000)), StringComparison.Ordinal), $"app:{TestServer.Secret}");

        reply.Status.ShouldBe(HttpStatusCode.BadRequest);
        reply.Json["error"]!.GetValue<string>().ShouldBe("invalid_request");
    }

    [Theory]
    [InlineData("Bearer abc")]
    [InlineData("Basic")]
    [InlineData("Basic !!!")]
    [InlineData("Basic YWJj")]
    [InlineData("Basic /////w==")]
    [InlineData("Negotiate x")]
    public async Task An_authorization_header_that_is_no_basic_is_an_invalid_client(string header)
    {
        using var http = _server.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Post, "oauth2/token")
        {
            Content = new StringContent("grant_type=client_credentials", Encoding.ASCII, "application/x-www-form-urlencoded"),
        };
        request.Headers.TryAddWithoutValidation("Authorization", header);

        var reply = await Reply.ReadAsync(await http.SendAsync(request));

        reply.Status.ShouldBe(HttpStatusCode.Unauthorized);
        reply.Json["error"]!.GetValue<string>().ShouldBe("invalid_client");
    }

    private async Task<Reply> PostAsync(string form, string? basic, string contentType = "application/x-www-form-urlencoded")
    {
        using var http = _server.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Post, "oauth2/token") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(form)) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        if (basic is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(basic)));
        }

        return await Reply.ReadAsync(await http.SendAsync(request));
    }
}
