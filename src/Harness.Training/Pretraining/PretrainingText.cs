namespace Harness.Training.Pretraining;

/// <summary>One pre-training text before it becomes numbers.</summary>
/// <param name="Objective">Which objective it serves; scores are reported per objective.</param>
/// <param name="Words">Encoder words; slots are written <c>&lt;extra_id_k&gt;</c>.</param>
/// <param name="Targets">Decoder words: the slots' fillings in order.</param>
/// <param name="Slots">Positions of the slots in <paramref name="Words"/>, one a target where the encoder can answer too; empty otherwise.</param>
/// <param name="Kinds">Statement kind of each slot.</param>
/// <param name="Visual">False for texts that are read without a picture.</param>
public sealed record PretrainingText(
    string Objective,
    IReadOnlyList<string> Words,
    IReadOnlyList<string> Targets,
    IReadOnlyList<int> Slots,
    IReadOnlyList<string> Kinds,
    bool Visual
);
