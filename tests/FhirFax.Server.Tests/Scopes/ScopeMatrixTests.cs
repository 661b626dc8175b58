using System.Net;
using System.Net.Http.Headers;
using System.Text;
using FhirFax.Server.Faxes.Routing;
using FhirFax.Server.Fhir.Registry;
using FhirFax.Server.Fhir.Routing;
using FhirFax.Server.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace FhirFax.Server.Tests.Scopes;

/// <summary>Every registered interaction and operation by every scope that is one letter or one operation.</summary>
public sealed class ScopeMatrixTests : IAsyncLifetime, IDisposable
{
    private const string Letters = "cruds";

    private static readonly string[] Rights = ["FAX_READ", "FAX_CREATE", "FAX_UPDATE", "FAX_DELETE"];

    private readonly TestServer _server = new(Clients());

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task Each_interaction_is_open_to_its_letter_alone()
    {
        using var owner = _server.Api();
        await owner.PutAsync("Patient/there", """{"resourceType":"Patient","id":"there"}""");
        await owner.SendAsync(HttpMethod.Put, "Binary/there", "text"u8.ToArray(), "text/plain");
        foreach (var interaction in _server.Host.Services.GetRequiredService<FhirRegistry>().Interactions)
        {
            var type = interaction.ResourceType ?? "Patient";
            var needed = Needed(interaction);
            foreach (var letter in Letters)
            {
                using var api = _server.Api($"only-{letter}");
                var reply = await SendAsync(api, interaction, type);
                var isOpen = needed.Length == 0 || (needed.Length == 1 && needed[0] == letter);
                (reply.Status != HttpStatusCode.Forbidden).ShouldBe(isOpen, $"{interaction.Method} {interaction.Kind} of {type} with {letter}: {reply.Status} {reply.Text}");
                ((int)reply.Status).ShouldBeLessThan(500);
            }

            using var elsewhere = _server.Api("elsewhere");
            (needed.Length == 0 || (await SendAsync(elsewhere, interaction, type)).Status == HttpStatusCode.Forbidden).ShouldBeTrue($"{interaction.Method} {interaction.Kind} of another type");
        }
    }

    [Fact]
    public async Task Each_operation_is_open_to_its_own_scope_alone()
    {
        var operations = _server.Host.Services.GetRequiredService<FhirRegistry>().Operations.Where(o => o.Access is null).ToList();
        foreach (var operation in operations)
        {
            var path = operation.OnSystem ? operation.Code
                : operation.Types.Count > 0 ? $"Communication/{operation.Code}"
                : $"Communication/nobody/{operation.Code}";
            foreach (var scope in operations)
            {
                using var api = _server.Api($"only-{scope.Code}");
                var reply = await api.PostAsync(path, "{}");
                (reply.Status != HttpStatusCode.Forbidden).ShouldBe(scope == operation, $"{operation.Code} with {scope.Code}: {reply.Status} {reply.Text}");
            }

            using var everyType = _server.Api("reads-all");
            (await everyType.PostAsync(path, "{}")).Status.ShouldBe(HttpStatusCode.Forbidden, operation.Code);
        }
    }

