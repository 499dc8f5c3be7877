namespace Taimatsu.Tests.RandomNumbers;

/// <summary>Tests of numbers drawn from the one global generator: nobody else may draw meanwhile, so they run alone.</summary>
[CollectionDefinition(nameof(GlobalGeneratorCollection), DisableParallelization = true)]
public class GlobalGeneratorCollection;
