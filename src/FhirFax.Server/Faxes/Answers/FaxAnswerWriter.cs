using System.Buffers;
using System.Text.Json;
using FhirFax.Server.Faxes.Errors;
using FhirFax.Server.Faxes.Routing;
using FhirFax.Server.Fhir.Results;

namespace FhirFax.Server.Faxes.Answers;

/// <summary>Writes answers with the dialect's headers.</summary>
internal sealed class FaxAnswerWriter(FaxErrorWriter errors)
{
    public Task WriteAsync(FaxRequest request, FaxAnswer answer)
    {
        var response = request.Http.Response;
        FaxHeaders.Set(response);
        switch (answer)
        {
            case FaxAnswer.Refused refused:
                return errors.WriteAsync(response, refused.Errors);
            case FaxAnswer.Empty:
                response.StatusCode = StatusCodes.Status200OK;
                response.ContentLength = 0;
                return Task.CompletedTask;
            case FaxAnswer.One one:
                response.StatusCode = one.Status;
                return WriteAsync(response, json => new FaxJsonWriter(json, request.Project.Key).Write(one.Fax));
            case FaxAnswer.Page page:
                response.StatusCode = StatusCodes.Status200OK;
                return WriteAsync(response, json => new FaxJsonWriter(json, request.Project.Key).Write(page.Faxes));
            default:
                throw new ArgumentOutOfRangeException(nameof(answer), answer.GetType().Name, null);
        }
    }

    private static Task WriteAsync(HttpResponse response, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, FhirJson.Compact))
        {
            write(json);
        }

        response.ContentType = FaxHeaders.Json;
        response.ContentLength = buffer.WrittenCount;
        return response.Body.WriteAsync(buffer.WrittenMemory, response.HttpContext.RequestAborted).AsTask();
    }
}
