using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace FhirFax.Store.Sqlite.Engine;

/// <summary>
/// Chooses the native SQLite: the system's <c>libsqlite3.so.0</c> when it is newer than the packaged one, which dates from 2021. Must run before anything else in the process
/// uses SQLite: native functions bind one by one, so a library that is in use already is kept, and never mixed with a second one.
/// </summary>
public static class NativeSqlite
{
    private const string PackagedName = SqliteApi.Library;
    private const string SystemName = "libsqlite3.so.0";
    private static readonly Lock Gate = new();
    private static readonly Lazy<nint> Library = new(Choose);
    private static bool _initialized;

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int NumberFunction();

    /// <summary>The version in use, such as <c>3.40.1</c>.</summary>
    public static string Version
    {
        get
        {
            Initialize();
            return raw.sqlite3_libversion().utf8_to_string();
        }
    }

    /// <summary>Makes the choice once a process; later calls do nothing.</summary>
    public static void Initialize()
    {
        lock (Gate)
        {
            if (_initialized)
            {
                return;
            }

            var isOurs = !InUse();
            if (isOurs)
            {
                NativeLibrary.SetDllImportResolver(ProviderAssembly, Resolve);
            }

            NativeLibrary.SetDllImportResolver(typeof(NativeSqlite).Assembly, (name, _, path) => Same(name, path, isOurs));
            Batteries_V2.Init();
            // Nobody asks for SQLite's statistics of memory, and keeping them locks a mutex at every allocation. Refused, without harm, when SQLite is in use already.
            _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
            _initialized = true;
        }
    }

    private static Assembly ProviderAssembly => typeof(SQLite3Provider_e_sqlite3).Assembly;

    private static bool InUse()
    {
        try
        {
            _ = raw.GetNativeLibraryName();
            return true;
        }
        catch (Exception)
        {
            // The library's way of saying that no provider is set.
            return false;
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        name == PackagedName ? Library.Value : 0;

    /// <summary>For <see cref="SqliteApi"/>: the library that the wrapper uses, whoever chose it.</summary>
    private static nint Same(string name, DllImportSearchPath? path, bool isOurs) =>
        name != PackagedName ? 0 : isOurs && Library.Value != 0 ? Library.Value : NativeLibrary.Load(PackagedName, ProviderAssembly, path);

    private static nint Choose()
    {
        // Zero lets the runtime find the packaged library by itself.
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad(SystemName, out var system))
        {
            return 0;
        }

        if (!NativeLibrary.TryLoad(PackagedName, ProviderAssembly, null, out var packaged))
        {
            return system;
        }

        var preferSystem = Call(system, "sqlite3_threadsafe") != 0
            && Call(system, "sqlite3_libversion_number") > Call(packaged, "sqlite3_libversion_number");
        NativeLibrary.Free(preferSystem ? packaged : system);
        return preferSystem ? system : packaged;
    }

    private static int Call(nint library, string function) =>
        NativeLibrary.TryGetExport(library, function, out var address)
            ? Marshal.GetDelegateForFunctionPointer<NumberFunction>(address)()
            : 0;
}
