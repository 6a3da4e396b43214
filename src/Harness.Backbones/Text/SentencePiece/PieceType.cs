namespace Harness.Backbones;

/// <summary>What a SentencePiece vocabulary entry is for; the values are the file format's.</summary>
public enum PieceType
{
    Normal = 1,

    /// <summary>Stands for text that no piece covers.</summary>
    Unknown = 2,

    /// <summary>Never found in a text, invisible when decoded.</summary>
    Control = 3,

    /// <summary>Found in a text before anything else, and never normalised.</summary>
    UserDefined = 4,

    /// <summary>Kept for its id only.</summary>
    Unused = 5,

    /// <summary>One byte of text that no piece covers, spelled <c>&lt;0xNN&gt;</c>.</summary>
    Byte = 6,
}
