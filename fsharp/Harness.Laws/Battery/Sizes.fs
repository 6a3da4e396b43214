/// How large a method is, and how rich its updates are.
module internal Harness.Laws.Battery.Sizes

open System
open Harness.Adapters.Sites
open Harness.Laws
open Harness.Laws.Battery.Trial
open Harness.Laws.Torch
open TorchSharp

/// What a module adds for each of many tokens at its site: [tokens, width].
let private updates
    (t: Trial)
    backbone
    (site: SiteAddress)
    (adapter: torch.nn.Module<torch.Tensor, PassContext, torch.Tensor>)
    tokens
    =
    use _ = torch.no_grad ()
    use generator = new torch.Generator(uint64 (t.Case.Seed + 5))
    let x = torch.randn ([| 1L; int64 tokens; site.InWidth |], dtype = Nullable torch.float64, generator = generator)
    let trace = AdapterTrace()
    use context = new PassContext(Trace = trace, RoutingFeature = TinyModel.feature t.Case backbone 0)
    let out = adapter.call (x, context)
    let isUpdate =
        site.InWidth <> site.OutWidth || backbone.Projections |> Seq.exists (fun p -> obj.ReferenceEquals(p.Delta, adapter))
    if isUpdate then Bridge.matrix out
    elif trace.Entries.Count > 0 then Bridge.matrix trace.Entries[0].Branch
    else Bridge.matrix (out - x)

/// Dimensions that the updates span around the first of them.
let private span (m: Matrix.Matrix) =
    Rank.numeric (Array2D.init (Matrix.rows m - 1) (Matrix.columns m) (fun i j -> m[i + 1, j] - m[0, j]))

/// (path, bound, span) at every site that carries something.
let private spans bound t =
    use model = tuned t
    let carriers =
        [ for s in model.Backbone.HiddenSites do
              if not (isNull (box s.Adapter)) then
                  s.Address, s.Adapter
          for p in model.Backbone.Projections do
              if not (isNull (box p.Delta)) then
                  p.Address, p.Delta ]
    [ for site, adapter in carriers ->
          let bound = bound t.Case site
          site.Path, bound, span (updates t model.Backbone site (nonNull adapter) (bound + 3)) ]

let laws (subject: Subject) =
    let law item = law subject item
    [ law "closed-form" "the formula gives the number of values that train" (fun t ->
          let backbone = t.Family.Shapes t.Case
          let formula = subject.ClosedForm t.Case backbone
          let model = { Backbone = backbone; Forward = (fun _ _ -> invalidOp "shapes only"); Detach = None }
          apply t model
          Finding.equal "the formula" (trained model |> List.sumBy (fun (_, p) -> p.numel ())) formula)

      match subject.Promises.UpdateRank with
      | None -> ()
      | Some bound ->
          law "update-rank" "the updates of many tokens at a site span no more dimensions than its sizes allow" (fun t ->
              let found = spans bound t
              let over = found |> List.tryFind (fun (_, bound, span) -> span > bound)
              Finding.holds over.IsNone $"{over}: more than the bound"
              |> Finding.either (found |> List.forall (fun (_, bound, span) -> span = bound)) "reached" "below")

          law "update-rank-tight" "generic draws reach that bound" (fun t ->
              // The generic span is the largest that occurs: in a single draw a rectified unit may be off for every token.
              let rec below tries missing =
                  if tries = 0 || Set.isEmpty missing then
                      missing
                  else
                      let draw = { t with Case = Case.redrawn tries t.Case }
                      let reached =
                          spans bound draw
                          |> List.filter (fun (_, bound, span) -> span >= bound)
                          |> List.map (fun (path, _, _) -> path)
                      below (tries - 1) (missing - Set.ofList reached)
              let never =
                  spans bound t
                  |> List.filter (fun (_, bound, span) -> span < bound)
                  |> List.map (fun (path, _, _) -> path)
                  |> Set.ofList
                  |> below 40
              Finding.holds never.IsEmpty $"""never reached at {String.concat ", " never}""") ]
