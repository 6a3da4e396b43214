/// Models as users write them, of TorchSharp's own layers and of unlike shapes, that know nothing of adapters.
module Harness.Laws.Battery.OwnModels

open System
open Harness.Adapters.Sites
open Harness.Adapters.AnyModel
open Harness.Laws
open TorchSharp
open type TorchSharp.torch.nn

type private Tensor = torch.Tensor
type private Layer = torch.nn.Module<Tensor, Tensor>

/// Where a model is made: with values, or as shapes only.
type private Place(device: torch.Device) =
    member _.Linear(inputs: int64, outputs: int64, ?bias) =
        Linear(inputs, outputs, defaultArg bias true, device, Nullable torch.float64)
    member _.Norm(width: int64) = LayerNorm([| width |], device = device, dtype = Nullable torch.float64)
    member _.Words(count: int64, width: int64) = Embedding(count, width, device = device, dtype = Nullable torch.float64)
    /// Along the positions.
    member _.Conv(width: int64) =
        Conv2d(width, width, struct (3L, 1L), padding = struct (1L, 0L), device = device, dtype = Nullable torch.float64)

/// A model whose parts are registered under names, and what it does with them.
type private Model(parts: (string * torch.nn.Module) list, run: Tensor -> Tensor) as this =
    inherit torch.nn.Module<Tensor, Tensor>("own")
    do
        for name, part in parts do
            this.register_module (name, part)
    override _.RegisterComponents() = ()
    override _.forward x = run x

/// A part that gives a hidden state and something beside it.
type private Pair(map: Layer) as this =
    inherit torch.nn.Module<Tensor, struct (Tensor * Tensor)>("pair")
    do this.register_module ("query", map)
    override _.RegisterComponents() = ()
    override _.forward x = struct (map.call x, x.sigmoid ())

let private sequence (parts: (string * Layer) list) : Layer = Sequential [| for name, part in parts -> struct (name, part) |]

let private nested d (place: Place) : Layer =
    let inner = sequence [ "query", place.Linear(d, d); "act", Tanh(); "value", place.Linear(d, d) ]
    sequence [ "inner", inner; "norm", place.Norm d; "head", place.Linear(d, d) ]

let private shared d (place: Place) : Layer =
    let query, value = place.Linear(d, d), place.Linear(d, d)
    new Model([ "query", query; "value", value ], fun x -> query.call(x).tanh() |> query.call |> _.tanh() |> value.call)

let private tuple d (place: Place) : Layer =
    let pair, value = new Pair(place.Linear(d, d)), place.Linear(d, d)
    let run x =
        let struct (h, gate) = pair.call x
        value.call (h * gate)
    new Model([ "pair", pair; "value", value ], run)

let private vocabulary = 11

let private tied d (place: Place) : Layer =
    let words, query, value = place.Words(vocabulary, d), place.Linear(d, d), place.Linear(d, d)
    let head = place.Linear(d, vocabulary, false)
    head.weight <- nonNull words.weight
    new Model(
        [ "words", words; "query", query; "value", value; "head", head ],
        fun ids -> words.call (ids) |> query.call |> _.tanh() |> value.call |> head.call
    )

let private list d (place: Place) : Layer =
    let words, conv = place.Words(vocabulary, d), place.Conv d
    let layers = [| for name in [ "query"; "value" ] -> sequence [ name, place.Linear(d, d) ] |]
    let run ids =
        let plane = words.call(ids).transpose(1L, 2L).unsqueeze -1L // [1, d, T, 1]
        let seen = conv.call(plane).squeeze(-1L).transpose(1L, 2L)
        layers |> Array.fold (fun (x: Tensor) layer -> layer.call(x).tanh()) seen
    new Model([ "words", words; "conv", conv; "layers", ModuleList<Layer> layers ], run)

let private family name hidden (input: Case -> IBackbone -> int -> Tensor) (build: int64 -> Place -> Layer) =
    let sites (c: Case) = ModelSites(Hidden = hidden, Width = Nullable(int64 (8 * c?w)))
    let drawn (c: Case) =
        use generator = new torch.Generator(uint64 (c.Seed + 1))
        let model = build (int64 (8 * c?w)) (Place torch.CPU)
        (use _ = torch.no_grad ()
         for p in model.parameters () do
             p.normal_ (0.0, 0.5, generator) |> ignore)
        let pass = ref (new PassContext(AdaptersOff = true))
        let backbone = ModelBackbone(model, sites c, (fun () -> pass.Value))
        { Backbone = backbone
          Forward =
            fun context i ->
                pass.Value <- context
                model.call (input c backbone i)
          Detach = Some backbone.Detach }
    { Name = name
      Drawn = drawn
      Shapes = fun c -> ModelBackbone(build (int64 (8 * c?w)) (Place torch.META), sites c, (fun () -> invalidOp "shapes only")) }

let private states (c: Case) backbone i = TinyModel.real $"states{i}" 3 (8 * c?w) c backbone
let private ids c _ i = TinyModel.ids $"text{i}" vocabulary 3 c

/// Nested sequences, a submodule that is used twice, one that gives a tuple, tied weights, and a list of modules behind an embedding and a convolution.
let families: Family list =
    [ family "nested" [| "inner" |] states nested
      family "shared" [| "query" |] states shared
      family "tuple" [| "pair" |] states tuple
      family "tied" [| "words"; "value" |] ids tied
      family "list" [| "^layers\\.\\d" |] ids list ]
