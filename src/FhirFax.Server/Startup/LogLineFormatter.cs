using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace FhirFax.Server.Startup;

/// <summary>One line a log entry: time (UTC), level, category, the event's name in brackets, message, exception. Such as
/// <c>2025-01-15T10:00:00Z info FhirFax.Server.Http.RequestLog[Answered] GET /fhir/R4/Patient 200 in 1.5 ms</c>.</summary>
internal sealed class LogLineFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "line";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        if (IsSaidOtherwise(logEntry.Category, logEntry.Exception))
        {
            return;
        }

        textWriter.Write(time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ ", CultureInfo.InvariantCulture));
        textWriter.Write(Level(logEntry.LogLevel));
        textWriter.Write(' ');
        textWriter.Write(logEntry.Category);
        textWriter.Write('[');
        textWriter.Write(logEntry.EventId.Name ?? logEntry.EventId.Id.ToString(CultureInfo.InvariantCulture));
        textWriter.Write("] ");
        WriteLine(textWriter, logEntry.Formatter(logEntry.State, logEntry.Exception));
        if (logEntry.Exception is { } exception)
        {
            textWriter.Write(' ');
            WriteLine(textWriter, exception.ToString());
        }

        textWriter.Write(Environment.NewLine);
    }

    /// <summary>The host logs with a stack trace why it did not start; the operator is told in one sentence when the program ends.</summary>
    private static bool IsSaidOtherwise(string category, Exception? exception) =>
        category is "Microsoft.Extensions.Hosting.Internal.Host" or "Microsoft.AspNetCore.Server.Kestrel"
        && exception is not null
        && StartFailure.IsOfListening(exception);

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };

    /// <summary>A line break in a text would make it two entries.</summary>
    private static void WriteLine(TextWriter writer, string text) => writer.Write(text.ReplaceLineEndings(" "));
}
