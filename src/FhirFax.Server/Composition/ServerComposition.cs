using FhirFax.Fax.Projects;
using FhirFax.Fax.Resources;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Search;
using FhirFax.Fhir.Validation;
using FhirFax.Server.Authentication;
using FhirFax.Server.Authentication.Tokens;
using FhirFax.Server.Configuration;
using FhirFax.Server.Faxes.Errors;
using FhirFax.Server.Faxes.Tokens;
using FhirFax.Server.Fhir;
using FhirFax.Server.Fhir.Attachments;
using FhirFax.Server.Fhir.Binary;
using FhirFax.Server.Fhir.Bundles;
using FhirFax.Server.Fhir.Capabilities;
using FhirFax.Server.Fhir.Interactions;
using FhirFax.Server.Fhir.Operations;
using FhirFax.Server.Fhir.Registry;
using FhirFax.Server.Fhir.Results;
using FhirFax.Server.Fhir.Search;
using FhirFax.Server.Health;
using FhirFax.Server.Http;
using FhirFax.Server.Notifications;
using FhirFax.Server.Throttling;
using FhirFax.Store;
using FhirFax.Store.Sqlite;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FhirFax.Server.Composition;

/// <summary>What the server is made of.</summary>
internal static class ServerComposition
{
    public static void AddSettings(this IServiceCollection services, Settings settings, GeneratedClient? generated, TimeProvider time)
    {
        services.AddSingleton(settings);
        services.AddSingleton(settings.Storage);
        services.AddSingleton(settings.Limits);
        services.AddSingleton(settings.Fhir);
        services.AddSingleton(settings.Network);
        services.AddSingleton(settings.Sending);
        services.AddSingleton(settings.Receiving);
        services.AddSingleton(time);
        services.AddSingleton(new ProjectDirectory(new ProjectSnapshot(settings.Projects, generated)));
        services.AddSingleton<IProjectDirectory>(provider => provider.GetRequiredService<ProjectDirectory>());
    }

    public static void AddReload(this IServiceCollection services, IConfiguration configuration, ConfigurationFiles files)
    {
        services.AddSingleton(files);
        services.AddSingleton(new RestartSettings(configuration));
        services.AddHostedService<ProjectReload>();
    }

    /// <summary>The store is opened before anything else is built, and closed after everything else has stopped.</summary>
    public static void AddStore(this IServiceCollection services, SqliteStore store) => services.AddSingleton<IFhirFaxStore>(store);

    public static void AddFhir(this IServiceCollection services)
    {
        services.AddSingleton(R4Definitions.Current);
        services.AddSingleton(provider => new SearchIndexer(R4Definitions.Current, () => provider.GetRequiredService<ServerUrls>().OwnFhirBases));
        services.AddSingleton<SearchQueryParser>();
        services.AddSingleton<ResourceValidator>();
        services.AddSingleton<SignedUrls>();
        services.AddSingleton<FhirResultWriter>();
        services.AddSingleton<ResourceIntake>();
        services.AddSingleton<ResourceCreation>();
        services.AddSingleton<ResourceUpdate>();
        services.AddSingleton<ResourcePatching>();
        services.AddSingleton<PatchInteraction>();
        services.AddSingleton<ResourceDeletion>();
        services.AddSingleton<ConditionalCriteriaReader>();
        services.AddSingleton<BinaryUpload>();
        services.AddSingleton<BundleReader>();
        services.AddSingleton<BundleInteraction>();
        services.AddSingleton<Batch>();
        services.AddSingleton<EntryContent>();
        services.AddSingleton<TransactionPlanner>();
        services.AddSingleton<Transaction>();
        services.AddSingleton<ReadInteraction>();
        services.AddSingleton<VersionReadInteraction>();
        services.AddSingleton<CreateInteraction>();
        services.AddSingleton<UpdateInteraction>();
        services.AddSingleton<DeleteInteraction>();
        services.AddSingleton<HistoryInteraction>();
        services.AddSingleton<SearchDeadline>();
        services.AddSingleton<Reindexing>();
        services.AddHostedService(provider => provider.GetRequiredService<Reindexing>());
        services.AddSingleton<SearchInteraction>();
        services.AddSingleton<BinaryReadInteraction>();
        services.AddSingleton<BinaryCreateInteraction>();
        services.AddSingleton<BinaryUpdateInteraction>();
        services.AddSingleton<CapabilitiesInteraction>();
        services.AddSingleton<CapabilityStatementBuilder>();
        services.AddSingleton<ValidateOperation>();
        services.AddSingleton<MetaInUse>();
        services.AddSingleton<MetaOperation>();
        services.AddSingleton<MetaChangeOperation>();
        services.AddSingleton<SendEFaxOperation>();
        services.AddSingleton<ReceiveEFaxOperation>();
        services.AddSingleton<SyncEFaxStatusOperation>();
        services.AddSingleton<TestEFaxOperation>();
        services.AddSingleton<CancelEFaxOperation>();
        services.AddSingleton<RetryEFaxOperation>();
        services.AddSingleton<ResolveEFaxOperation>();
        services.AddSingleton(FhirRegistryBuilder.Build);
        services.AddSingleton<FhirDispatcher>();
        services.AddSingleton<FhirEndpoint>();
        services.AddSingleton<StorageEndpoint>();
        services.AddSingleton<NotificationEndpoint>();
        services.AddSingleton(provider => new StoreProbe(
            provider.GetRequiredService<IFhirFaxStore>().CheckAsync, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<StoreProbe>>()));
        services.AddSingleton<HealthEndpoints>();
        services.AddSingleton<StoredDefinitions>();
    }

    public static void AddSignIn(this IServiceCollection services)
    {
        services.TryAddSingleton<FaxErrorWriter>();
        services.AddSingleton<ThrottledAnswer>();
        services.AddSingleton(_ => new ThreadWait());
        services.AddSingleton<AnonymousThrottle>();
        services.AddSingleton<ClientThrottle>();
        services.AddSingleton<TokenQuota>();
        services.AddSingleton<FaxTokenEndpoints>();
        services.AddSingleton<SignInThrottle>();
        services.AddSingleton<ClientVerifier>();
        services.AddSingleton<SigningKeys>();
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<Authenticator>();
        services.AddSingleton<ClientProfiles>();
        services.AddSingleton<TokenEndpoint>();
        services.AddSingleton<AuthenticationEndpoints>();
    }
}
