module Harness.Paper.Tests.FigureTests

open System.IO
open System.Text.Json
open Xunit
open Harness.Paper.Figures
open Harness.Paper.Results
open Harness.Paper.Tests
open Harness.Paper.Tests.Goldens

let private set = Samples.set 2 1.0
let private tradeOff s = TradeOff.build s "stamp-scenes" |> Option.get
let private curves s = Curves.build s "stamp-scenes" |> Option.get
let private traces figure = JsonDocument.Parse(Figure.json figure).RootElement |> get "data" |> items
let private named name figure = traces figure |> List.find (fun t -> (t |> get "name").GetString() = name)

[<Fact>]
let ``the trade-off shows share against mean, with deviation and seeds`` () =
    let mixphm = named "MixPHM" (tradeOff set)
    Assert.Equal<float[]>([| 2.0 |], mixphm |> get "x" |> numbers)
    Assert.Equal<float[]>([| 49.25 |], mixphm |> get "y" |> numbers)
    near 1e-9 0.35355339059327 (mixphm |> get "error_y" |> get "array" |> numbers |> Array.head)
    Assert.Equal<float[]>([| 49.0; 49.5 |], named "MixPHM, seeds" (tradeOff set) |> get "y" |> numbers)

[<Fact>]
let ``its axis is logarithmic and its size the one nearest to the paper's`` () =
    let layout = JsonDocument.Parse(Figure.json (tradeOff set)).RootElement |> get "layout"
    Assert.Equal("log", (layout |> get "xaxis" |> get "type").GetString())
    Assert.Equal(Some 64, TradeOff.sizeFor set)
    Assert.Contains("proxy scale", (tradeOff set).Title)

[<Fact>]
let ``baselines are lines across the figure`` () =
    let majority = named "Majority answer" (tradeOff set)
    Assert.Equal<float[]>([| 25.0; 25.0 |], majority |> get "y" |> numbers)

[<Fact>]
let ``curves go over the sizes`` () =
    let full = named "Full finetuning" (curves set)
    // Each method stands a little beside its size, in the same proportion at every size.
    let x = full |> get "x" |> numbers
    Assert.Equal(4.0, x[1] / x[0], 9)
    Assert.InRange(x[0], 14.5, 17.5)
    Assert.Equal<float[]>([| 42.25; 48.25 |], full |> get "y" |> numbers)

let private experiment name variants =
    { set with
        Rows =
            [ for variant, score in variants do
                  for seed in [ 13; 21; 42 ] ->
                      { Samples.row "mixphm" 64 seed (score + float (seed % 2)) with
                          Experiment = name
                          Variant = variant
                          Key = $"{variant}-{seed}" } ] }

[<Fact>]
let ``an ablation is bars with its variants by name, and no sweep`` () =
    let ablation = experiment "routing" [ "inference_level=0", 40.0; "inference_level=3", 45.0 ]
    Assert.Equal(None, Sweeps.axis ablation "routing")
    let bars = List.exactlyOne (Bars.all ablation)
    Assert.Equal("routing-stamp-scenes", bars.Id)
    let trace = named "N_D = 64" bars
    Assert.Equal<string list>([ "an expert a token"; "mean of weights" ], trace |> get "x" |> items |> List.map string)
    near 1e-12 (40.0 + 2.0 / 3.0) (trace |> get "y" |> numbers |> Array.head)
    Assert.Contains("95 % t-interval", bars.Caption)

[<Fact>]
let ``a row of numbers is a curve over the number, whichever keys carry it`` () =
    let sweep =
        experiment "alpha" [ "align_w=0.2 red_w=0.2", 44.0; "align_w=0.04 red_w=0.04", 40.0; "align_w=0.4 red_w=0.4", 42.0 ]
    Assert.Equal(Some "align_w = red_w", Sweeps.axis sweep "alpha")
    let curve = named "N_D = 64" (List.exactlyOne (Sweeps.all sweep))
    Assert.Equal<float[]>([| 0.04; 0.2; 0.4 |], curve |> get "x" |> numbers)
    Assert.Empty(Bars.all sweep)

[<Fact>]
let ``similarities are lines over the layers, one a stack and counterpart`` () =
    let figure = Similarities.build set |> Option.get
    let line = named "encoder, against input h" figure
    Assert.Equal<float[]>([| 0.0; 1.0 |], line |> get "x" |> numbers)
    near 1e-12 0.17 (line |> get "y" |> numbers |> Array.head)
    Assert.Equal(8, figure.Data.Length)

[<Fact>]
let ``equal data give equal figures, whatever the order of the runs`` () =
    let shuffled = { set with Rows = List.rev set.Rows }
    for build in [ tradeOff; curves ] do
        Assert.Equal(Figure.json (build set), Figure.json (build set))
        Assert.Equal(Figure.json (build set), Figure.json (build shuffled))
        Assert.Equal(Figure.csv (build set), Figure.csv (build shuffled))

[<Fact>]
let ``another number gives another figure`` () =
    Assert.NotEqual<string>(Figure.json (tradeOff set), Figure.json (tradeOff (Samples.set 2 1.5)))

[<Fact>]
let ``no figure without runs`` () =
    Assert.Equal(None, TradeOff.build (ResultSet.empty "mixphm" "proxy") "stamp-scenes" |> Option.map (fun f -> f.Id))
    let one = { set with Rows = set.Rows |> List.filter (fun r -> r.ND <> 16) }
    Assert.Equal(None, Curves.build one "stamp-scenes" |> Option.map (fun f -> f.Id))

[<Fact>]
let ``numbers, figure and page are written; pictures where a browser is`` () =
    use folder = new Samples.Folder()
    Export.save folder.Path [ tradeOff set ]
    let left = Export.withBrowser (Export.drawPictures folder.Path [ tradeOff set ])
    let file extension = folder.Sub $"trade-off-stamp-scenes.{extension}"
    Assert.StartsWith("method,n_d,trained_percent,n,mean,std,seed,score\nfull,64,100,2,48.25,", File.ReadAllText(file "csv"))
    let page = File.ReadAllText(file "html")
    Assert.DoesNotContain("<script src", page)
    match Browser.Find() with
    // A busy machine may keep the browser from answering; then the line says so.
    | Some _ when left.IsEmpty ->
        Assert.Contains("<svg", File.ReadAllText(file "svg"))
        Assert.StartsWith("%PDF", File.ReadAllText(file "pdf"))
        Assert.Equal<byte[]>([| 137uy; 80uy; 78uy; 71uy |], File.ReadAllBytes(file "png")[..3])
    | Some _ -> Assert.Contains("SVG, PNG and PDF are incomplete", List.exactlyOne left)
    | None -> Assert.Contains("no Chromium was found", List.exactlyOne left)

[<Fact>]
let ``a roofline has its ridge where products and transfers take as long`` () =
    let figure =
        Roofline.build
            100.0
            10.0
            [ struct ("dense", 4e9, 8e6, 0.05); struct ("moves", 0.0, 8e6, 0.05); struct ("thin", 1e9, 1e9, 0.2) ]
    Assert.Equal<string list list>([ [ "dense"; "500"; "80"; "100" ]; [ "thin"; "1"; "5"; "10" ] ], figure.Data)
    let roof = traces figure |> List.head
    Assert.Equal<float[]>([| 0.5; 10.0; 1000.0 |], roof |> get "x" |> numbers)
    Assert.Equal<float[]>([| 5.0; 100.0; 100.0 |], roof |> get "y" |> numbers)
