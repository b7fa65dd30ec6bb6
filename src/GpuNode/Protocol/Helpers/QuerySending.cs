namespace Distillery.GpuNode.Protocol.Helpers;

/// <summary>Why a query is sent to a helper.</summary>
public enum QuerySending
{
    First,

    /// <summary>The helper before was busy.</summary>
    AfterBusy,

    /// <summary>The helper before was lost, or will never answer.</summary>
    AfterLoss,

    /// <summary>The answer is late; whoever has the query keeps it.</summary>
    Late,
}
