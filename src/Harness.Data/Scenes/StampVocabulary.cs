namespace Harness.Data.Scenes;

/// <summary>
/// Which names of the stamps are used, by category. Name and category are the package's own annotations (the sentence's head noun and
/// the folder); this table only selects. Left out on purpose: names that another name includes (a dromedary is a camel, an orca
/// a dolphin, a fedora a hat), things that are not of their folder's kind (a snail among the insects, a button among the clothes), and
/// names that only exist as vector graphics.
/// </summary>
internal static class StampVocabulary
{
    /// <param name="Folders">Below the stamps' root; a folder stands for its sub-folders as well.</param>
    /// <param name="Known">Six names, in every training picture's pool.</param>
    /// <param name="HeldOut">Names that occur in the held-out test alone.</param>
    public sealed record Category(string Name, string[] Folders, string[] Known, string[] HeldOut);

    public static readonly IReadOnlyList<Category> Categories =
    [
        Of("bird", "animals/birds", "heron owl ostrich penguin pelican turkey", "flamingo toucan vulture"),
        Of("fish", "animals/fish", "butterflyfish clownfish dolphinfish seahorse trout wrasse", ""),
        Of("insect", "animals/insects", "bee butterfly dragonfly grasshopper ladybug mantis", "fly hornet"),
        Of("mammal", "animals/mammals animals/marsupials", "elephant fox giraffe kangaroo tiger zebra", "camel goat squirrel"),
        Of("fruit", "food/fruit", "apple banana lemon orange pear strawberry", "mango pineapple raspberry"),
        Of("vegetable", "food/vegetables", "carrot eggplant mushroom onion pepper pumpkin", "potato yam"),
        Of("flower", "plants/flowers", "daffodil gazania iris marigold petunia rose", ""),
        Of("garment", "clothes", "fedora glove jacket scarf shirt sock", "cap sombrero"),
        Of("instrument", "hobbies/music", "cello cymbal drum guitar trumpet violin", "bassoon"),
        Of("tool", "household/tools", "hammer mallet paintbrush saw spade wrench", ""),
        Of("building", "town/houses", "castle cottage igloo tent tower windmill", "fort monastery university"),
        Of("vehicle", "vehicles", "airplane bus car locomotive tricycle truck", "sailboat tugboat"),
    ];

    /// <summary>Category of a stamp by its folder (relative to the stamps' root); null where none is used.</summary>
    public static Category? OfFolder(string folder) =>
        Categories.FirstOrDefault(c => c.Folders.Any(f => folder == f || folder.StartsWith(f + "/", StringComparison.Ordinal)));

    private static Category Of(string name, string folders, string known, string heldOut) =>
        new(name, Words(folders), Words(known), Words(heldOut));

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
