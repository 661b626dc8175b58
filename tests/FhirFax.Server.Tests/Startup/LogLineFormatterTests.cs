using FhirFax.Server.Startup;
using FhirFax.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FhirFax.Server.Tests.Startup;

public sealed class LogLineFormatterTests
{
    private readonly LogLineFormatter _formatter = new(new ManualTimeProvider(new DateTimeOffset(2025, 1, 15, 10, 0, 0, TimeSpan.Zero)));

    [Fact]
    public void A_line_names_its_event()
    {
        Line(LogLevel.Warning, new EventId(1_234_567_890, "StoreProbeFailed"), "two\r\nlines", null)
            .ShouldBe($"2025-01-15T10:00:00Z warn A.Category[StoreProbeFailed] two lines{Environment.NewLine}");
        Line(LogLevel.Information, new EventId(7), "unnamed", null).ShouldBe($"2025-01-15T10:00:00Z info A.Category[7] unnamed{Environment.NewLine}");
    }

    [Fact]
    public void An_exception_stays_on_the_line()
    {
        var line = Line(LogLevel.Error, new EventId(0, "Failed"), "failed", new InvalidOperationException("why\nso"));

        line.ShouldStartWith("2025-01-15T10:00:00Z fail A.Category[Failed] failed System.InvalidOperationException: why so");
        line.TrimEnd().ShouldNotContain("\n");
    }

    private string Line(LogLevel level, EventId id, string message, Exception? exception)
    {
        using var writer = new StringWriter();
        _formatter.Write(new LogEntry<string>(level, "A.Category", id, message, exception, static (state, _) => state), null, writer);
        return writer.ToString();
    }
}
