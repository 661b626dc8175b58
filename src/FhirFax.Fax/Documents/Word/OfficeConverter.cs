using Microsoft.Extensions.Logging;

namespace FhirFax.Fax.Documents.Word;

/// <summary>
/// Turns Word documents into PDF by LibreOffice: one at a time, each in a process, folder and profile of its own that are gone afterwards, without network where the system
/// allows that, within limits of time, memory and output. What comes out is believed only after our own reader has read it.
/// </summary>
public sealed partial class OfficeConverter : IDisposable
{
    private readonly OfficeConverterOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly OfficeProcess _process;
    private readonly SemaphoreSlim _turn = new(1, 1);

    public OfficeConverter(OfficeConverterOptions options, TimeProvider time, ILogger<OfficeConverter> logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        _process = new OfficeProcess(options, logger);
        OfficeFolder.Clear(options.WorkFolder);
    }

    /// <param name="document">Found sound by <see cref="WordInspector"/>; read from where it stands.</param>
    /// <param name="pdf">Gets the PDF, when there is one.</param>
    /// <param name="cancellationToken">Kills the process.</param>
    public async Task<OfficeConversion> ConvertAsync(Stream document, Stream pdf, CancellationToken cancellationToken)
    {
        if (!await WaitAsync(cancellationToken))
        {
            return Refused(DocumentRefusal.TooComplex, "Other Word documents are being converted to PDF; send the fax again in a minute.");
        }

        try
        {
            using var folder = OfficeFolder.Create(_options.WorkFolder);
            await using (var input = new FileStream(folder.Document, FileMode.CreateNew, FileAccess.Write))
            {
                await document.CopyToAsync(input, cancellationToken);
            }

            return await RunAsync(folder, cancellationToken) is { } refused ? refused : await TakeAsync(folder, pdf, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(_options.TimeLimit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await _turn.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Null when the program ended by itself.</summary>
    private async Task<OfficeConversion.Refused?> RunAsync(OfficeFolder folder, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_options.TimeLimit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var exitCode = await _process.RunAsync(folder, either.Token);
            LogEnded(_logger, exitCode);
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            LogTooLong(_logger, _options.TimeLimit.TotalSeconds);
            return Refused(
                DocumentRefusal.TooComplex,
                $"Converting the Word document to PDF took longer than {_options.TimeLimit.TotalSeconds:0} seconds; save it as PDF and send that.");
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or IOException)
        {
            LogNotStarted(_logger, exception);
            return Refused(DocumentRefusal.TooComplex, "The Word document cannot be converted to PDF now; send it again later, or save it as PDF and send that.");
        }
    }

    private async Task<OfficeConversion> TakeAsync(OfficeFolder folder, Stream pdf, CancellationToken cancellationToken)
    {
        // A link would lead out of the folder, to a file that nobody sent.
        var output = new FileInfo(folder.Pdf);
        if (!output.Exists || output.LinkTarget is not null)
        {
            LogNothing(_logger);
            return NotConverted();
        }

        await using var content = output.OpenRead();
        if (await DocumentInspector.InspectAsync(content, content.Length, cancellationToken) is not DocumentInspection.Usable { Type: DocumentType.Pdf } usable)
        {
            LogNoPdf(_logger);
            return NotConverted();
        }

        content.Position = 0;
        await content.CopyToAsync(pdf, cancellationToken);
        return new OfficeConversion.Converted(usable.Pages);
    }

    private static OfficeConversion.Refused NotConverted() =>
        Refused(DocumentRefusal.Damaged, "The Word document could not be converted to PDF; save it as PDF and send that.");

    private static OfficeConversion.Refused Refused(DocumentRefusal reason, string text) => new(reason, text);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The office converter ended with exit code {ExitCode}")]
    private static partial void LogEnded(ILogger logger, int exitCode);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The office converter was killed after {Seconds} s")]
    private static partial void LogTooLong(ILogger logger, double seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "The office converter cannot be run")]
    private static partial void LogNotStarted(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The office converter made no PDF")]
    private static partial void LogNothing(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The office converter made a PDF that is none")]
    private static partial void LogNoPdf(ILogger logger);
}
