using System.Text;

namespace Harness.Backbones;

/// <summary>The settings inside a SentencePiece model that encoding and decoding obey, with the format's defaults.</summary>
internal sealed record ModelOptions
{
    public const int Unigram = 1;

    public int ModelType { get; private init; } = Unigram;

    /// <summary>Whether the space that is added to a text goes to its end.</summary>
    public bool SpaceAsSuffix { get; private init; }

    public bool ByteFallback { get; private init; }

    /// <summary>What unknown text decodes to.</summary>
    public string UnknownSurface { get; private init; } = " \u2047 ";

    public bool AddDummyPrefix { get; private init; } = true;

    public bool RemoveExtraSpaces { get; private init; } = true;

    /// <summary>Whether a space is spelled U+2581.</summary>
    public bool EscapeSpaces { get; private init; } = true;

    /// <summary>The normaliser's table; empty where text is taken as it is.</summary>
    public byte[] CharsMap { get; private init; } = [];

    public ModelOptions WithTrainer(string path, ReadOnlySpan<byte> message)
    {
        var options = this;
        var fields = new ProtoReader(message, path);
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 3: options = options with { ModelType = fields.Int() }; break;
                case 24: options = options with { SpaceAsSuffix = fields.Bool() }; break;
                case 35: options = options with { ByteFallback = fields.Bool() }; break;
                case 44: options = options with { UnknownSurface = Encoding.UTF8.GetString(fields.Bytes()) }; break;
                default: fields.Skip(); break;
            }
        }
        return options;
    }

    public ModelOptions WithNormaliser(string path, ReadOnlySpan<byte> message)
    {
        var options = this;
        var fields = new ProtoReader(message, path);
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 2: options = options with { CharsMap = fields.Bytes().ToArray() }; break;
                case 3: options = options with { AddDummyPrefix = fields.Bool() }; break;
                case 4: options = options with { RemoveExtraSpaces = fields.Bool() }; break;
                case 5: options = options with { EscapeSpaces = fields.Bool() }; break;
                default: fields.Skip(); break;
            }
        }
        return options;
    }

    /// <summary>A model may rewrite decoded text; none of the published ones here does, and guessing would be wrong.</summary>
    public ModelOptions WithDenormaliser(string path, ReadOnlySpan<byte> message)
    {
        var fields = new ProtoReader(message, path);
        while (fields.Next())
        {
            if (fields.Field == 2 && fields.Bytes().Length > 0)
                throw new CheckpointException($"{path}: rewrites decoded text by a table of its own, which is not supported.");
            if (fields.Field != 2) fields.Skip();
        }
        return this;
    }
}