    [Fact]
    public async Task Each_endpoint_of_the_faxes_is_open_to_its_right_alone()
    {
        var fax = Guid.NewGuid();
        foreach (var right in Rights)
        {
            using var http = _server.Anonymous();
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(http, $"only-{right}"));
            foreach (var route in _server.Host.Services.GetRequiredService<FaxRoutes>().All)
            {
                var needed = (route.Method, route.Template) switch
                {
                    ("GET", _) => "FAX_READ",
                    ("POST", "") => "FAX_CREATE",
                    ("DELETE", "{faxId}") => "FAX_DELETE",
                    _ => "FAX_UPDATE",
                };
                var path = $"clinic/live/faxes/{route.Template}".TrimEnd('/').Replace("{faxId}", $"{fax}", StringComparison.Ordinal).Replace("{fileId}", $"{fax}", StringComparison.Ordinal);
                using var request = new HttpRequestMessage(new HttpMethod(route.Method), path);
                request.Content = route.Body == FaxBodyKind.Json ? new StringContent("{}", Encoding.UTF8, "application/json") : null;

                var reply = await Reply.ReadAsync(await http.SendAsync(request));

                (reply.Status != HttpStatusCode.Forbidden).ShouldBe(needed == right, $"{route.Method} {path} with {right}: {reply.Status} {reply.Text}");
            }
        }
    }

    [Theory]
    [InlineData("reads-all", null, 404, 403)]
    [InlineData("elsewhere", null, 403, 403)]
    [InlineData("app", null, 404, 404)]
    [InlineData("app", "system/*.rs", 404, 403)]
    [InlineData("app", "system/Patient.cruds", 403, 403)]
    [InlineData("only-FAX_DELETE", "system/Patient.r", 403, 404)]
    public async Task Who_has_no_rights_of_its_own_in_the_faxes_has_those_of_its_scopes(string client, string? scope, int read, int delete)
    {
        using var http = _server.Anonymous();
        var token = scope is null ? await TokenAsync(http, client) : await NarrowTokenAsync(http, client, scope);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var fax = new Uri($"clinic/live/faxes/{Guid.NewGuid()}", UriKind.Relative);

        ((int)(await http.GetAsync(fax)).StatusCode).ShouldBe(read);
        ((int)(await http.DeleteAsync(fax)).StatusCode).ShouldBe(delete);
    }

    private static async Task<string> NarrowTokenAsync(HttpClient http, string client, string scope)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = client,
            ["client_secret"] = TestServer.Secret,
            ["scope"] = scope,
        });
        return (await Reply.ReadAsync(await http.PostAsync(new Uri("oauth2/token", UriKind.Relative), form))).Json["access_token"]!.GetValue<string>();
    }

    /// <summary>An operation that does no more than a read or an update needs the same letter.</summary>
    [Theory]
    [InlineData("$meta", "r")]
    [InlineData("$meta-add", "u")]
    [InlineData("$meta-delete", "u")]
    public async Task An_operation_that_is_an_interaction_in_other_words_needs_its_letter(string operation, string needed)
    {
        _server.Host.Services.GetRequiredService<FhirRegistry>().Operations.Single(o => o.Code == operation).Access.ShouldNotBeNull();
        foreach (var letter in Letters)
        {
            using var api = _server.Api($"only-{letter}");
            var reply = await api.PostAsync($"Patient/nobody/{operation}", """{"resourceType":"Parameters","parameter":[{"name":"meta","valueMeta":{"tag":[{"code":"x"}]}}]}""");
            (reply.Status != HttpStatusCode.Forbidden).ShouldBe($"{letter}" == needed, $"{operation} with {letter}: {reply.Status} {reply.Text}");
        }
    }

    /// <summary>About all resources of a type, it needs what a search needs as well; about those of all types, it shows the types for which that is granted.</summary>
    [Theory]
    [InlineData("Patient/$meta")]
    [InlineData("$meta")]
    public async Task The_labels_in_use_need_a_read_and_a_search(string path)
    {
        foreach (var letter in Letters)
        {
            using var api = _server.Api($"only-{letter}");
            (await api.GetAsync(path)).Status.ShouldBe(HttpStatusCode.Forbidden, $"{path} with {letter}");
        }

        using var everyType = _server.Api("reads-all");
        (await everyType.GetAsync(path)).Status.ShouldBe(HttpStatusCode.OK);
        using var elsewhere = _server.Api("elsewhere");
        (await elsewhere.GetAsync(path)).Status.ShouldBe(path == "$meta" ? HttpStatusCode.OK : HttpStatusCode.Forbidden);
    }

    /// <summary>By SMART v2: r read, vread and instance history; s search and the other histories. Two letters: no single one is enough.</summary>
    private static string Needed(InteractionDeclaration interaction) => (interaction.Kind, interaction.Method) switch
    {
        (RouteKind.Metadata, "GET") or (RouteKind.System, "POST") => "",
        (RouteKind.Instance, "GET") or (RouteKind.Version, "GET") or (RouteKind.InstanceHistory, "GET") => "r",
        (RouteKind.Type, "POST") => "c",
        (RouteKind.Instance, "PUT") or (RouteKind.Instance, "PATCH") => "u",
        (RouteKind.Instance, "DELETE") => "d",
        (RouteKind.Type, "PUT") or (RouteKind.Type, "PATCH") => "us",
        (RouteKind.Type, "DELETE") => "ds",
        (RouteKind.Type, "GET") or (RouteKind.TypeSearch, "POST") or (RouteKind.TypeHistory, "GET") => "s",
        (RouteKind.System, "GET") or (RouteKind.SystemSearch, "POST") => "s",
        (RouteKind.SystemHistory, "GET") => "all types",
        var unknown => throw new InvalidOperationException($"Say here what {unknown} needs."),
    };

    private static Task<Reply> SendAsync(FhirApi api, InteractionDeclaration interaction, string type)
    {
        const string Form = "application/x-www-form-urlencoded";
        var id = $"{type}/{Guid.NewGuid()}";
        var path = interaction.Kind switch
        {
            RouteKind.Metadata => "metadata",
            RouteKind.Instance when interaction.Method == "GET" => $"{type}/there",
            RouteKind.Instance => id,
            RouteKind.Version => $"{type}/there/_history/1",
            RouteKind.InstanceHistory => $"{type}/there/_history",
            RouteKind.TypeHistory => $"{type}/_history",
            RouteKind.SystemHistory => "_history",
            RouteKind.Type when interaction.Method is "PUT" or "PATCH" or "DELETE" => $"{type}?_id=nobody",
            RouteKind.Type => type,
            RouteKind.TypeSearch => $"{type}/_search",
            RouteKind.SystemSearch => "_search",
            RouteKind.System => interaction.Method == "GET" ? $"?_type={type}" : "",
            var unknown => throw new InvalidOperationException($"Say here where {unknown} is."),
        };
        var (body, contentType) = (interaction.Kind, interaction.Method) switch
        {
            (RouteKind.TypeSearch, _) => ("_id=1", Form),
            (RouteKind.SystemSearch, _) => ($"_type={type}", Form),
            (RouteKind.System, "POST") => ("""{"resourceType":"Bundle","type":"batch"}""", FhirApi.FhirJson),
            (_, "PATCH") => ("[]", "application/json-patch+json"),
            (_, "POST") => ($$"""{"resourceType":"{{type}}"{{(type == "Binary" ? ",\"contentType\":\"text/plain\"" : "")}}}""", FhirApi.FhirJson),
            (_, "PUT") => ($$"""{"resourceType":"{{type}}"{{(interaction.Kind == RouteKind.Instance ? $",\"id\":\"{id.Split('/')[1]}\"" : "")}}{{(type == "Binary" ? ",\"contentType\":\"text/plain\"" : "")}}}""", FhirApi.FhirJson),
            _ => (null, null),
        };
        return api.SendAsync(new HttpMethod(interaction.Method), path, body is null ? null : Encoding.UTF8.GetBytes(body), contentType);
    }

    private static async Task<string> TokenAsync(HttpClient http, string client)
    {
        using var body = new StringContent($$"""{"apiClient":"{{client}}","secret":"{{TestServer.Secret}}"}""", Encoding.UTF8, "application/json");
        return (await Reply.ReadAsync(await http.PostAsync(new Uri("auth/token", UriKind.Relative), body))).Json["token"]!.GetValue<string>();
    }

    private static Dictionary<string, string?> Clients()
    {
        var settings = new Dictionary<string, string?>();
        var number = 10;
        foreach (var letter in Letters)
        {
            Add($"only-{letter}", $"system/Patient.{letter}", $"system/Binary.{letter}");
        }

        foreach (var operation in (string[])["$send-efax", "$receive-efax", "$sync-efax-status", "$test-efax", "$cancel-efax", "$retry-efax", "$resolve-efax", "$validate"])
        {
            Add($"only-{operation}", $"system/{operation}");
        }

        foreach (var right in Rights)
        {
            settings[$"Projects__0__Clients__{number}__Permissions__0"] = right;
            Add($"only-{right}", "system/Patient.r");
        }

        Add("elsewhere", "system/Organization.cruds");
        Add("reads-all", "system/*.rs");
        return settings;

        void Add(string id, params string[] scopes)
        {
            settings[$"Projects__0__Clients__{number}__Id"] = id;
            settings[$"Projects__0__Clients__{number}__Secret"] = TestServer.Secret;
            for (var i = 0; i < scopes.Length; i++)
            {
                settings[$"Projects__0__Clients__{number}__Scopes__{i}"] = scopes[i];
            }

            number++;
        }
    }
}
