/// What writing a text promises, on random small models of every kind.
module Harness.Laws.Decoding.Writing

open System
open Harness.Adapters.Sites
open Harness.Backbones.BartModels
open Harness.Backbones.Common
open Harness.Backbones.Decoding
open Harness.Backbones.Gpt2Models
open Harness.Backbones.T5Models
open Harness.Backbones.VlT5Models
open Harness.Laws
open Harness.Laws.Torch
open TorchSharp

let private source = "decoding, beside both papers' generation settings"
let private vocabulary, ending, steps = 11L, 1L, 5

let private knobs =
    [ Case.knob "model" 0 4
      Case.knob "heads" 1 2
      Case.knob "layers" 1 2
      Case.knob "samples" 1 3
      Case.knob "length" 1 4
      Case.knob "beams" 1 3 ]

let private law id statement check = Law.over ("decoding." + id) statement source knobs (Bridge.scoped check) |> Law.costing 4

let private names = [| "t5"; "t5 gated"; "vl-t5"; "bart"; "gpt2" |]

/// Ids 2 … V − 1, so that nothing is padding.
let private ids stream rows length (c: Case) =
    torch
        .tensor(Array.init (rows * length) (fun i -> int64 (2 + Case.pick stream i (int vocabulary - 2) c)))
        .reshape(int64 rows, int64 length)

/// A model with float64 weights as (prompt [samples, l], start of a session for so many rows a sample, with or without cache).
let private model (c: Case) : torch.Tensor * (int -> bool -> IDecodingSession) =
    use generator = new torch.Generator(uint64 (c.Seed + 1))
    let context = PassContext.Inference()
    let samples = c?samples
    let start = torch.zeros (int64 samples, 1L, dtype = torch.int64)
    let text = ids "text" samples (c?length) c
    let t5 gated =
        T5Config(
            Name = "tiny",
            VocabSize = vocabulary,
            DModel = 8L,
            DKv = 4L,
            DFf = 12L,
            NumLayers = c?layers,
            NumHeads = int64 c?heads,
            FeedForwardProj = (if gated then "gated-gelu" else "relu")
        )
    let seq2seq (encoded: Encoded) (session: Encoded -> bool -> IDecodingSession) =
        start, (fun rows cached -> session (encoded.Repeat(int64 rows)) cached)
    match c?model with
    | 0
    | 1 ->
        let m = new T5(t5 (c?model = 1), generator, dtype = torch.float64)
        seq2seq (m.Encode(text, null, context)) (fun e cached -> m.StartDecoding(e, context, cached))
    | 2 ->
        let config =
            VlT5Config(
                Name = "tiny",
                VocabSize = vocabulary,
                DModel = 8L,
                DKv = 4L,
                DFf = 12L,
                NumLayers = c?layers,
                NumHeads = int64 c?heads,
                FeatDim = 6L,
                NumRegions = 2
            )
        let m = new VlT5(config, generator, dtype = torch.float64)
        let real stream width =
            torch
                .tensor(
                    Array.init (samples * 2 * width) (fun i -> float (Case.entry stream i c) / 3.0),
                    dtype = Nullable torch.float64
                )
                .reshape(int64 samples, 2L, int64 width)
        seq2seq (m.Encode(text, null, real "features" 6, real "boxes" 4, context)) (fun e cached ->
            m.StartDecoding(e, context, cached))
    | 3 ->
        let config =
            BartConfig(
                Name = "tiny",
                VocabSize = vocabulary,
                DModel = 8L,
                EncoderLayers = 1,
                DecoderLayers = c?layers,
                EncoderFfnDim = 12L,
                DecoderFfnDim = 12L,
                EncoderAttentionHeads = int64 c?heads,
                DecoderAttentionHeads = int64 c?heads,
                MaxPositionEmbeddings = 12L,
                InitStd = 0.6
            )
        let m = new Bart(config, generator, dtype = torch.float64)
        seq2seq (m.Encode(text, null, context)) (fun e cached -> m.StartDecoding(e, context, cached))
    | _ ->
        let config =
            Gpt2Config(
                Name = "tiny",
                VocabSize = vocabulary,
                NPositions = 12L,
                NEmbd = 8L,
                NLayer = c?layers,
                NHead = int64 c?heads,
                EosTokenId = ending,
                InitializerRange = 0.6
            )
        let m = new Gpt2(config, generator, dtype = torch.float64)
        text, (fun _ cached -> m.StartDecoding(context, cached = cached) :> IDecodingSession)

let private limits = DecodingLimits(MaxNewTokens = steps, End = ending, Pad = 0L)

let private greedy (c: Case) cached limits =
    let prompt, start = model c
    use session = start 1 cached
    GreedyDecoder.DecodeScored(session, prompt, limits)

let private beams (c: Case) cached limits (options: BeamOptions) =
    let prompt, start = model c
    use session = start options.NumBeams cached
    BeamSearch.Decode(session, prompt.repeat_interleave (int64 options.NumBeams, Nullable 0L), limits, options)
    |> Array.map Array.head

let private same (expected: ScoredText[]) (actual: ScoredText[]) =
    let show (texts: ScoredText[]) = texts |> Array.map (fun t -> String.Join(' ', t.Tokens)) |> String.concat " | "
    let alike =
        Array.forall2
            (fun (a: ScoredText) (b: ScoredText) -> a.Tokens = b.Tokens && abs (a.Score - b.Score) <= 1e-4)
            expected
            actual
    Finding.holds alike $"expected {show expected}, got {show actual}"

let private tagged c = Finding.tag names[c?model]

let laws =
    [ law "cache" "with a key/value cache the same texts are written as without, by beams of any number" (fun c ->
          let options = BeamOptions(NumBeams = c?beams)
          same (beams c false limits options) (beams c true limits options) |> tagged c)

      law "greedy-cache" "with a key/value cache greedy decoding writes the same" (fun c ->
          same (greedy c false limits) (greedy c true limits) |> tagged c)

      law "one-beam" "one beam without length penalty writes what greedy decoding writes, with the same score" (fun c ->
          same (greedy c true limits) (beams c true limits (BeamOptions(NumBeams = 1, LengthPenalty = 0.0))) |> tagged c)

      law "forced" "a forced first token begins every text, a forced last one ends those that reach the limit" (fun c ->
          let forced = DecodingLimits(MaxNewTokens = steps, End = ending, Pad = 0L, ForcedFirst = 4L, ForcedLast = ending)
          let texts = Array.append (greedy c true forced) (beams c true forced (BeamOptions(NumBeams = c?beams)))
          let holds (t: ScoredText) = t.Tokens[0] = 4L && t.Tokens[t.Tokens.Length - 1] = ending && t.Tokens.Length <= steps
          Finding.holds (Array.forall holds texts) "a text does not begin or end as forced" |> tagged c) ]
