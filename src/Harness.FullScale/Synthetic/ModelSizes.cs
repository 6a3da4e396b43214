namespace Harness.FullScale.Synthetic;

/// <summary>The sizes of all models of full scale, as their <c>config.json</c> has them.</summary>
public sealed record ModelSizes
{
    /// <summary>Pieces of T5's SentencePiece model.</summary>
    public required int T5Pieces { get; init; }

    public required string T5 { get; init; }

    /// <summary>Base and large.</summary>
    public required string[] Vit { get; init; }

    /// <inheritdoc cref="Vit"/>
    public required string[] Roberta { get; init; }

    /// <summary>GPT-2 and its medium size.</summary>
    public required string[] Gpt2 { get; init; }

    public required string Bart { get; init; }

    /// <summary>Tokens of RoBERTa and BART, of GPT-2.</summary>
    public required (int Roberta, int Gpt2) Tokens { get; init; }

    /// <summary>The published sizes.</summary>
    public static ModelSizes Published { get; } =
        new()
        {
            T5Pieces = 32_000,
            T5 =
                """{"model_type": "t5", "d_model": 768, "d_kv": 64, "num_heads": 12, "d_ff": 3072, "num_layers": 12, "vocab_size": 32128}""",
            Vit =
            [
                """{"model_type": "vit", "hidden_size": 768, "num_hidden_layers": 12, "num_attention_heads": 12, "intermediate_size": 3072, "image_size": 224, "patch_size": 16}""",
                """{"model_type": "vit", "hidden_size": 1024, "num_hidden_layers": 24, "num_attention_heads": 16, "intermediate_size": 4096, "image_size": 224, "patch_size": 16}""",
            ],
            Roberta =
            [
                """{"model_type": "roberta", "hidden_size": 768, "num_hidden_layers": 12, "num_attention_heads": 12, "intermediate_size": 3072, "vocab_size": 50265, "max_position_embeddings": 514}""",
                """{"model_type": "roberta", "hidden_size": 1024, "num_hidden_layers": 24, "num_attention_heads": 16, "intermediate_size": 4096, "vocab_size": 50265, "max_position_embeddings": 514}""",
            ],
            Gpt2 =
            [
                """{"model_type": "gpt2", "n_embd": 768, "n_layer": 12, "n_head": 12, "vocab_size": 50257, "n_positions": 1024, "eos_token_id": 50256}""",
                """{"model_type": "gpt2", "n_embd": 1024, "n_layer": 24, "n_head": 16, "vocab_size": 50257, "n_positions": 1024, "eos_token_id": 50256}""",
            ],
            Bart =
                """{"model_type": "bart", "d_model": 768, "encoder_layers": 6, "decoder_layers": 6, "encoder_ffn_dim": 3072, "decoder_ffn_dim": 3072, "encoder_attention_heads": 12, "decoder_attention_heads": 12, "vocab_size": 50265, "max_position_embeddings": 1024}""",
            Tokens = (50_265, 50_257),
        };
}
