using Distillery.Shared.Configuration.Reading;

namespace Distillery.Shared.Configuration;

/// <summary>How the learning rate changes over the run.</summary>
public sealed record ScheduleConfig
{
    public ScheduleName Name { get; init; }

    /// <summary>Multistep: the epochs, in rising order, at whose end the rate is multiplied by the factor.</summary>
    public required ValueList<int> Milestones { get; init; }

    /// <summary>Multistep: what the rate is multiplied by.</summary>
    public double Factor { get; init; }

    /// <summary>Epochs, also parts of one, over which the rate rises linearly to its full value.</summary>
    public double WarmupEpochs { get; init; }

    /// <summary>Cosine: the share of the full rate at the end.</summary>
    public double FinalRatio { get; init; }

    /// <param name="section">The section <c>train.schedule</c>.</param>
    /// <param name="epochs">The length of the run, or null if it is stated in steps.</param>
    internal static ScheduleConfig Read(SectionReader section, int? epochs)
    {
        ScheduleName name = section.Choice<ScheduleName>("name", ScheduleName.Cosine);
        section.AllowOnlyIf(name == ScheduleName.Multistep, "only multistep has it", "milestones", "factor");
        section.AllowOnlyIf(name == ScheduleName.Cosine, "only cosine has it", "final_ratio");
        var schedule = new ScheduleConfig
        {
            Name = name,
            Milestones = section.Integers("milestones", 1, 1_000_000),
            Factor = section.Number("factor", 0.1, 0, 1),
            WarmupEpochs = section.Number("warmup_epochs", 0, 0, 1_000_000),
            FinalRatio = section.Number("final_ratio", 0, 0, 1),
        };
        schedule.Check(section, epochs);
        return schedule;
    }

    internal void Write(SectionWriter section)
    {
        section.Put("name", Name);
        section.Put("warmup_epochs", WarmupEpochs);
        if (Name == ScheduleName.Cosine) section.Put("final_ratio", FinalRatio);
        if (Name != ScheduleName.Multistep) return;
        section.Put("milestones", Milestones);
        section.Put("factor", Factor);
    }

    private void Check(SectionReader section, int? epochs)
    {
        if (Name == ScheduleName.Multistep && Milestones.Count == 0)
            section.Fail(
                "milestones", "is empty, so the rate would never change", "List epochs, such as [150, 180, 210].");
        if (Milestones.Zip(Milestones.Skip(1)).Any(pair => pair.First >= pair.Second))
            section.Fail("milestones", $"{Milestones} does not rise", "List the epochs in rising order, each once.");
        if (WarmupEpochs > epochs)
            section.Fail(
                "warmup_epochs",
                $"{Words.Of(WarmupEpochs)} epochs of warm-up are longer than the run of {epochs} epochs",
                "Shorten it, or raise train.epochs.");
    }
}
