/// Names of characters in many languages, from Unicode's Common Locale Data Repository as npm packs it.
module Language.Names

open System.Formats.Tar
open System.IO
open System.IO.Compression
open System.Text.Json
open TorchSharp

let private files (archive: string) (wanted: string list) =
    use tar = new TarReader(new GZipStream(File.OpenRead archive, CompressionMode.Decompress))
    let rec read found =
        match tar.GetNextEntry() with
        | null -> found
        | entry when List.contains entry.Name wanted ->
            use text = new StreamReader(Option.get (Option.ofObj entry.DataStream))
            read (Map.add entry.Name (text.ReadToEnd()) found)
        | _ -> read found
    read Map.empty

/// The longest name that counts.
let length = 24

/// Names of each language, in small letters and spaces.
let read archive (languages: string list) =
    let path language = $"package/annotations/{language}/annotations.json"
    let texts = files archive (List.map path languages)
    let names language =
        use json = JsonDocument.Parse texts[path language]
        [| for symbol in json.RootElement.GetProperty("annotations").GetProperty("annotations").EnumerateObject() do
               match symbol.Value.TryGetProperty "tts" with
               | true, spoken ->
                   let name = (string spoken[0]).ToLowerInvariant()
                   if name.Length < length && name |> Seq.forall (fun c -> System.Char.IsLetter c || c = ' ') then
                       name
               | _ -> () |]
    List.map names languages

/// Ids [N, length + 1] of names, each between ends, which are 0.
let ids (alphabet: char array) (names: string array) =
    let id (name: string) at =
        if at = 0 || at > name.Length then 0L else 1L + int64 (System.Array.IndexOf(alphabet, name[at - 1]))
    let row name = Array.init (length + 1) (id name)
    torch.tensor(names |> Array.collect row).reshape (int64 names.Length, int64 (length + 1))
