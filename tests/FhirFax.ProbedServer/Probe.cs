using System.Diagnostics;

namespace FhirFax.ProbedServer;

/// <summary>Ends this process by SIGKILL when it reaches a step for the n-th time; no handler runs, nothing is flushed.</summary>
/// <param name="fatal">Null: none is.</param>
/// <param name="occurrence">Which time it is reached, from 1.</param>
/// <param name="journal">A file that is told the step before the process ends.</param>
internal sealed class Probe(Step? fatal, int occurrence, string journal)
{
    private int _reached;

    public bool IsFatal(Step step) => step == fatal;

    public void Reach(Step step)
    {
        if (step == fatal && Interlocked.Increment(ref _reached) == occurrence)
        {
            File.AppendAllText(journal, $"{step}\n");
            Process.GetCurrentProcess().Kill();
            // The signal may take a moment; this thread goes no further.
            Thread.Sleep(Timeout.Infinite);
        }
    }
}
