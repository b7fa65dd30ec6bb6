using Distillery.Cli.Terminal;
using Distillery.Shared;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Validation;

/// <summary>What a validation has found: facts in their order, and every problem.</summary>
internal sealed class ValidationReport
{
    private const int SubjectWidth = 12;

    private readonly List<string> _facts = [];
    private readonly List<UserErrorException> _problems = [];
    private readonly List<MethodForecast> _forecasts = [];

    internal bool HasProblems => _problems.Count > 0;

    internal void Add(string subject, string fact) => _facts.Add($"{subject.PadRight(SubjectWidth)}{fact}");

    /// <summary>One for each method, in their order, where nothing stands in the way.</summary>
    internal IReadOnlyList<MethodForecast> Forecasts => _forecasts;

    internal void Add(MethodForecast forecast) => _forecasts.Add(forecast);

    /// <summary>Gives what <paramref name="check"/> gives, or remembers its problem and gives null, so that what does
    /// not depend on it can still be checked.</summary>
    internal T? Try<T>(Func<T> check) where T : class
    {
        try
        {
            return check();
        }
        catch (UserErrorException problem)
        {
            _problems.Add(problem);
            return null;
        }
    }

    /// <summary>Facts and forecasts go to the output, problems to the error stream.</summary>
    internal void Write(CliContext context)
    {
        foreach (string fact in _facts) context.Output.WriteLine(fact);
        if (_forecasts.Count > 0)
        {
            context.Output.WriteLine();
            context.Output.Write(TextTable.Render(MethodForecast.Heads, [.. _forecasts.Select(forecast => forecast.Cells)]));
        }
        foreach (UserErrorException problem in _problems) ErrorReport.Of(problem).Write(context.Error);
        if (HasProblems) return;
        context.Output.WriteLine();
        context.Output.WriteLine("everything is in order");
    }
}
