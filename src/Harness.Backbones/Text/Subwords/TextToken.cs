namespace Harness.Backbones;

/// <summary>One token of an encoded text.</summary>
/// <param name="Text">The token as its vocabulary spells it; text that a SentencePiece vocabulary lacks stands as it is.</param>
/// <param name="Start">Where it begins in the original text, in UTF-16 code units.</param>
/// <param name="End">Where it ends, exclusive; equal to <paramref name="Start"/> for what stands for no text.</param>
public readonly record struct TextToken(string Text, int Id, int Start, int End);
