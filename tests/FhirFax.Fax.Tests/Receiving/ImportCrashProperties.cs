using FhirFax.Fax.Carriers;
using FhirFax.Fax.Receiving;
using FhirFax.Store.Faxes;
using FsCheck;
using FsCheck.Fluent;

namespace FhirFax.Fax.Tests.Receiving;

/// <summary>Two servers import one mailbox at once and die at any step, any number of times: each fax becomes exactly one Communication.</summary>
public sealed class ImportCrashProperties
{
    private static readonly MailboxKey Mailbox = ReceivingFixture.Mailbox;

    /// <summary>Steps that each of a server's lives lasts, how its document fetches go wrong, and a seed for the interleaving.</summary>
    private static readonly Arbitrary<Play> Plays = Arb.From(
        from lives in Gen.Choose(1, 60).ListOf(6)
        from late in Gen.Choose(0, 2).ListOf(3)
        from seed in Gen.Choose(0, int.MaxValue)
        select new Play([.. lives], [.. late], seed));

    [Fact]
    public void Each_fax_becomes_exactly_one_communication() =>
        Prop.ForAll(Plays, play => RunAsync(play).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(25));

    /// <summary>Every single step of an undisturbed import, as the one at which the process dies.</summary>
    [Fact]
    public async Task A_crash_at_any_single_step_loses_and_repeats_nothing()
    {
        for (var life = 1; ; life++)
        {
            await using var fixture = await ReceivingFixture.OpenAsync();
            Arrive(fixture, [0, 1, 0]);
            var died = await LiveAsync(fixture, life, random: null);
            await SettleAsync(fixture);
            if (!died)
            {
                life.ShouldBeGreaterThan(30, "the steps were counted");
                return;
            }
        }
    }

    private static async Task RunAsync(Play play)
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        Arrive(fixture, play.Late);
        var random = new Random(play.Seed);
        var half = play.Lives.Length / 2;
        await Task.WhenAll(ServerAsync(play.Lives[..half]), ServerAsync(play.Lives[half..]));
        await SettleAsync(fixture);

        async Task ServerAsync(int[] lives)
        {
            foreach (var life in lives)
            {
                await LiveAsync(fixture, life, random);
            }
        }
    }

    private static void Arrive(ReceivingFixture fixture, int[] late)
    {
        for (var i = 0; i < late.Length; i++)
        {
            var entry = fixture.Carrier.Arrive(Mailbox, $"f{i}", ReceivingFixture.Received.AddMinutes(i));
            for (var n = 0; n < late[i]; n++)
            {
                entry.Answers.Enqueue(new ImageResult.NotReady("Not there yet."));
            }
        }
    }

    /// <summary>One life of one server process: it imports until it has made so many steps, then every further step fails. True when it died so.</summary>
    private static async Task<bool> LiveAsync(ReceivingFixture fixture, int steps, Random? random)
    {
        var left = steps;
        var died = false;
        void Step()
        {
            if (Interlocked.Decrement(ref left) < 0)
            {
                died = true;
                throw new CrashException();
            }
        }

        var mortal = new MortalCarrier(fixture.Carrier, async () =>
        {
            if (random is not null)
            {
                for (var turns = Next(random); turns > 0; turns--)
                {
                    await Task.Yield();
                }
            }

            Step();
        });
        await using var imports = fixture.Imports(new CrashingStore(fixture.Store, Step), mortal);
        try
        {
            await imports.Join(new ImportTarget(ReceivingFixture.Project, new CarrierAccount("app-1", "key", "user-1"), null), new ImportProgress());
        }
        catch (CrashException)
        {
            // The process is gone.
        }

        return died;
    }

    /// <summary>An undisturbed server, until nothing is left to do; then the ledger must agree with what is stored.</summary>
    private static async Task SettleAsync(ReceivingFixture fixture)
    {
        var imports = fixture.Imports();
        for (var i = 0; i < 4; i++)
        {
            await imports.Join(new ImportTarget(ReceivingFixture.Project, new CarrierAccount("app-1", "key", "user-1"), null), new ImportProgress());
            fixture.Clock.Advance(TimeSpan.FromHours(1));
        }

        (await fixture.FaxIdsAsync()).ShouldBe(["f0", "f1", "f2"]);
        (await fixture.AllAsync("Binary")).Count.ShouldBe(3);
        (await fixture.AllAsync("Task")).ShouldBeEmpty();
        (await fixture.Store.UnsettledInboxAsync(Mailbox, 10, default)).ShouldBeEmpty();
        (await fixture.Store.WatermarkAsync(Mailbox, default)).ShouldBe(ReceivingFixture.Received.AddMinutes(2));
        foreach (var communication in await fixture.AllAsync("Communication"))
        {
            var row = (await fixture.Store.InboxOfAsync(ReceivingFixture.Project, communication.GetProperty("id").GetString()!, default)).ShouldNotBeNull();
            row.Status.ShouldBe(InboxStatus.Acknowledged);
            row.CarrierId.ShouldBe(ReceivingFixture.FaxId(communication));
            var url = communication.GetProperty("payload")[0].GetProperty("contentAttachment").GetProperty("url").GetString()!;
            (await fixture.BytesAsync(url)).ShouldBe(SmallPdf.With(row.CarrierId));
        }
    }

    private static int Next(Random random)
    {
        lock (random)
        {
            return random.Next(4);
        }
    }

    private sealed record Play(int[] Lives, int[] Late, int Seed);

    private sealed class CrashException : Exception;
}
