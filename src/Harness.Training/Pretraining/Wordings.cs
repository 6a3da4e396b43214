namespace Harness.Training.Pretraining;

/// <summary>What statements of a pre-training are like: how often each kind is drawn, and in which words it is said.</summary>
/// <param name="Tries">
/// How often things are drawn anew where a scene gives a kind nothing to say about those drawn; then another kind is. With one try kinds that ask much of a
/// scene, relations above all, come far less often than their share.
/// </param>
/// <param name="Deck">Kinds, each as often as its share; <c>relation</c> is <c>side</c> or <c>height</c>, and neighbours and extremes are named or of a category.</param>
/// <param name="Wordings">Sentences by kind: {0} and {1} are subjects, {a} is the word that may be hidden.</param>
public sealed record StatementStyle(
    int Tries,
    IReadOnlyList<string> Deck,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Wordings
)
{
    /// <summary>One wording a kind: what the other small backbones read.</summary>
    public static StatementStyle One { get; } =
        new(
            1,
            [
                "count-category",
                "count-category",
                "count-all",
                "exists",
                "exists",
                "exists-category",
                "size",
                "size",
                "category",
                "relation",
                "relation",
                "neighbour",
                "neighbour",
                "extreme",
                "extreme",
                "background",
            ],
            new Dictionary<string, IReadOnlyList<string>>
            {
                ["count-category"] = ["{a} {0} in picture"],
                ["count-all"] = ["{a} objects in picture"],
                ["exists"] = ["a {a} in picture"],
                ["exists-category"] = ["some {a} in picture"],
                ["size"] = ["the {0} is {a}"],
                ["category"] = ["the {0} is a {a}"],
                ["side"] = ["the {0} is {a} of the {1}"],
                ["height"] = ["the {0} is {a} the {1}"],
                ["neighbour"] = ["{1} neighbour of {0} is a {a}"],
                ["neighbour-category"] = ["{1} neighbour of {0} is some {a}"],
                ["extreme"] = ["{0} object is a {a}"],
                ["extreme-category"] = ["{0} object is some {a}"],
                ["background"] = ["background is {a}"],
            }
        );

    /// <summary>Several wordings a kind, more of what is hard (counts, relations, neighbours), none within two words of a downstream question.</summary>
    public static StatementStyle Several { get; } =
        new(
            12,
            [
                .. Enumerable.Repeat("count-category", 3),
                .. Enumerable.Repeat("count-all", 2),
                "exists",
                "exists-category",
                .. Enumerable.Repeat("size", 2),
                "category",
                .. Enumerable.Repeat("relation", 6),
                .. Enumerable.Repeat("neighbour", 5),
                .. Enumerable.Repeat("extreme", 2),
                "background",
            ],
            new Dictionary<string, IReadOnlyList<string>>
            {
                ["count-category"] =
                [
                    "{a} {0} in picture",
                    "number of {0} : {a}",
                    "one can count {a} {0}",
                    "as many as {a} {0} stand here",
                ],
                ["count-all"] =
                [
                    "{a} objects in picture",
                    "number of things : {a}",
                    "one can count {a} things",
                    "as many as {a} things stand here",
                ],
                ["exists"] = ["a {a} in picture", "one can see a {a}", "somewhere stands a {a}", "this shows a {a}"],
                ["exists-category"] =
                [
                    "some {a} in picture",
                    "one can see some {a}",
                    "somewhere stand some {a}",
                    "this shows some {a}",
                ],
                ["size"] = ["the {0} looks {a}", "size of {0} : {a}", "a {a} {0} stands here", "of {a} size is this {0}"],
                ["category"] = ["the {0} is a {a}", "kind of {0} : {a}", "every {0} is a {a}", "a {0} belongs to {a}"],
                ["side"] =
                [
                    "{0} stands to the {a} of {1}",
                    "{0} , seen from {1} , is on the {a}",
                    "we find {0} on the {a} side of {1}",
                    "place of {0} beside {1} : {a}",
                ],
                ["height"] =
                [
                    "{0} stands {a} the {1}",
                    "{0} , seen from {1} , is {a}",
                    "{0} has its place {a} {1}",
                    "height of {0} beside {1} : {a}",
                ],
                ["neighbour"] =
                [
                    "{1} neighbour of {0} is a {a}",
                    "to the {1} of {0} stands a {a}",
                    "{1} of {0} comes a {a}",
                    "thing next to {0} on the {1} : {a}",
                ],
                ["neighbour-category"] =
                [
                    "{1} neighbour of {0} is some {a}",
                    "to the {1} of {0} stands some {a}",
                    "{1} of {0} comes some {a}",
                    "kind next to {0} on the {1} : {a}",
                ],
                ["extreme"] = ["{0} object is a {a}", "{0} of all is a {a}", "the {0} thing shown : {a}", "{0} we see a {a}"],
                ["extreme-category"] =
                [
                    "{0} object is some {a}",
                    "{0} of all is some {a}",
                    "kind of the {0} thing : {a}",
                    "{0} we see some {a}",
                ],
                ["background"] =
                [
                    "background is {a}",
                    "color behind all things : {a}",
                    "all things stand on {a}",
                    "{a} is the ground color",
                ],
            }
        );

    /// <summary>Those words, mostly about where things stand to each other.</summary>
    public static StatementStyle Places { get; } =
        Several with
        {
            Deck = [.. Enumerable.Repeat("relation", 8), "size", "background", "neighbour", "neighbour", "extreme"],
        };
}

