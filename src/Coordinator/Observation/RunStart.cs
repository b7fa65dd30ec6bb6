using Distillery.Shared.Configuration;

namespace Distillery.Coordinator.Observation;

/// <summary>How a run begins.</summary>
/// <param name="Config">With a single method.</param>
/// <param name="FirstStep">Above 0 when it resumes.</param>
/// <param name="StudentMacs">Multiply-accumulates of a forward pass of one image.</param>
/// <param name="TeacherMacs">The same for the teacher; null without one, or when they cannot be counted.</param>
/// <param name="TeacherTop1">As measured, 0 to 1.</param>
public sealed record RunStart(
    RunConfig Config, long FirstStep, long TotalSteps, long StepsPerEpoch, long StudentMacs, long? TeacherMacs,
    double? TeacherTop1);
