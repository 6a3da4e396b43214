using System.Text.Json;
using System.Text.RegularExpressions;
using Harness.Data.Files;
using Harness.Data.Inspection;
using Harness.Data.Scenes;

namespace Harness.Data.Tests.Inspection;

public partial class InspectionPageTests
{
    private static readonly StampScenes Data = StampScenes.Open(
        new StampScenesOptions
        {
            TrainPictures = 200,
            TrainQuestions = 60,
            TestPictures = 200,
            TestQuestions = 60,
            HeldOutPictures = 200,
            HeldOutQuestions = 60,
        },
        SpriteSource.Shapes
    );

    private static readonly Question[] Asked = [.. Data.Questions("test").Take(20)];

    /// <summary>The first is always right, the second says yes to everything, the third marks up its answer and skips one question.</summary>
    private static InspectedMethod[] Methods =>
        [
            new("oracle", Asked.ToDictionary(q => q.Id, q => q.BestAnswer())),
            new("yes-sayer", Asked.ToDictionary(q => q.Id, _ => "yes")),
            new("hostile", Asked.Skip(1).ToDictionary(q => q.Id, _ => "</script><b id='broken'>&")),
        ];

    /// <summary>The page in a browser after a script has used it as a person would: what the script wrote down, by step.</summary>
    private static Dictionary<string, string[]> Use(string html, string script, string hash = "")
    {
        using var folder = new TemporaryFolder();
        const string helpers = """
            const notes = {};
            const note = name => notes[name] = [field("count").textContent, ...[...document.querySelectorAll("article")].filter(a => !a.hidden && a.offsetHeight > 0).map(a => a.id.slice(5))];
            const choose = (id, value) => { field(id).value = value; field(id).dispatchEvent(new Event("input", { bubbles: true })); };
            """;
        const string done = """ document.body.append(make("pre", "NOTES" + JSON.stringify(notes) + "END")); """;
        File.WriteAllText(
            folder["page.html"],
            html.Replace("</body>", $"<script>{helpers}{script};setTimeout(() => {{ {done} }}, 50);</script></body>")
        );
        var document = HeadlessBrowser.Document(new Uri(folder["page.html"]).AbsoluteUri + hash, folder["profile"]);
        var notes = Notes().Match(document);
        Assert.True(notes.Success, document);
        return JsonSerializer.Deserialize<Dictionary<string, string[]>>(System.Net.WebUtility.HtmlDecode(notes.Groups[1].Value))!;
    }

    [Fact]
    public void Its_filters_work_in_a_browser()
    {
        var html = InspectionPage.Html(Data, "test", Methods, 100);
        var notes = Use(
            html,
            """
            note("all");
            choose("type", "yes/no"); note("type");
            choose("state", "wrong 1"); note("type and wrong");
            choose("type", ""); note("wrong");
            choose("state", "differ"); note("differ");
            choose("state", "right"); note("right");
            choose("state", ""); choose("text", "THINGS ARE THERE"); note("text");
            choose("text", ""); choose("form", "color"); note("form");
            notes.images = [...document.images].map(i => i.complete + " " + i.naturalWidth);
            notes.cells = [...document.querySelectorAll("article")].slice(0, 2).map(a => [...a.querySelectorAll("td")].map(t => t.textContent).join("|"));
            notes.broken = [String(document.getElementById("broken"))];
            document.querySelector("button[type=reset]").click();
            setTimeout(() => note("reset"), 10)
            """
        );
        string[] Those(Func<Question, bool> which) => [.. Asked.Where(which).Select(q => q.Id)];
        void Shows(string step, string[] ids) => Assert.Equal([$"{ids.Length} of 20", .. ids], notes[step]);
        Shows("all", Those(_ => true));
        Shows("type", Those(q => q.AnswerType == "yes/no"));
        Shows("type and wrong", Those(q => q.AnswerType == "yes/no" && q.BestAnswer() != "yes"));
        Shows("wrong", Those(q => q.BestAnswer() != "yes"));
        Shows("differ", Those(q => q != Asked[0] || q.BestAnswer() != "yes"));
        Shows("right", Those(q => q == Asked[0] && q.BestAnswer() == "yes"));
        Shows("text", Those(q => q.Text.Contains("things are there")));
        Shows("form", Those(q => q.Form == "color"));
        Shows("reset", Those(_ => true));
        Assert.All(notes["images"], i => Assert.Equal("true 128", i));
        Assert.Contains($"answer|{Asked[0].BestAnswer()}||oracle|{Asked[0].BestAnswer()}|1.00|yes-sayer|yes|", notes["cells"][0]);
        Assert.EndsWith("hostile|–|", notes["cells"][0]);
        Assert.Contains("hostile|</script><b id='broken'>&|0.00", notes["cells"][1]);
        Assert.Equal(["null"], notes["broken"]);
        var linked = Use(html, """note("linked")""", "#type=number&state=wrong+1");
        Assert.Equal(Those(q => q.AnswerType == "number"), linked["linked"].Skip(1));
    }

    [Fact]
    public void It_holds_what_was_asked_for_and_nothing_from_elsewhere()
    {
        var html = InspectionPage.Html(Data, "test", [], 5);
        Assert.Contains("5 of 60 items", html);
        Assert.DoesNotMatch("(src|href)=\"https?:", html);
        Assert.DoesNotContain("{{", html);
        var error = Assert.Throws<UserErrorException>(() => InspectionPage.Html(Data, "train", Methods, 5));
        Assert.Equal(2, error.ExitCode);
    }

    [Fact]
    public void Predictions_are_read_from_a_run_and_a_bad_line_is_told()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllLines(
            folder["p.jsonl"],
            [
                """{"question_id":"q1","picture_id":"p","prediction":"yes","correct":1}""",
                "",
                """{"picture_id":"p2","prediction":"A dog."}""",
            ]
        );
        Assert.Equal(
            [("q1", "yes"), ("p2", "A dog.")],
            InspectedMethod.Read("m", folder["p.jsonl"]).Predictions.Select(p => (p.Key, p.Value))
        );
        File.AppendAllText(folder["p.jsonl"], "{}\n");
        Assert.Contains(
            "line 4",
            Assert.ThrowsAny<UserErrorException>(() => InspectedMethod.Read("m", folder["p.jsonl"])).Message
        );
        Assert.Equal(3, Assert.ThrowsAny<UserErrorException>(() => InspectedMethod.Read("m", folder["none"])).ExitCode);
    }

    [GeneratedRegex("<pre>NOTES(.*?)END</pre>", RegexOptions.Singleline)]
    private static partial Regex Notes();
}
