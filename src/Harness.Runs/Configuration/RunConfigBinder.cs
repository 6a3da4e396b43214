namespace Harness.Runs.Configuration;

/// <summary>Makes the typed record from resolved values.</summary>
internal static class RunConfigBinder
{
    public static RunConfig Bind(IReadOnlyList<ResolvedValue> values)
    {
        var map = values.ToDictionary(v => v.Spec.Path, v => v.Value);
        string Text(string key) => (string)map[key];
        int Whole(string key) => (int)map[key];
        double Number(string key) => (double)map[key];
        return new RunConfig
        {
            Paper = Text("paper"),
            Experiment = Text("experiment"),
            Scale = Text("scale"),
            Dataset = new DatasetConfig
            {
                Name = Text("dataset.name"),
                Train = Text("dataset.train"),
                Test = Text("dataset.test"),
                TestLimit = Whole("dataset.test_limit"),
                Size = Text("dataset.size"),
                Seed = Whole("dataset.seed"),
                Regions = Text("dataset.regions"),
                Metric = Text("dataset.metric"),
            },
            Backbone = new BackboneConfig
            {
                Name = Text("backbone.name"),
                Weights = Text("backbone.weights"),
                VisualPrefix = (bool)map["backbone.visual_prefix"],
                Vision = Text("backbone.vision"),
            },
            Method = new MethodConfig
            {
                Name = Text("method.name"),
                Assembly = map.GetValueOrDefault(MethodCatalog.Assembly.Path) as string ?? "",
                Options = values
                    .Where(v =>
                        v.Spec.Path.StartsWith("method.") && v.Spec.Path != "method.name" && v.Spec != MethodCatalog.Assembly
                    )
                    .ToDictionary(v => v.Spec.Path["method.".Length..], v => v.Value),
            },
            Train = new TrainConfig
            {
                NTrain = Whole("train.n_d"),
                Seed = Whole("train.seed"),
                BatchSize = Whole("train.batch_size"),
                Lr = Number("train.lr"),
                Epochs = Whole("train.epochs"),
                MaxSteps = Whole("train.max_steps"),
                Looks = Whole("train.looks"),
                Patience = Whole("train.patience"),
                WarmupRatio = Number("train.warmup_ratio"),
                WeightDecay = Number("train.weight_decay"),
                Clip = Number("train.clip"),
                Optimizer = Text("train.optimizer"),
                Beta1 = Number("train.beta1"),
                Beta2 = Number("train.beta2"),
                Epsilon = Number("train.epsilon"),
                Dropout = Number("train.dropout"),
                Prompt = Text("train.prompt"),
                AnswerPrompt = Text("train.answer_prompt"),
                MaxQuestionTokens = Whole("train.max_question_tokens"),
                MaxAnswerTokens = Whole("train.max_answer_tokens"),
                MaxDecodedTokens = Whole("train.max_decoded_tokens"),
                EvalBatchSize = Whole("train.eval_batch_size"),
                NDev = Whole("train.n_dev"),
                NumBeams = Whole("train.num_beams"),
            },
        };
    }
}
