module Harness.Laws.Tests.PhmTests

open Xunit
open Harness.Laws
open Harness.Laws.Phm

[<Fact>]
let ``the definition obeys every law`` () = Check.allPass 200 (Laws.laws Laws.definition)

[<Fact>]
let ``a small layer by hand`` () =
    let m rows = array2D rows
    let layer =
        { Rule = [ m [ [ 1.0; 2.0 ]; [ 3.0; 4.0 ] ]; m [ [ 0.0; 1.0 ]; [ 1.0; 0.0 ] ] ]
          Left = [ m [ [ 1.0 ]; [ 2.0 ] ]; m [ [ 1.0 ]; [ -1.0 ] ] ]
          Right = [ m [ [ 3.0 ] ]; m [ [ 2.0 ] ] ]
          Bias = Matrix.zero 1 2 }
    let expected = m [ [ 3.0; 8.0 ]; [ 6.0; 10.0 ]; [ 11.0; 12.0 ]; [ 16.0; 24.0 ] ]
    Assert.Equal(0.0, Matrix.distance expected (Layer.weight layer))

[<Fact>]
let ``a forward pass that forgets the bias shrinks to the smallest layer`` () =
    let defect = { Laws.definition with Forward = fun layer x -> Matrix.multiply x (Layer.weight layer) }
    let r = Check.fails "phm.factored" (Laws.laws defect)
    Assert.StartsWith("n=1 a=1 b=1 k=1 spread=1", r.Counterexample)

[<Fact>]
let ``the rule as inner index is noticed`` () =
    let inner layer =
        List.map3 (fun a t u -> Matrix.kron (Matrix.multiply t u) a) layer.Rule layer.Left layer.Right |> List.reduce Matrix.add
    let defect =
        { Laws.definition with
            Materialise = inner
            Forward = fun l x -> Matrix.add (Matrix.multiply x (inner l)) (Layer.biasRows (Matrix.rows x) l) }
    Check.fails "phm.definition" (Laws.laws defect) |> ignore
    Check.fails "phm.quaternion" (Laws.laws defect) |> ignore

[<Fact>]
let ``a dropped summand keeps the bound but not its tightness`` () =
    let lossy layer =
        { layer with
            Rule = layer.Rule |> List.mapi (fun i a -> if i = layer.N - 1 && i > 0 then Matrix.zero layer.N layer.N else a) }
    let laws = Laws.laws { Laws.definition with Materialise = lossy >> Layer.weight }
    Assert.True((Check.one 200 "phm.rank-bound" laws).Passed)
    Check.fails "phm.rank-tight" laws |> ignore

[<Fact>]
let ``a formula without the bias is noticed`` () =
    let defect = { Laws.definition with ClosedForm = fun i o n k own -> Layer.count i o n k own - int64 o }
    Check.fails "phm.count" (Laws.laws defect) |> ignore

[<Fact>]
let ``a rule with one sign wrong is no longer Hamilton's`` () =
    let flipped layer =
        let a =
            layer.Rule
            |> List.mapi (fun i r -> if i = 3 then Array2D.mapi (fun p q v -> if p = 3 && q = 0 then -v else v) r else r)
        { layer with Rule = a }
    Check.fails "phm.quaternion" (Laws.laws { Laws.definition with Forward = flipped >> Layer.apply }) |> ignore
