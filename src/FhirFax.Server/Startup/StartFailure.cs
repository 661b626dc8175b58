using FhirFax.Server.Configuration;
using FhirFax.Store;
using Microsoft.AspNetCore.Connections;

namespace FhirFax.Server.Startup;

/// <summary>Says in one sentence why a start failed, where an operator can do something about it.</summary>
internal static class StartFailure
{
    /// <summary>Null for a defect, whose stack trace is wanted.</summary>
    public static string? Describe(Exception exception) => exception switch
    {
        SettingException => exception.Message,
        StoreUnavailableException => exception.Message,
        _ when IsOfListening(exception) => "The address in ASPNETCORE_URLS is in use by another process.",
        IOException => exception.Message,
        UnauthorizedAccessException => exception.Message,
        _ => null,
    };

    /// <summary>An address to listen on is taken.</summary>
    public static bool IsOfListening(Exception exception) => exception is IOException { InnerException: AddressInUseException };
}
