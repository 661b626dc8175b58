using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using FhirFax.Fax.Carriers;
using FhirFax.Fax.Profiles;
using FhirFax.Fhir.Definitions;
using FhirFax.Server.Fhir.Registry;
using FhirFax.Server.Fhir.Results;
using FhirFax.Server.Fhir.Routing;
using FhirFax.Server.Health;
using FhirFax.Server.Http;

namespace FhirFax.Server.Fhir.Capabilities;

/// <summary>Writes down as a CapabilityStatement what the registry declares, and nothing else (R4 capabilitystatement.html).</summary>
internal sealed class CapabilityStatementBuilder(FhirRegistry registry, ICarrier carrier, TimeProvider time)
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = FhirJson.Encoder };

    private readonly SearchDeclarations _search = new(R4Definitions.Current);

    private readonly string _date = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    public byte[] Build(string baseUrl)
    {
        var resources = new JsonArray();
        foreach (var type in R4Definitions.Current.ResourceTypes)
        {
            resources.Add(Resource(type.Name));
        }

        var statement = Head("CapabilityStatement", baseUrl);
        statement["fhirVersion"] = "4.0.1";
        statement["format"] = new JsonArray("application/fhir+json", "json", "application/fhir+xml", "xml");
        statement["patchFormat"] = new JsonArray("application/json-patch+json", "application/fhir+json", "application/fhir+xml");
        statement["rest"] = new JsonArray(new JsonObject
        {
            ["mode"] = "server",
            ["security"] = Security(baseUrl[..^ServerUrls.FhirPath.Length]),
            ["resource"] = resources,
            ["interaction"] = Interactions(onSystem: true),
            ["searchParam"] = _search.Common(),
            ["operation"] = Operations(static operation => operation.OnSystem),
        });
        return JsonSerializer.SerializeToUtf8Bytes(statement, Options);
    }

    /// <summary>The TerminologyCapabilities: code systems can be read and searched; no operation expands or validates (R4 terminologycapabilities.html).</summary>
    public byte[] BuildTerminology(string baseUrl)
    {
        var statement = Head("TerminologyCapabilities", baseUrl);
        statement["codeSystem"] = new JsonArray([.. FaxProfiles.All.Where(p => p.ResourceType == "CodeSystem").Select(p => new JsonObject { ["uri"] = p.Url })]);
        return JsonSerializer.SerializeToUtf8Bytes(statement, Options);
    }

    private JsonObject Head(string type, string baseUrl) => new()
    {
        ["resourceType"] = type,
        ["status"] = "active",
        ["date"] = _date,
        ["kind"] = "instance",
        ["software"] = new JsonObject { ["name"] = "FhirFax", ["version"] = ServerVersion.Current },
        ["implementation"] = new JsonObject
        {
            ["description"] = carrier.IsSandbox ? $"FhirFax ({HealthEndpoints.SandboxNote})" : "FhirFax",
            ["url"] = baseUrl,
        },
    };

    private JsonObject Resource(string type)
    {
        var resource = new JsonObject { ["type"] = type };
        if (SupportedProfiles.Of(type) is { Count: > 0 } profiles)
        {
            resource["supportedProfile"] = new JsonArray([.. profiles.Select(url => JsonValue.Create(url))]);
        }

        resource["interaction"] = Interactions(onSystem: false);
        resource["versioning"] = "versioned";
        resource["readHistory"] = true;
        resource["updateCreate"] = true;
        resource["conditionalCreate"] = true;
        resource["conditionalRead"] = "full-support";
        resource["conditionalUpdate"] = true;
        resource["conditionalDelete"] = "single";
        resource["searchInclude"] = _search.Includes(type);
        if (_search.ReverseIncludes(type) is { Count: > 0 } reverse)
        {
            resource["searchRevInclude"] = reverse;
        }

        resource["searchParam"] = _search.Of(type);
        if (Operations(operation => operation.Types.Contains(type) || operation.InstanceTypes.Contains(type)) is { Count: > 0 } operations)
        {
            resource["operation"] = operations;
        }

        return resource;
    }

    private JsonArray Interactions(bool onSystem)
    {
        var codes = new JsonArray();
        foreach (var declaration in registry.Interactions)
        {
            if (declaration is { ResourceType: null, Kind: not RouteKind.Metadata } && IsOfSystem(declaration.Kind) == onSystem)
            {
                Add(codes, declaration.Code);
                Add(codes, declaration.OtherCode);
            }
        }

        return codes;
    }

    private static bool IsOfSystem(RouteKind kind) => kind is RouteKind.System or RouteKind.SystemHistory or RouteKind.SystemSearch;

    private static void Add(JsonArray codes, string? code)
    {
        if (code is not null && !codes.Any(listed => (string?)listed!["code"] == code))
        {
            codes.Add(new JsonObject { ["code"] = code });
        }
    }

    private JsonArray Operations(Func<OperationDeclaration, bool> isWanted)
    {
        var operations = new JsonArray();
        foreach (var operation in registry.Operations)
        {
            if (isWanted(operation))
            {
                operations.Add(new JsonObject { ["name"] = operation.Code[1..], ["definition"] = operation.Definition });
            }
        }

        return operations;
    }

    private static JsonObject Security(string root) => new()
    {
        ["extension"] = new JsonArray(new JsonObject
        {
            // Clients that look for the token endpoint here, not in the SMART configuration (SMART App Launch 1.0.0 conformance).
            ["url"] = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris",
            ["extension"] = new JsonArray(new JsonObject { ["url"] = "token", ["valueUri"] = root + "/oauth2/token" }),
        }),
        ["cors"] = true,
        ["service"] = new JsonArray(Service("SMART-on-FHIR", "OAuth2 client credentials"), Service("Basic", "HTTP Basic with client id and secret")),
    };

    private static JsonObject Service(string code, string text) => new()
    {
        ["coding"] = new JsonArray(new JsonObject { ["system"] = "http://terminology.hl7.org/CodeSystem/restful-security-service", ["code"] = code }),
        ["text"] = text,
    };
}
