namespace Plotly.NET

open Plotly.NET.LayoutObjects

/// Titles over the cells of a grid.
module internal GridTitles =

    /// First and last point of each cell along one side of the paper, as plotly.js's grid lays them out: `count`
    /// cells and `count − 1` gaps fill the unit interval, a gap being a fraction of a cell with its gap.
    let private spans gap count =
        let step = 1. / (float count - gap)
        [| for i in 0 .. count - 1 -> step * float i, step * (float i + 1. - gap) |]

    let annotations rows cols xGap yGap order offset (font: Font option) (titles: string list) =
        let across = spans xGap cols
        let up = spans yGap rows
        let down = if order = StyleParam.LayoutGridRowOrder.BottomToTop then up else Array.rev up
        [ for i, title in List.indexed (List.truncate (rows * cols) titles) do
              let left, right = across[i % cols]
              Annotation.init (
                  X = (left + right) / 2., XRef = "paper", XAnchor = StyleParam.XAnchorPosition.Center,
                  Y = snd down[i / cols] + offset, YRef = "paper", YAnchor = StyleParam.YAnchorPosition.Bottom,
                  Text = title, ShowArrow = false, ?Font = font) ]
