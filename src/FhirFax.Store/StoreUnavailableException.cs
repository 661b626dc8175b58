namespace FhirFax.Store;

/// <summary>The store could not do it now: disk full, I/O error, damaged file, or closing. Nothing of the failed operation was kept; trying again later may succeed.</summary>
public sealed class StoreUnavailableException : IOException
{
    public StoreUnavailableException(string message)
        : base(message)
    {
    }

    public StoreUnavailableException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
