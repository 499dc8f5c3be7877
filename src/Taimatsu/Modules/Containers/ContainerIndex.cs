namespace Taimatsu.Modules;

/// <summary>The numbers of a container's entries, counted from either end.</summary>
internal static class ContainerIndex
{
    /// <summary>The number from 0 on, also of a negative one.</summary>
    public static int Wrap(int index, int count)
    {
        int wrapped = index < 0 ? index + count : index;
        return (uint)wrapped < (uint)count ? wrapped : throw new IndexOutOfRangeException($"index {index} is out of range");
    }
}
