namespace DynamicObj

open System
open System.Collections.Generic

/// An object whose members are set by name, in the order in which they were first set. Traces, layouts and all
/// their parts are such objects: what is set is what plotly.js is told, nothing else.
type DynamicObj() =
    inherit System.Dynamic.DynamicObject()
    let names = List<string>()
    let values = Dictionary<string, obj>()

    member _.SetValue(name: string, value: 'a) =
        if not (values.ContainsKey name) then names.Add name
        values[name] <- box value

    member _.TryGetValue(name: string) : obj option =
        match values.TryGetValue name with
        | true, value -> Some value
        | _ -> None

    /// The member when it is set and of that type, otherwise none.
    member this.TryGetTypedValue<'T>(name: string) : 'T option =
        match this.TryGetValue name with
        | Some(:? 'T as value) -> Some value
        | _ -> None

    member _.Remove(name: string) : bool =
        names.Remove name |> ignore
        values.Remove name

    /// Name and value of every member that is set; the object's own .NET properties come first when asked for.
    member this.GetProperties(includeInstanceProperties: bool) : seq<KeyValuePair<string, obj>> =
        seq {
            if includeInstanceProperties then
                for property in this.GetType().GetProperties() do
                    if property.GetIndexParameters().Length = 0 then
                        yield KeyValuePair(property.Name, property.GetValue this)
            for name in names.ToArray() do
                yield KeyValuePair(name, values[name])
        }

    /// Sets this object's members on another one; values are shared, not cloned.
    member this.CopyDynamicPropertiesTo(target: DynamicObj) =
        for member' in this.GetProperties false do
            target.SetValue(member'.Key, member'.Value)

/// Short ways to set many members; internal to the charts.
module internal Fields =

    /// A member that is set only when the value is given.
    let (=>) (name: string) (value: 'a option) : string * obj option = name, Option.map box value

    /// The same for a value of a closed vocabulary, spelled as plotly.js spells it.
    let inline (=>>) (name: string) (value: ^a option) : string * obj option =
        name, value |> Option.map (fun word -> (^a: (member Convert: unit -> obj) word))

    /// One value or one value per point; the latter wins.
    let either (name: string) (single: 'a option) (multi: seq<'b> option) : string * obj option =
        name, (match multi with Some many -> Some(box many) | None -> Option.map box single)

    let fill (members: (string * obj option) list) (target: #DynamicObj) =
        for name, value in members do
            value |> Option.iter (fun given -> target.SetValue(name, given))
        target

    /// Adds the second object's members to the first, part by part where both have the same part. The first one
    /// is changed and returned.
    let combine (first: 'T when 'T :> DynamicObj) (second: DynamicObj) : 'T =
        let rec merge (into: DynamicObj) (from: DynamicObj) =
            for member' in from.GetProperties false do
                match member'.Value, into.TryGetValue member'.Key with
                | :? DynamicObj as part, Some(:? DynamicObj as present) -> merge present part
                | value, _ -> into.SetValue(member'.Key, value)
        merge first second
        first
