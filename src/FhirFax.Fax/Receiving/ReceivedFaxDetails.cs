using System.Text.Json;
using System.Text.Json.Serialization;
using FhirFax.Fax.Carriers;

namespace FhirFax.Fax.Receiving;

/// <summary>What an inbox row keeps of the listing, so that a fax can be filed after a restart without being listed again.</summary>
internal sealed record ReceivedFaxDetails(string? OriginatingNumber, string? DestinationNumber, string? StationId, int? Pages)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static string Write(ReceivedFax fax) =>
        JsonSerializer.Serialize(new ReceivedFaxDetails(fax.OriginatingNumber, fax.DestinationNumber, fax.StationId, fax.Pages), Json);

    public static ReceivedFaxDetails Read(string details) => JsonSerializer.Deserialize<ReceivedFaxDetails>(details, Json)!;
}
