namespace Harness.Runs;

/// <summary>Where a run stands.</summary>
/// <param name="Step">Optimiser steps done.</param>
/// <param name="Steps">Optimiser steps planned.</param>
/// <param name="Loss">Latest training loss; null where none was computed yet.</param>
/// <param name="DevScore">Latest dev score in %; null before the first look.</param>
public sealed record RunProgress(int Step, int Steps, double? Loss = null, double? DevScore = null);
