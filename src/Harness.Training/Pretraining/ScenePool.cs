using Harness.Backbones.Regions;
using Harness.Data;
using Harness.Data.Scenes;
using Harness.Training.Features;

namespace Harness.Training.Pretraining;

/// <summary>
/// Scenes for pre-training with the features of their regions, computed once. They come from a stream of their own, disjoint
/// from every downstream picture.
/// </summary>
public sealed class ScenePool : IDisposable
{
    private ScenePool(IReadOnlyList<Scene> scenes, IReadOnlyList<IReadOnlyList<int>> regionObjects, CachedFeatures features)
    {
        Scenes = scenes;
        RegionObjects = regionObjects;
        Features = features;
    }

    public IReadOnlyList<Scene> Scenes { get; }

    /// <summary>Per scene and region: index of the object it shows, negative where it shows none.</summary>
    public IReadOnlyList<IReadOnlyList<int>> RegionObjects { get; }

    public CachedFeatures Features { get; }

    /// <summary>Scenes <paramref name="first"/> … of the pre-training stream.</summary>
    public static ScenePool Create(
        StampScenes data,
        ulong first,
        int count,
        RegionEmbedder embedder,
        string cacheFile,
        IProgress<double>? progress = null
    )
    {
        var scenes = Enumerable.Range(0, count).Select(i => data.PretrainingScene(first + (ulong)i)).ToList();
        var layouts = scenes.Select(s => data.RegionsOf(s)).ToList();
        var byId = scenes.Select((s, i) => (s.Id, i)).ToDictionary(p => p.Id, p => p.i);
        string[] ids = [.. scenes.Select(s => s.Id)];
        var features = CachedFeatures.LoadOrCompute(
            cacheFile,
            ids,
            id => data.Picture(scenes[byId[id]]),
            () => new RegionReader(embedder, id => layouts[byId[id]].Boxes, leaveOpen: true),
            progress
        );
        return new ScenePool(scenes, [.. layouts.Select(l => l.Objects)], features);
    }

    public void Dispose() => Features.Dispose();
}
