namespace Taimatsu;

/// <summary>An item could not be read, or a batch not be made of its items. The inner exception says why.</summary>
public sealed class DataLoaderException : InvalidOperationException
{
    internal DataLoaderException(string message, long? index, Exception inner) : base("DataLoader: " + message, inner) => Index = index;

    /// <summary>The number of the item that failed, or null if putting the items together did.</summary>
    public long? Index { get; }
}
