using FhirFax.EFax.Tests.Support;
using FhirFax.Fax.Carriers;

namespace FhirFax.EFax.Tests;

/// <summary>Alone, because what others allocate meanwhile would be counted too.</summary>
[CollectionDefinition(nameof(LargeDocumentTests), DisableParallelization = true)]
[Collection(nameof(LargeDocumentTests))]
public sealed class LargeDocumentTests
{
    private const long Size = 60_000_000;

    // Client and sandbox together; either holding the document once would break it.
    private const long MaxAllocated = 30_000_000;

    [Fact]
    public async Task A_large_document_goes_out_and_comes_in_without_being_held()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.Carrier.CheckAccountAsync(RunningSandbox.Account, default);
        var fax = RunningSandbox.Fax("attempt-1") with
        {
            Documents = [new SubmissionDocument("PDF", Size, static _ => Task.FromResult<Stream>(new Unseekable(Size)))],
        };

        var before = GC.GetTotalAllocatedBytes(precise: true);
        var accepted = (await sandbox.Carrier.SubmitAsync(RunningSandbox.Account, fax, default)).ShouldBeOfType<SubmitResult.Accepted>();
        var image = await sandbox.Carrier.FetchImageAsync(RunningSandbox.Account, accepted.CarrierId, Stream.Null, Size, default);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        image.ShouldBe(new ImageResult.Fetched(Size));
        allocated.ShouldBeLessThan(MaxAllocated);
    }

    [Fact]
    public async Task More_than_the_carrier_takes_is_refused_before_it_is_sent()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var fax = RunningSandbox.Fax("attempt-1") with
        {
            Documents = [new SubmissionDocument("PDF", 75_000_000, static _ => throw new InvalidOperationException("must not be opened"))],
        };

        (await sandbox.Carrier.SubmitAsync(RunningSandbox.Account, fax, default)).ShouldBeOfType<SubmitResult.Refused>();
    }
}
