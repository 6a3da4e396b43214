namespace Harness.Training.Vqa;

/// <summary>Where an <see cref="EarlyStopping"/> stands.</summary>
/// <param name="Reference">The score that a look must beat; −∞ before the first.</param>
public sealed record EarlyStoppingState(double Reference, double Best, int Stale);

/// <summary>
/// The authors' rule: a look counts as no improvement when dev (in %, two digits) does not rise by more than 0.01; counting
/// starts after the first non-zero score; the checkpoint with dev ≥ best is kept, so ties go to the later one.
/// </summary>
public sealed class EarlyStopping(int patience)
{
    private const double MinimalGain = 0.01;
    private double reference = double.NegativeInfinity;

    /// <summary>Best dev score so far, in %.</summary>
    public double Best { get; private set; } = double.NegativeInfinity;

    /// <summary>Looks in a row without improvement.</summary>
    public int Stale { get; private set; }

    /// <summary>Setting it goes on from there.</summary>
    public EarlyStoppingState State
    {
        get => new(reference, Best, Stale);
        set => (reference, Best, Stale) = (value.Reference, value.Best, value.Stale);
    }

    /// <summary>True once patience has run out.</summary>
    public bool Exhausted => patience > 0 && Stale >= patience;

    /// <summary>Records a look; true when its checkpoint is to be kept.</summary>
    public bool Look(double devScore)
    {
        var rounded = Math.Round(devScore, 2);
        if (rounded > reference + MinimalGain)
            (reference, Stale) = (rounded, 0);
        else if (reference > 0)
            Stale++;
        var keep = rounded >= Best;
        Best = Math.Max(Best, rounded);
        return keep;
    }
}
