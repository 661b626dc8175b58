using BenchmarkDotNet.Running;
using FhirFax.Benchmarks.Floor;
using FhirFax.Benchmarks.Load;

// Benchmarks of FhirFax; docs/performance.md says what they measure and what they measured.
//   micro [BenchmarkDotNet arguments]   parse, validate, index, XML, search parameters, one at a time, with allocations
//   load  [--size N] [--seconds N] [--rounds N] [--only text]
//   growth [--sizes 1000,100000]        the same table at several sizes of the store
//   steady [--minutes N]                mixed traffic at four fifths of the measured maximum
//   floor                               what the figures are compared with; started by the others
switch (args.FirstOrDefault())
{
    case "micro":
        BenchmarkSwitcher.FromAssembly(typeof(FloorHost).Assembly).Run(args.Length > 1 ? args[1..] : ["--filter", "*"]);
        return 0;
    case "load":
        return await LoadRun.RunAsync(LoadOptions.Parse(args.AsSpan(1)), CancellationToken.None);
    case "growth":
        return await GrowthRun.RunAsync(LoadOptions.Parse(args.AsSpan(1)), CancellationToken.None);
    case "steady":
        return await SteadyRun.RunAsync(LoadOptions.Parse(args.AsSpan(1)), CancellationToken.None);
    case "floor":
        return await FloorHost.RunAsync(args[1], args[2]);
    default:
        Console.Error.WriteLine("Say one of: micro, load, growth, steady.");
        return 2;
}
