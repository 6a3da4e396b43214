// A small convolutional network learns what kind of thing an emoji shows, from Google's drawings; three methods then tune it to Twitter's.
//   Vision train PACKAGES FOLDER   trains the network and the adapters, and saves them
//   Vision use PACKAGES FOLDER     in another process: reads them back, and merges what can be merged
// PACKAGES holds emoji-datasource-google-16.0.0.tgz and emoji-datasource-twitter-16.0.0.tgz, as `npm pack NAME@16.0.0` brings them.
using System.Text.Json;
using Harness.Adapters;
using Harness.Adapters.AnyModel;
using Harness.Adapters.BitFit;
using Harness.Adapters.Bottleneck;
using Harness.Adapters.Lora;
using Harness.Adapters.Saving;
using TorchSharp;
using Vision;
using static TorchSharp.torch;

if (args is not [("train" or "use") and var verb, var packages, var folder])
{
    Console.Error.WriteLine("usage: Vision train|use PACKAGES FOLDER");
    return 2;
}
random.manual_seed(1);
set_num_threads(1); // the tensors are small
var pictures = Emoji.Read(Path.Combine(packages, "emoji-datasource-twitter-16.0.0.tgz"), "img/twitter/64/");
var (train, test) = pictures.Split();
var weights = Path.Combine(folder, "network.dat");
var answers = Path.Combine(folder, "answers.json");
var sites = new ModelSites { Hidden = ["dense"] };
(string Name, PeftMethod Method, double Rate)[] methods =
[
    ("lora", new LoraMethod { R = 4, TargetModules = ["conv2", "conv3", "dense"] }, 5e-3),
    ("bitfit", new BitFitMethod(), 5e-3),
    ("pfeiffer", new PfeifferMethod { ReductionFactor = 4 }, 2e-3),
];
using var network = new Network(Emoji.Kinds.Count);
if (verb == "train")
{
    Directory.CreateDirectory(folder);
    var drawings = Emoji.Read(Path.Combine(packages, "emoji-datasource-google-16.0.0.tgz"), "img/google/64/");
    Learning.Fit(network, drawings, steps: 100, rate: 2e-3);
    network.save(weights);
    var before = Learning.Loss(network, test);
    Console.WriteLine(
        $"network: loss {before:0.000}, accuracy {Learning.Accuracy(network, test):0.0} % on drawings of another hand"
    );
    var given = new Dictionary<string, float[]>();
    foreach (var (name, method, rate) in methods)
    {
        using var tuned = network.WithAdapter(method, sites, seed: 1);
        Learning.Fit(network, train, steps: 30, rate);
        var after = Learning.Loss(network, test);
        tuned.SaveAdapter(Path.Combine(folder, name));
        given[name] = Learning.Answers(network, test);
        tuned.PrintTrainableParameters();
        Console.WriteLine($"{name}: loss {after:0.000}, accuracy {Learning.Accuracy(network, test):0.0} %");
        if (after >= before)
            return Failed($"{name} did not learn");
        // BitFit trained biases of the network itself.
        if (method is BitFitMethod)
        {
            tuned.Dispose();
            network.load(weights);
        }
    }
    File.WriteAllText(answers, JsonSerializer.Serialize(given));
    return 0;
}

network.load(weights);
var expected = JsonSerializer.Deserialize<Dictionary<string, float[]>>(File.ReadAllText(answers))!;
foreach (var (name, _, _) in methods)
{
    using var tuned = network.LoadAdapter(Path.Combine(folder, name), sites);
    if (Differ(Learning.Answers(network, test), expected[name]))
        return Failed($"{name} gives other answers than before it was saved");
    Console.WriteLine($"{name}: read back, same answers");
    if (name == "lora")
    {
        tuned.Merge();
        if (Differ(Learning.Answers(network, test), expected[name]))
            return Failed($"{name} gives other answers merged");
        Console.WriteLine($"{name}: merged, same answers");
    }
    if (name == "bitfit")
    {
        tuned.Dispose();
        network.load(weights);
    }
}
return 0;

static bool Differ(float[] a, float[] b) => a.Length != b.Length || a.Zip(b).Any(p => !(Math.Abs(p.First - p.Second) < 1e-3));

static int Failed(string what)
{
    Console.Error.WriteLine(what);
    return 1;
}
