using Harness.Data.Files;
using Harness.Data.Packages;
using Harness.Data.Scenes.Shapes;

namespace Harness.Data.Scenes;

/// <summary>Which cut-outs scenes are made of.</summary>
public enum SpriteSource
{
    /// <summary>Real stamps; rendered shapes where the package cannot be had, said plainly.</summary>
    Auto,

    /// <summary>Real stamps or an error.</summary>
    Stamps,

    /// <summary>Rendered shapes.</summary>
    Shapes,
}

/// <summary>Opens sprite sets.</summary>
public static class SpriteSources
{
    /// <param name="say">Told about downloads, and when shapes take the place of stamps.</param>
    /// <exception cref="UserErrorException">The package is damaged; or <see cref="SpriteSource.Stamps"/> was asked for and it cannot be had.</exception>
    public static SpriteSet Open(SpriteSource source, PackageCache? cache = null, Action<string>? say = null)
    {
        if (source == SpriteSource.Shapes)
            return ShapeSprites.Load();
        try
        {
            return StampSprites.Load(cache ?? PackageCache.Default(), say);
        }
        catch (PackageUnavailableException e) when (source == SpriteSource.Auto)
        {
            say?.Invoke(
                $"{e.Message}; rendered shapes take the place of the photographs, and results are named 'shapes' instead of 'stamp-scenes'"
            );
            return ShapeSprites.Load();
        }
        catch (PackageUnavailableException e)
        {
            throw e.ToUserError();
        }
    }
}
