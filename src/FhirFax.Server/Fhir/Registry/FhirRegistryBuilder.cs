using FhirFax.Fax;
using FhirFax.Fhir.Definitions;
using FhirFax.Server.Authentication;
using FhirFax.Server.Fhir.Binary;
using FhirFax.Server.Fhir.Bundles;
using FhirFax.Server.Fhir.Capabilities;
using FhirFax.Server.Fhir.Interactions;
using FhirFax.Server.Fhir.Operations;
using FhirFax.Server.Fhir.Routing;
using FhirFax.Server.Fhir.Search;

namespace FhirFax.Server.Fhir.Registry;

/// <summary>The declarations themselves. What is not listed here is not offered, and answers 405.</summary>
internal static class FhirRegistryBuilder
{
    public static FhirRegistry Build(IServiceProvider services) => new(Interactions(services), Operations(services));

    private static InteractionDeclaration[] Interactions(IServiceProvider services)
    {
        var read = services.GetRequiredService<ReadInteraction>();
        var versionRead = services.GetRequiredService<VersionReadInteraction>();
        var create = services.GetRequiredService<CreateInteraction>();
        var update = services.GetRequiredService<UpdateInteraction>();
        var patch = services.GetRequiredService<PatchInteraction>();
        var delete = services.GetRequiredService<DeleteInteraction>();
        var history = services.GetRequiredService<HistoryInteraction>();
        var search = services.GetRequiredService<SearchInteraction>();
        var capabilities = services.GetRequiredService<CapabilitiesInteraction>();
        var binaryRead = services.GetRequiredService<BinaryReadInteraction>();
        return
        [
            new(RouteKind.Metadata, "GET", null, Access.None, capabilities) { IsAnonymous = true },
            new(RouteKind.Instance, "GET", "read", Access.Read, read),
            new(RouteKind.Instance, "GET", "read", Access.Read, binaryRead, BinaryResource.Type) { IsDocument = true },
            new(RouteKind.Version, "GET", "vread", Access.Read, versionRead),
            new(RouteKind.Version, "GET", "vread", Access.Read, binaryRead, BinaryResource.Type) { IsDocument = true },
            new(RouteKind.Type, "POST", "create", Access.Create, create),
            new(RouteKind.Type, "POST", "create", Access.Create, services.GetRequiredService<BinaryCreateInteraction>(), BinaryResource.Type),
            new(RouteKind.Instance, "PUT", "update", Access.Update, update),
            new(RouteKind.Instance, "PUT", "update", Access.Update, services.GetRequiredService<BinaryUpdateInteraction>(), BinaryResource.Type),
            new(RouteKind.Type, "PUT", null, Access.Update, update),
            new(RouteKind.Type, "PUT", null, Access.Update, services.GetRequiredService<BinaryUpdateInteraction>(), BinaryResource.Type),
            new(RouteKind.Instance, "PATCH", "patch", Access.Update, patch),
            new(RouteKind.Type, "PATCH", null, Access.Update, patch),
            new(RouteKind.Instance, "DELETE", "delete", Access.Delete, delete),
            new(RouteKind.Type, "DELETE", null, Access.Delete, delete),
            new(RouteKind.InstanceHistory, "GET", "history-instance", Access.Read, history),
            new(RouteKind.TypeHistory, "GET", "history-type", Access.Search, history),
            new(RouteKind.SystemHistory, "GET", "history-system", Access.Search, history),
            new(RouteKind.System, "POST", "transaction", Access.None, services.GetRequiredService<BundleInteraction>()) { OtherCode = "batch" },
            new(RouteKind.Type, "GET", "search-type", Access.Search, search),
            new(RouteKind.TypeSearch, "POST", null, Access.Search, search),
            new(RouteKind.System, "GET", "search-system", Access.None, search),
            new(RouteKind.SystemSearch, "POST", null, Access.None, search),
        ];
    }

    private static OperationDeclaration[] Operations(IServiceProvider services) =>
    [
        new(
            "$send-efax",
            $"{FaxUrls.Base}/OperationDefinition/send-efax",
            OnSystem: true,
            Types: ["Communication"],
            InstanceTypes: ["Communication", "Organization", "Practitioner"],
            services.GetRequiredService<SendEFaxOperation>()),
        new(
            "$receive-efax",
            $"{FaxUrls.Base}/OperationDefinition/receive-efax",
            OnSystem: true,
            Types: ["Communication"],
            InstanceTypes: ["Organization", "Practitioner"],
            services.GetRequiredService<ReceiveEFaxOperation>()),
        new(
            "$sync-efax-status",
            $"{FaxUrls.Base}/OperationDefinition/sync-efax-status",
            OnSystem: false,
            Types: ["Communication"],
            InstanceTypes: ["Communication"],
            services.GetRequiredService<SyncEFaxStatusOperation>()),
        new(
            "$test-efax",
            $"{FaxUrls.Base}/OperationDefinition/test-efax",
            OnSystem: true,
            Types: [],
            InstanceTypes: ["Organization", "Practitioner"],
            services.GetRequiredService<TestEFaxOperation>()),
        OnFax("cancel-efax", services.GetRequiredService<CancelEFaxOperation>()),
        OnFax("retry-efax", services.GetRequiredService<RetryEFaxOperation>()),
        OnFax("resolve-efax", services.GetRequiredService<ResolveEFaxOperation>()),
        new("$validate", ValidateOperation.Definition, OnSystem: false, EveryType, EveryType, services.GetRequiredService<ValidateOperation>()) { IsSafe = true },
        OnMeta(MetaOperation.Code, services.GetRequiredService<MetaOperation>()) with { IsSafe = true, Access = Access.Read, OnSystem = true, Types = EveryType },
        OnMeta(MetaChangeOperation.AddCode, services.GetRequiredService<MetaChangeOperation>()) with { Access = Access.Update },
        OnMeta(MetaChangeOperation.DeleteCode, services.GetRequiredService<MetaChangeOperation>()) with { Access = Access.Update },
    ];

    /// <summary>An operation on the tags, labels and profiles of one resource (R4 resource-operation-meta.html).</summary>
    private static OperationDeclaration OnMeta(string code, IInteraction interaction) => new(
        code, $"http://hl7.org/fhir/OperationDefinition/Resource-{code[1..]}", OnSystem: false, Types: [], InstanceTypes: EveryType, interaction)
    { OnVersions = true };

    private static string[] EveryType { get; } = [.. R4Definitions.Current.ResourceTypes.Select(type => type.Name)];

    /// <summary>An operation on one fax, at the instance of its Communication.</summary>
    private static OperationDeclaration OnFax(string name, IInteraction interaction) => new(
        $"${name}", $"{FaxUrls.Base}/OperationDefinition/{name}", OnSystem: false, Types: [], InstanceTypes: ["Communication"], interaction);
}
