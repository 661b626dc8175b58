using System.Security.Cryptography;
using FhirFax.Server.Authentication.Tokens;
using FhirFax.Server.Configuration;
using FhirFax.Testing;

namespace FhirFax.Server.Tests.Authentication;

public sealed class SigningKeysTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _time = new();

    private StorageOptions Storage => new("Sqlite", _folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_key_outlives_the_process_and_only_the_owner_may_read_it()
    {
        using var first = Open();
        using var second = Open();

        second.Current().Header.ShouldBe(first.Current().Header);
        var signature = first.Current().Sign("content"u8);
        second.TryGet(first.Current().Header, out var key).ShouldBeTrue();
        key!.Verify("content"u8, signature).ShouldBeTrue();
        var file = Files().ShouldHaveSingleItem();
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public void After_ninety_days_another_key_signs_and_the_old_one_is_kept_while_its_tokens_live()
    {
        using var keys = Open();
        var old = keys.Current();
        _time.Advance(TimeSpan.FromDays(89));
        keys.Current().ShouldBeSameAs(old);

        _time.Advance(TimeSpan.FromDays(1));
        var second = keys.Current();
        second.Header.ShouldNotBe(old.Header);
        keys.TryGet(old.Header, out _).ShouldBeTrue("A token that the old key signed a moment ago is good for up to a day.");
        using (var restarted = Open())
        {
            restarted.Current().Header.ShouldBe(second.Header);
            restarted.TryGet(old.Header, out _).ShouldBeTrue();
        }

        _time.Advance(TimeSpan.FromDays(90));
        keys.Current().Header.ShouldNotBe(second.Header);
        keys.TryGet(old.Header, out _).ShouldBeFalse();
        keys.TryGet(second.Header, out _).ShouldBeTrue();
        Files().Length.ShouldBe(2);
    }

    [Fact]
    public void A_key_without_a_date_is_the_oldest_and_still_good()
    {
        using var undated = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Directory.CreateDirectory(Storage.KeysPath);
        File.WriteAllBytes(Path.Combine(Storage.KeysPath, "token-signing.p8"), undated.ExportPkcs8PrivateKey());
        using var asKey = new SigningKey(ECDsa.Create(undated.ExportParameters(true)), DateTimeOffset.UnixEpoch);

        using var keys = Open();

        keys.TryGet(asKey.Header, out _).ShouldBeTrue();
        keys.Current().Header.ShouldNotBe(asKey.Header);
        keys.TryGet(asKey.Header, out _).ShouldBeTrue();
    }

    [Fact]
    public void A_file_that_holds_no_key_of_this_algorithm_stops_the_start()
    {
        Directory.CreateDirectory(Storage.KeysPath);
        var file = Path.Combine(Storage.KeysPath, "token-signing-1000.p8");
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        foreach (var content in (byte[][])[[], "no key"u8.ToArray(), other.ExportPkcs8PrivateKey()])
        {
            File.WriteAllBytes(file, content);
            Should.Throw<SettingException>(Open).Message.ShouldContain(file);
        }
    }

    private SigningKeys Open() => new(Storage, _time);

    private string[] Files() => Directory.GetFiles(Storage.KeysPath);
}
