namespace Plotly.NET

open System
open DynamicObj
open DynamicObj.Fields

/// One set of data and how it is drawn.
type Trace(traceTypeName: string) =
    inherit DynamicObj()

    /// The kind of trace, as plotly.js names it.
    member val ``type`` = traceTypeName with get, set

    /// The part (marker, line, error_y …) on top of the one that the trace has.
    static member internal update (name: string) (part: DynamicObj) (trace: Trace) =
        match trace.TryGetTypedValue<DynamicObj> name with
        | Some present -> trace.SetValue(name, Fields.combine present part)
        | None ->
            // A copy: the same part may be given to several traces, which are styled separately afterwards.
            let copy = Activator.CreateInstance(part.GetType()) :?> DynamicObj
            part.CopyDynamicPropertiesTo copy
            trace.SetValue(name, copy)
        trace

/// A trace on a pair of x and y axes.
type Trace2D(traceTypeName: string) =
    inherit Trace(traceTypeName)

    static member internal make kind (members: (string * obj option) list) = Trace2D kind |> fill members :> Trace
