using System.Diagnostics.Tracing;

namespace FhirFax.ProbedServer.Probes;

/// <summary>Hears from the HTTP stack itself, on the thread that sends, when the body of a hand-over is out.</summary>
internal sealed class SentBodies(Probe probe) : EventListener
{
    /// <summary>Every other body to the carrier is smaller, and every document larger.</summary>
    private const long SmallestHandOver = 600;

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "System.Net.Http")
        {
            EnableEvents(eventSource, EventLevel.Informational);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData is { EventName: "RequestContentStop", Payload: [long size] } && size >= SmallestHandOver)
        {
            probe.Reach(Step.BodySent);
        }
    }
}
