namespace FhirFax.Benchmarks.Load;

/// <summary>What a clinic's software asks for over a day: mostly reads and inbox searches, some writes, few faxes.</summary>
internal sealed class TrafficMix(Requests requests, int size)
{
    private const string Base = "/fhir/R4";

    public ReadOnlyMemory<byte> Next(long number) => (number % 20) switch
    {
        < 10 => requests.Get($"{Base}/Communication/{Existing(number)}"),
        < 14 => requests.Get($"{Base}/Communication?category=inbound&medium=FAXWRIT&_sort=-sent&_count=20"),
        < 16 => requests.Get($"{Base}/Communication?identifier=https://clinic.example/faxes%7CF{number * 7919 % size}"),
        < 18 => requests.Send("PUT", $"{Base}/Communication/{Existing(number)}", Resources.Communication(Existing(number), number)),
        18 => requests.Send("POST", $"{Base}/Communication", Resources.Communication("x", number)),
        _ => requests.Get($"{Base}/Binary/referral"),
    };

    private string Existing(long number) => Resources.Id(number * 7919 % size);
}
