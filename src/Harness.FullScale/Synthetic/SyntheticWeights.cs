using System.Text.Json;
using Google.Protobuf;
using Harness.Adapters.Saving.Safetensors;
using Harness.Backbones.BartModels;
using Harness.Backbones.ClipModels;
using Harness.Backbones.Gpt2Models;
using Harness.Backbones.RobertaModels;
using Harness.Backbones.VitModels;
using Harness.Backbones.VlT5Models;
using Harness.Data.Text;
using static TorchSharp.torch;

namespace Harness.FullScale.Synthetic;

/// <summary>
/// Random weights of given sizes in the layouts in which the models are published, each below its folder's name: base models as safetensors, large ones and
/// VL-T5 as torch archives; tokenizers that cut text into characters and have as many tokens as the sizes say.
/// </summary>
public sealed class SyntheticWeights(string folder, ModelSizes sizes)
{
    private static readonly string[] specials = ["<s>", "<pad>", "</s>", "<unk>"];

    /// <summary>Folders that this can fill.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "t5-base",
        "vit-base-patch16-224-in21k",
        "vit-large-patch16-224-in21k",
        "roberta-base",
        "roberta-large",
        "gpt2",
        "gpt2-medium",
        "bart-base",
    ];

    /// <summary>Writes one of them; with T5-base goes VL-T5's checkpoint.</summary>
    public void Write(string name)
    {
        using var generator = new Generator(1);
        using var scope = NewDisposeScope();
        var large = IsLarge(name) ? 1 : 0;
        switch (name.Split('-')[0])
        {
            case "t5":
                VlT5(generator);
                break;
            case "vit":
                Model(name, sizes.Vit[large], new Vit(VitConfig.FromJson(sizes.Vit[large]), generator), key => key);
                break;
            case "roberta":
                Model(
                    name,
                    sizes.Roberta[large],
                    new Roberta(RobertaConfig.FromJson(sizes.Roberta[large]), generator),
                    key => $"roberta.{key}",
                    ("lm_head.bias", zeros(sizes.Tokens.Roberta))
                );
                Bytes(name, sizes.Tokens.Roberta, specials, "<mask>");
                break;
            case "gpt2":
                var gpt2 = Gpt2Config.FromJson(sizes.Gpt2[large]);
                Model(
                    name,
                    sizes.Gpt2[large],
                    new Gpt2(gpt2, generator),
                    key => key.Replace("transformer.", ""),
                    ("h.0.attn.bias", ones(1, 1, gpt2.NPositions, gpt2.NPositions))
                );
                Bytes(name, sizes.Tokens.Gpt2, [], "<|endoftext|>");
                break;
            default:
                Model(name, sizes.Bart, new Bart(BartConfig.FromJson(sizes.Bart), generator), key => key.Replace("model.", ""));
                Bytes(name, sizes.Tokens.Roberta, specials, "<mask>");
                break;
        }
    }

    /// <summary>CLIP's residual network as the hub has it: a torch archive.</summary>
    public void Clip(ClipResNetConfig clip)
    {
        using var generator = new Generator(1);
        using var scope = NewDisposeScope();
        using var model = new ClipResNet(clip, generator);
        TorchArchiveWriter.Write(
            Place("resnet101_clip.openai/open_clip_pytorch_model.bin"),
            model.state_dict().Select(p => (p.Key, p.Value)).Append(("text_projection", zeros(2, 2)))
        );
    }

    private void VlT5(Generator generator)
    {
        File.WriteAllText(Place("t5-base/config.json"), sizes.T5);
        File.WriteAllBytes(Place("t5-base/spiece.model"), Pieces(sizes.T5Pieces));
        using var model = new VlT5(VlT5Config.FromJson(sizes.T5) with { VocabSize = sizes.T5Pieces + 200 }, generator);
        TorchArchiveWriter.Write(
            Place("VLT5-novqa/Epoch30_base.pth"),
            model.state_dict().Select(p => ($"module.{p.Key}", p.Value))
        );
    }

    private void Model(
        string name,
        string config,
        nn.Module model,
        Func<string, string> published,
        params (string, Tensor)[] more
    )
    {
        File.WriteAllText(Place($"{name}/config.json"), config);
        IEnumerable<(string, Tensor)> state =
        [
            .. model.state_dict().Where(p => p.Key != "final_logits_bias").Select(p => (published(p.Key), p.Value)),
            .. more,
        ];
        if (IsLarge(name))
            TorchArchiveWriter.Write(Place($"{name}/pytorch_model.bin"), state);
        else
            SafetensorsWriter.Write(Place($"{name}/model.safetensors"), state);
        model.Dispose();
    }

    private static bool IsLarge(string name) => name.Contains("large") || name.Contains("medium");

    // Special tokens, the alphabet of bytes, and others that no text has.
    private void Bytes(string name, int count, string[] before, string last)
    {
        string[] known = [.. before, .. Enumerable.Range(0, 256).Select(b => ByteAlphabet.Character((byte)b).ToString())];
        string[] tokens = [.. known, .. Enumerable.Range(0, count - known.Length - 1).Select(i => $"Ġunused{i}"), last];
        File.WriteAllText(
            Place($"{name}/vocab.json"),
            JsonSerializer.Serialize(tokens.Select((t, i) => (t, i)).ToDictionary(t => t.t, t => t.i))
        );
        File.WriteAllText(Place($"{name}/merges.txt"), "#version: 0.2\n");
    }

    // A unigram model of SentencePiece: three special pieces, a space, printable characters, and others that no text has.
    private static byte[] Pieces(int count)
    {
        IEnumerable<(string Text, PieceType Type)> pieces =
        [
            ("<pad>", PieceType.Control),
            ("</s>", PieceType.Control),
            ("<unk>", PieceType.Unknown),
            ("\u2581", PieceType.Normal),
            .. Enumerable.Range('!', '~' - '!' + 1).Select(c => (((char)c).ToString(), PieceType.Normal)),
        ];
        var file = new MemoryStream();
        using (var output = new CodedOutputStream(file, leaveOpen: true))
        {
            var number = 0;
            foreach (
                var (text, type) in pieces
                    .Concat(Enumerable.Range(0, count).Select(i => ($"\u2581unused{i}", PieceType.Normal)))
                    .Take(count)
            )
                Message(
                    output,
                    1,
                    piece =>
                    {
                        piece.WriteTag(1, WireFormat.WireType.LengthDelimited);
                        piece.WriteString(text);
                        piece.WriteTag(2, WireFormat.WireType.Fixed32);
                        piece.WriteFloat(-1 - 0.001f * number++);
                        piece.WriteTag(3, WireFormat.WireType.Varint);
                        piece.WriteInt32((int)type);
                    }
                );
            Message(
                output,
                2,
                trainer =>
                {
                    trainer.WriteTag(3, WireFormat.WireType.Varint);
                    trainer.WriteInt32(1);
                }
            );
        }
        return file.ToArray();
    }

    private static void Message(CodedOutputStream output, int field, Action<CodedOutputStream> write)
    {
        var message = new MemoryStream();
        using (var inner = new CodedOutputStream(message, leaveOpen: true))
            write(inner);
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(message.ToArray()));
    }

    private string Place(string path) => SyntheticFile.Place(folder, path);
}

internal static class SyntheticFile
{
    /// <summary>A path in <paramref name="folder"/>, whose folder is made.</summary>
    public static string Place(string folder, string path)
    {
        var place = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        return place;
    }
}
