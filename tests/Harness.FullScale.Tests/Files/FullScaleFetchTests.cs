using System.Collections.Concurrent;
using Harness.Data;
using Harness.Data.Files;
using Harness.Data.PaperFiles;
using Harness.Data.Pictures;
using Harness.FullScale.Fetching;
using Harness.FullScale.Files;
using Harness.FullScale.Tests.Fetching;

namespace Harness.FullScale.Tests.Files;

/// <summary>All files of full scale from a mirror on the loopback address, in their official layouts with tiny contents, read by the loaders of runs.</summary>
public sealed class FullScaleFetchTests : IDisposable
{
    // The mirror's files are not the published ones, so their sizes and digests are not compared.
    private static readonly IReadOnlyList<FullFile> All =
    [
        .. FullScaleFiles.All.Select(f => f with { Sources = [.. f.Sources.Select(Loose)] }),
    ];

    private readonly TemporaryFolder folder = new();
    private readonly HttpClient client = Downloader.NewClient();
    private readonly View view = new();

    private string Data => folder["data"];

    public void Dispose()
    {
        client.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Everything_with_an_address_comes_and_the_loaders_read_it()
    {
        using var server = new FaultyServer(TinyMirror.Answer);
        var outcomes = await Fetch(server, All);
        Assert.All(outcomes, o => Assert.True(o.State is FetchState.Fetched or FetchState.Made or FetchState.OnPage, $"{o}"));
        Assert.Equal(10, outcomes.Count(o => o.State == FetchState.OnPage));
        Assert.All(
            outcomes.Where(o => o.State != FetchState.OnPage),
            o => Assert.True(Path.Exists(o.File.In(Where)), o.File.Place)
        );
        Assert.False(Directory.Exists(Path.Combine(Data, "archives")));
        Assert.Empty(Directory.GetFiles(folder.Path, "*.partial*", SearchOption.AllDirectories));

        var karpathy = (IVqaDataset)PaperDatasets.Open("vqa-v2-karpathy", Data);
        Assert.Equal(["10", "40"], karpathy.Questions("train").Select(q => q.Id));
        Assert.Equal(["20"], karpathy.Questions("val").Select(q => q.Id));
        var asked = Assert.Single(karpathy.Questions("test"));
        Assert.Equal(
            ("30", "COCO_val2014_000000000003", "What is 3?", "what is", "yes/no"),
            (asked.Id, asked.PictureId, asked.Text, asked.Form, asked.AnswerType)
        );
        // Seven of ten said yes, two no; the tenth's answer is none of the 3,129.
        Assert.Equal([("no", 0.6), ("yes", 1.0)], asked.Answers.Select(a => (a.Key, a.Value)).Order());
        Assert.Equal(1, karpathy.Picture(asked.PictureId).Width);

        Assert.Equal("served?", Assert.Single(Questions("vqa-v2", "train")).Text);
        Assert.Equal(["10", "20"], Questions("ok-vqa", "train").Select(q => q.Id));
        Assert.Equal(3, Questions("ok-vqa", "test")[0].Answers.Count);
        Assert.Equal(10, ((IVqaDataset)PaperDatasets.Open("ok-vqa", Data)).AnnotatorAnswers("test")["30"].Count);
        Assert.Equal([("testdev-9", "yes"), ("testdev-1", "no")], Questions("gqa", "test").Select(q => (q.Id, q.BestAnswer())));
        var pair = Questions("nlvr2", "val")[0];
        Assert.Equal(("dev-7-3-0", "true"), (pair.Id, pair.BestAnswer()));
        Assert.Equal(["dev-7-3-img0", "dev-7-3-img1"], PicturePair.Parts(pair.PictureId));
        Assert.Equal(2, ((ICaptionDataset)PaperDatasets.Open("coco-karpathy", Data)).Captions("train").Count);

        // Again: nothing is asked, nothing written.
        var (requests, made) = (server.Requests.Count, File.GetLastWriteTimeUtc(Path.Combine(Data, "vqa/karpathy_test.json")));
        Assert.All(await Fetch(server, All), o => Assert.True(o.State is FetchState.Here or FetchState.OnPage, $"{o}"));
        Assert.Equal(
            (requests, made),
            (server.Requests.Count, File.GetLastWriteTimeUtc(Path.Combine(Data, "vqa/karpathy_test.json")))
        );
        // Damage after it was brought is noticed.
        File.WriteAllText(Path.Combine(Data, "vqa/karpathy_test.json"), "[{");
        var damaged = (await Fetch(server, All)).Single(o => o.State == FetchState.Failed);
        Assert.Contains("vqa/karpathy_test.json is there and is not what it should be", damaged.Message);
    }

    [Fact]
    public async Task Where_a_server_is_gone_the_file_is_made_from_the_official_ones_and_that_is_said()
    {
        using var server = new FaultyServer(a => a.Path.Contains("unc.edu") ? new Reply(404, []) : TinyMirror.Answer(a));
        var outcomes = await Fetch(
            server,
            [.. All.Where(f => f.Place is "vqa/train.json" or "vqa/nominival.json" or "vqa/minival.json")]
        );
        Assert.All(outcomes, o => Assert.Equal(FetchState.Made, o.State));
        Assert.Contains("another than the authors'", outcomes[0].Message);
        Assert.Equal(["10", "20"], Questions("vqa-v2", "train").Select(q => q.Id));
        Assert.Equal(["30", "40"], Questions("vqa-v2", "test").Select(q => q.Id));
        Assert.Contains(view.Notes, n => n.Contains("the server says 404"));
    }

    [Fact]
    public async Task One_bad_archive_stops_nothing_else_and_the_next_call_mends_it()
    {
        FullFile[] wanted =
        [
            .. All.Where(f => f.Place is "COCO/images/val2014/" or "COCO/images/train2014/" or "COCO/dataset_coco.json"),
        ];
        using var server = new FaultyServer(a =>
            !a.Path.EndsWith("val2014.zip") ? TinyMirror.Answer(a) : FaultyServer.Well(a, Damaged(TinyMirror.At(a.Path)!))
        );
        var outcomes = await Fetch(server, wanted);
        var bad = Assert.Single(outcomes, o => o.State == FetchState.Failed);
        Assert.Equal("COCO/images/val2014/", bad.File.Place);
        Assert.False(Path.Exists(bad.File.In(Where)));
        server.Answer = TinyMirror.Answer;
        Assert.Equal(
            [FetchState.Here, FetchState.Here, FetchState.Fetched],
            (await Fetch(server, wanted)).Select(o => o.State).Order()
        );
        // A name that leads out of the folder is refused.
        Directory.Delete(bad.File.In(Where), recursive: true);
        server.Answer = a => FaultyServer.Well(a, TinyMirror.Zip(("val2014/../../escaped.jpg", [1])));
        Assert.Contains("outside its folder", (await Fetch(server, wanted)).Single(o => o.State == FetchState.Failed).Message);
    }

    [Fact]
    public async Task What_somebody_put_there_stays()
    {
        FullFile[] wanted = [.. All.Where(f => f.Place is "vqa/trainval_label2ans.json" or "VLT5-novqa/Epoch30_base.pth")];
        foreach (var file in wanted)
            Directory.CreateDirectory(Path.GetDirectoryName(file.In(Where))!);
        File.WriteAllText(wanted[0].In(Where), "[\"own\"]");
        File.WriteAllText(wanted[1].In(Where), "<html>Google Drive can't scan this file for viruses</html>");
        using var server = new FaultyServer(TinyMirror.Answer);
        var outcomes = await Fetch(server, wanted);
        Assert.Equal([FetchState.Here, FetchState.Failed], outcomes.Select(o => o.State));
        Assert.Contains("it is a web page; move it away", outcomes[1].Message);
        Assert.Equal("[\"own\"]", File.ReadAllText(wanted[0].In(Where)));
        Assert.Empty(server.Requests);
        // The published file is another.
        var published = FullScaleFiles.All.Single(f => f.Place == "vqa/trainval_label2ans.json");
        File.SetLastWriteTimeUtc(published.In(Where), DateTime.UnixEpoch);
        Assert.Contains("46,668 are published", Assert.Single(await Fetch(server, [published])).Message);
    }

    [Fact]
    public async Task Without_room_nothing_is_asked_for()
    {
        using var server = new FaultyServer(TinyMirror.Answer);
        var error = await Assert.ThrowsAsync<UserErrorException>(() => Fetch(server, All, free: 5_000_000_000));
        Assert.Equal(3, error.ExitCode);
        Assert.Matches(
            @"has 5\.0 GB free and about \d+\.\d GB are needed; make room, name another folder with --data",
            error.Message
        );
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_call_that_is_stopped_goes_on_and_a_second_at_once_is_refused()
    {
        FullFile[] wanted = [.. All.Where(f => f.Place == "roberta-base/model.safetensors")];
        using var server = new FaultyServer(a => TinyMirror.Answer(a) with { Pause = TimeSpan.FromSeconds(30) });
        using var stop = new CancellationTokenSource();
        var first = Fetch(server, wanted, token: stop.Token);
        while (view.Bytes == 0) // a part has come
            await Task.Delay(5);
        var refused = await Assert.ThrowsAsync<UserErrorException>(() => Fetch(server, wanted));
        Assert.Contains("is being filled by process", refused.Message);
        stop.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        server.Answer = TinyMirror.Answer;
        Assert.Equal(FetchState.Fetched, Assert.Single(await Fetch(server, wanted)).State);
        Assert.Equal(view.Bytes, TinyMirror.At("model.safetensors")!.Length);
        Assert.True(server.Requests.Last().From > 0);
    }

    private static byte[] Damaged(byte[] zip)
    {
        zip[100] ^= 1; // inside the first file
        return zip;
    }

    private static FileSource Loose(FileSource source) =>
        source switch
        {
            Direct direct => direct with { Download = Loose(direct.Download) },
            Unpacked unpacked => unpacked with { Archive = Loose(unpacked.Archive) },
            Converted converted => converted with { Archives = [.. converted.Archives.Select(Loose)] },
            _ => source,
        };

    private static Archive Loose(Archive archive) => archive with { Download = Loose(archive.Download) };

    private static Download Loose(Download download) => download with { Size = null, Checksum = null };

    private Folders Where => new(Data, folder["weights"]);

    private IReadOnlyList<Question> Questions(string set, string split) =>
        ((IVqaDataset)PaperDatasets.Open(set, Data)).Questions(split);

    private Task<IReadOnlyList<FetchOutcome>> Fetch(
        FaultyServer server,
        IReadOnlyList<FullFile> files,
        long free = long.MaxValue,
        CancellationToken token = default
    ) =>
        new FullScaleFetch(All, Where, new Downloader(client), new Mirrors(server.Address, server.Address), view)
        {
            Free = _ => free,
        }.Run(files, token);

    private sealed class View : IFetchView
    {
        public ConcurrentQueue<string> Notes { get; } = [];

        public long Bytes { get; private set; }

        public void Planned(int files, long bytes) { }

        public void Arrived(string name, long bytes) => Bytes = bytes;

        public void Ended(FetchOutcome outcome) { }

        public void Note(string line) => Notes.Enqueue(line);
    }
}
