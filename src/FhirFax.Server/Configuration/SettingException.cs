namespace FhirFax.Server.Configuration;

/// <summary>A setting that stops the start. The message is one sentence that names the setting in its environment form and is safe to print.</summary>
public sealed class SettingException(string message) : Exception(message);
