namespace Harness.Training.Pretraining;

/// <summary>What pre-training of a vision part and a language part made, besides files.</summary>
public sealed record TwoPartReport(IReadOnlyList<PretrainLook> Vision, IReadOnlyList<PretrainLook> Language);
