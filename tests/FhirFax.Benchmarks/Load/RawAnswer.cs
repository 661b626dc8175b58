namespace FhirFax.Benchmarks.Load;

/// <summary>What came back on a <see cref="RawConnection"/>.</summary>
/// <param name="Length">Bytes of the body.</param>
/// <param name="Body">Empty unless it was asked for.</param>
internal readonly record struct RawAnswer(int Status, long Length, string Body);
