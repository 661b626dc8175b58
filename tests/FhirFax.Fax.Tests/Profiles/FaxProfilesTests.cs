using System.Reflection;
using System.Text.Json;
using FhirFax.Fax.Profiles;
using FhirFax.Fax.Tasks;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Validation;
using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Tests.Profiles;

public sealed class FaxProfilesTests
{
    public static TheoryData<string, string> Profiles
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var profile in FaxProfiles.All)
            {
                data.Add(profile.ResourceType, profile.Id);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Is_valid_R4(string resourceType, string id)
    {
        var profile = FaxProfiles.Find(resourceType, id).ShouldNotBeNull();
        ResourceDocument.TryParse(profile.Utf8, out var document, out var problem).ShouldBeTrue(problem?.Issues[0].Text);
        using (document)
        {
            new ResourceValidator(R4Definitions.Current).Validate(document!).ShouldBeEmpty();
        }
    }

    [Fact]
    public void Every_file_of_the_folder_is_there_once()
    {
        FaxProfiles.All.Select(p => (p.ResourceType, p.Id)).ShouldBeUnique();
        FaxProfiles.All.Count(p => p.ResourceType == "StructureDefinition").ShouldBe(5);
        FaxProfiles.All.Count(p => p.ResourceType == "OperationDefinition").ShouldBe(7);
        FaxProfiles.All.Count(p => p.ResourceType == "CodeSystem").ShouldBe(6);
        FaxProfiles.All.Count(p => p.ResourceType == "ValueSet").ShouldBe(2);
        FaxProfiles.All.Count(p => p.ResourceType == "NamingSystem").ShouldBe(1);
        FaxProfiles.All.Count(p => p.ResourceType == "SearchParameter").ShouldBe(1);
    }

    /// <summary>Every url that the server writes is one that it can explain.</summary>
    [Fact]
    public void Every_url_of_ours_is_defined()
    {
        var defined = FaxProfiles.All.Select(p => p.Url).ToHashSet();
        foreach (var field in typeof(FaxUrls).GetFields(BindingFlags.Public | BindingFlags.Static))
        {
            var url = (string)field.GetValue(null)!;
            if (url.StartsWith(FaxUrls.Base + "/", StringComparison.Ordinal) || url is FaxUrls.OriginatingNumberExtension or FaxUrls.DirectionSystem)
            {
                defined.ShouldContain(url);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Every_canonical_of_ours_that_is_named_inside_is_defined(string resourceType, string id)
    {
        var defined = FaxProfiles.All.Select(p => p.Url).ToHashSet();
        using var json = JsonDocument.Parse(FaxProfiles.Find(resourceType, id)!.Utf8);
        foreach (var url in Texts(json.RootElement).Where(t => t.StartsWith(FaxUrls.Base + "/", StringComparison.Ordinal)))
        {
            defined.ShouldContain(url);
        }
    }

    [Fact]
    public void The_code_systems_hold_the_codes_that_the_server_writes()
    {
        Codes("fax-delivery-status").ShouldBe(Enum.GetNames<DeliveryStatus>().Select(n => n == "InProgress" ? "in-progress" : n.ToLowerInvariant()), ignoreOrder: true);
        Codes("fax-task").ShouldBe(
            [FaxTaskCode.DecideOutcome, FaxTaskCode.InboundUnreadable, FaxTaskCode.CarrierRefusedCredentials, FaxTaskCode.HandOverDelayed], ignoreOrder: true);
        Codes("fax-direction").ShouldBe(["inbound", "outbound"]);
        Codes("fax-tag").ShouldBe(["reviewed"]);
    }

    private static List<string> Codes(string id)
    {
        using var json = JsonDocument.Parse(FaxProfiles.Find("CodeSystem", id)!.Utf8);
        var codes = json.RootElement.GetProperty("concept").EnumerateArray().Select(c => c.GetProperty("code").GetString()!).ToList();
        json.RootElement.GetProperty("count").GetInt32().ShouldBe(codes.Count);
        return codes;
    }

    private static IEnumerable<string> Texts(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(m => Texts(m.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Texts),
        JsonValueKind.String => [element.GetString()!],
        _ => [],
    };
}
