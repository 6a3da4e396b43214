/// A causal transformer over letters, of TorchSharp's own layers, as one writes it without thinking of adapters.
namespace Language

open System
open TorchSharp
open type TorchSharp.torch.nn

type Tensor = torch.Tensor

/// x [B, T, d] → the same.
type Block(width: int64, heads: int64) as this =
    inherit torch.nn.Module<Tensor, Tensor>("Block")
    let norm1, norm2 = LayerNorm [| width |], LayerNorm [| width |]
    let query, key, value, out = Linear(width, width), Linear(width, width), Linear(width, width), Linear(width, width)
    let mlp = Sequential(Linear(width, 2L * width), GELU(), Linear(2L * width, width))
    do this.RegisterComponents()

    override _.forward(x: Tensor) =
        let split (y: Tensor) : Tensor = y.reshape(y.shape[0], y.shape[1], heads, -1L).transpose (1L, 2L)
        let h = norm1.call x
        let mixed =
            functional.scaled_dot_product_attention (split (query.call h), split (key.call h), split (value.call h), is_casual = true)
        let x = x + out.call (mixed.transpose(1L, 2L).reshape x.shape)
        x + mlp.call (norm2.call x)

/// Ids [B, T] → scores [B, T, letters].
type Model(letters: int64) as this =
    inherit torch.nn.Module<Tensor, Tensor>("Model")
    let width = 48L
    let chars, places = Embedding(letters, width), Embedding(64L, width)
    let blocks = ModuleList<Block>(new Block(width, 4L), new Block(width, 4L))
    let head = Linear(width, letters)
    do this.RegisterComponents()

    override _.forward ids =
        let x = chars.call ids + places.call (torch.arange ids.shape[1])
        blocks |> Seq.fold (fun (x: Tensor) block -> block.call x) x |> head.call

module Learning =
    let private lossOf (model: Model) (ids: Tensor) =
        let scores = model.call (ids.narrow (1L, 0L, ids.shape[1] - 1L))
        functional.cross_entropy (scores.flatten (0L, 1L), ids.narrow(1L, 1L, ids.shape[1] - 1L).flatten ())

    let fit (model: Model) (ids: Tensor) steps rate =
        let trained = model.parameters () |> Seq.filter _.requires_grad |> Seq.toArray
        use optimiser = torch.optim.AdamW(trained, rate)
        for _ in 1..steps do
            use _ = torch.NewDisposeScope()
            let some = torch.randint (0L, ids.shape[0], [| 48L |], dtype = torch.int64)
            let loss = lossOf model (ids.index_select (0L, some))
            optimiser.zero_grad ()
            loss.backward ()
            optimiser.step () |> ignore

    let loss (model: Model) ids =
        use _ = torch.NewDisposeScope()
        use _ = torch.no_grad ()
        (lossOf model ids).item<float32> ()

    let answers (model: Model) (ids: Tensor) =
        use _ = torch.NewDisposeScope()
        use _ = torch.no_grad ()
        model.call(ids).data<float32>().ToArray()
