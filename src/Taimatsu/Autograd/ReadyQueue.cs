namespace Taimatsu.Autograd;

/// <summary>Nodes that have all their gradients, the youngest first: a binary heap that keeps its memory.</summary>
internal sealed class ReadyQueue
{
    private NodeState?[] _heap = new NodeState?[32];
    private int _count;

    public void Push(NodeState state)
    {
        if (_count == _heap.Length) Array.Resize(ref _heap, _count * 2);
        int place = _count++;
        while (place > 0)
        {
            int parent = (place - 1) / 2;
            if (_heap[parent]!.Node.Sequence >= state.Node.Sequence) break;
            _heap[place] = _heap[parent];
            place = parent;
        }
        _heap[place] = state;
    }

    public bool TryPop(out NodeState? youngest)
    {
        youngest = null;
        if (_count == 0) return false;
        youngest = _heap[0];
        var last = _heap[--_count]!;
        _heap[_count] = null;
        if (_count == 0) return true;
        int place = 0;
        while (2 * place + 1 < _count)
        {
            int child = 2 * place + 1;
            if (child + 1 < _count && _heap[child + 1]!.Node.Sequence > _heap[child]!.Node.Sequence) child++;
            if (_heap[child]!.Node.Sequence <= last.Node.Sequence) break;
            _heap[place] = _heap[child];
            place = child;
        }
        _heap[place] = last;
        return true;
    }

    public void Clear()
    {
        Array.Clear(_heap, 0, _count);
        _count = 0;
    }
}
