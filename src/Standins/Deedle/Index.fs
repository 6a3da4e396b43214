namespace Deedle

open System
open System.Collections.Generic

/// The keys of one axis, in order, each once. Looking one up builds a table on first use; a key that stands twice
/// is found out then.
type internal Index<'K when 'K: equality>(keys: 'K[]) =

    let table =
        lazy
            (let table = Dictionary<'K, int>(keys.Length, HashIdentity.Structural)
             for i, key in Seq.indexed keys do
                 if not (table.TryAdd(key, i)) then
                     invalidArg "keys" $"Duplicate key '{key}'. Duplicate keys are not allowed in the index."
             table)

    let comparable = typeof<IComparable>.IsAssignableFrom typeof<'K> || typeof<IComparable<'K>>.IsAssignableFrom typeof<'K>

    let ordered =
        lazy (comparable && Seq.forall (fun (a, b) -> Comparer<'K>.Default.Compare(a, b) <= 0) (Seq.pairwise keys))

    member _.Keys = keys

    member _.Count = keys.Length

    /// Where the key stands, or −1.
    member _.Locate(key: 'K) : int =
        match table.Value.TryGetValue key with
        | true, i -> i
        | _ -> -1

    /// Whether the keys ascend. Keys without an order never do.
    member _.IsOrdered = ordered.Value

    /// Positions in ascending order of keys.
    member _.Order() : int[] =
        Array.init keys.Length id |> List.ofArray |> List.sortWith (fun i j -> Comparer<'K>.Default.Compare(keys[i], keys[j])) |> Array.ofList

module internal Index =

    let private sort (keys: 'K[]) = Index<'K>(Index<'K>(keys).Order() |> Array.map (fun i -> keys[i]))

    /// Keys of any: ascending when all of them ascend, otherwise in order of appearance.
    let union (indices: Index<'K> list) : Index<'K> =
        match indices with
        | [ one ] -> one
        | _ ->
            let keys = indices |> Seq.collect (fun index -> index.Keys) |> Seq.distinct |> Array.ofSeq
            if indices |> List.forall (fun index -> index.IsOrdered) then sort keys else Index<'K> keys

    let join (kind: JoinKind) (left: Index<'K>) (right: Index<'K>) : Index<'K> =
        match kind with
        | JoinKind.Left -> left
        | JoinKind.Right -> right
        | JoinKind.Inner -> Index<'K>(left.Keys |> Array.filter (fun key -> right.Locate key >= 0))
        | _ -> union [ left; right ]

    /// For each key of the target its position in the source, or −1.
    let positions (source: Index<'K>) (target: Index<'K>) : int[] =
        if Object.ReferenceEquals(source, target) then Array.init target.Count id
        else target.Keys |> Array.map source.Locate