/// <summary>
/// How a statement is asked for in words, by kind: {0} and {1} are its subjects. Kinds that end in <c>?</c> are answered by yes or no, and {a} is
/// what may be so or not. No wording contains a question of the downstream task or stands within two words of one.
/// </summary>
/// <param name="Known">Wordings that pre-training reads.</param>
/// <param name="Unseen">Wordings of the same words that it never reads: what is held out.</param>
public sealed record QuestionWordings(IReadOnlyList<string> Known, IReadOnlyList<string> Unseen)
{
    public static IReadOnlyDictionary<string, QuestionWordings> ByKind { get; } =
        new Dictionary<string, QuestionWordings>
        {
            ["background"] = new(
                [
                    "tell me the color behind all things",
                    "on which color do all things stand ?",
                    "the background shows which color ?",
                    "name the ground color",
                ],
                ["which color do we find behind all things ?", "tell the color of the ground"]
            ),
            ["count-category"] = new(
                [
                    "give the number of {0} shown",
                    "count every {0} in this picture",
                    "of {0} , how many can one see ?",
                    "tell any number of {0} there",
                    "to how many {0} do we count ?",
                ],
                ["what number of {0} do we find ?", "tell me how many {0} this picture shows"]
            ),
            ["count-all"] = new(
                [
                    "give the number of things shown",
                    "count every thing in this picture",
                    "of all objects , how many can one see ?",
                    "tell any number of things there",
                    "to how many things do we count ?",
                ],
                ["what number of things do we find ?", "tell me how many objects this picture shows"]
            ),
            ["exists?"] = new(
                [
                    "can one find a {a} in here ?",
                    "does this picture show a {a} ?",
                    "yes or no : one can see a {a}",
                    "a {a} , are there such things ?",
                    "do we see any {a} in this picture ?",
                ],
                ["can one see a {a} somewhere ?", "does a {a} stand in here ?"]
            ),
            ["exists-category?"] = new(
                [
                    "can one find some {a} in here ?",
                    "does this picture show some {a} ?",
                    "yes or no : one can see some {a}",
                    "some {a} , are there such things ?",
                    "do we see any {a} in this picture ?",
                ],
                ["can one see some {a} somewhere ?", "do some {a} stand in here ?"]
            ),
            ["side?"] = new(
                [
                    "does {0} stand to the {a} of {1} ?",
                    "seen from {1} , do we find {0} on the {a} ?",
                    "yes or no : {1} has {0} on its {a} side",
                    "is it to the {a} of {1} that we find {0} ?",
                ],
                ["can one find {0} on the {a} side of {1} ?", "yes or no : to the {a} of {1} we see {0}"]
            ),
            ["side"] = new(
                ["on which side of {1} do we find {0} ?", "seen from {1} , on what side is {0} ?"],
                ["to which side of {1} does {0} stand ?"]
            ),
            ["height?"] = new(
                [
                    "does {0} stand {a} {1} ?",
                    "seen from {1} , do we find {0} {a} ?",
                    "yes or no : {0} has its place {a} {1}",
                    "is it {a} {1} that we find {0} ?",
                ],
                ["can one find {0} {a} {1} ?", "yes or no : {a} {1} we see {0}"]
            ),
            ["height"] = new(
                ["above or below : where do we find {0} from {1} ?", "where does {0} stand , below or above {1} ?"],
                ["seen from {1} , where is {0} , above or below ?"]
            ),
            ["neighbour"] = new(
                [
                    "what comes to the {1} of {0} ?",
                    "name the {1} neighbour of {0}",
                    "next to {0} on the {1} we see what thing ?",
                    "which thing stands beside {0} to the {1} ?",
                ],
                ["tell me the thing on the {1} side of {0}", "what do we find to the {1} of {0} ?"]
            ),
            ["neighbour-category"] = new(
                [
                    "what kind of thing comes to the {1} of {0} ?",
                    "name the kind of the {1} neighbour of {0}",
                    "next to {0} on the {1} we see what kind ?",
                    "which kind of thing stands beside {0} to the {1} ?",
                ],
                ["tell me the kind of the thing on the {1} side of {0}", "what kind do we find to the {1} of {0} ?"]
            ),
            ["extreme"] = new(
                [
                    "name the {0} object",
                    "of all things , what stands {0} ?",
                    "what thing do we see {0} of all ?",
                    "the {0} one , which thing is it ?",
                ],
                ["tell me the {0} thing", "what do we find {0} in this picture ?"]
            ),
            ["extreme-category"] = new(
                [
                    "name the kind of the {0} object",
                    "of all things , what kind stands {0} ?",
                    "what kind of thing do we see {0} of all ?",
                    "the {0} one , of which kind is it ?",
                ],
                ["tell me the kind of the {0} thing", "what kind do we find {0} in this picture ?"]
            ),
            ["size"] = new(
                [
                    "does the {0} look small , or big ?",
                    "tell the size of {0}",
                    "of which size is this {0} ?",
                    "big or small : how does the {0} look ?",
                ],
                ["tell which size this {0} has", "how big or small does this {0} look ?"]
            ),
            ["category"] = new(
                ["to which kind belongs a {0} ?", "name the kind of {0}", "every {0} is what kind of thing ?"],
                ["tell the kind that {0} belongs to"]
            ),
        };
}
