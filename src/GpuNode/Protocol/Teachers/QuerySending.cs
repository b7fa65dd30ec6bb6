namespace Distillery.GpuNode.Protocol.Teachers;

/// <summary>Why a query is sent to a teacher.</summary>
public enum QuerySending
{
    First,

    /// <summary>The teacher before was busy.</summary>
    AfterBusy,

    /// <summary>The teacher before was lost, or will never answer.</summary>
    AfterLoss,

    /// <summary>The answer is late; whoever has the query keeps it.</summary>
    Late,
}
