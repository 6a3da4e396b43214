namespace Harness.Backbones;

/// <summary>A token that is recognised in a text before anything else happens to it.</summary>
/// <param name="TakesSpaceBefore">Swallows the white space on its left, as a mask does.</param>
public readonly record struct SpecialToken(string Text, int Id, bool TakesSpaceBefore = false);
