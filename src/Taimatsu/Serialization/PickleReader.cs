using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Taimatsu.Serialization;

/// <summary>
/// Reads Python pickles without running code: the opcodes that tensors and plain containers need, and the globals that the caller knows. Anything
/// else is an error that names it and its offset. What comes back: null, bool, long, BigInteger, double, string, byte[], List, object[] for tuples,
/// <see cref="PickleDict"/>, <see cref="PickleSet"/>, and what globals and persistent ids give.
/// </summary>
internal sealed class PickleReader(ByteSource source, Func<string, string, PickleGlobal?> findGlobal, Func<object?, object?> loadPersistent)
{
    // Far above what real files hold, far below what would fill the memory.
    private const int MostObjects = 32_000_000, LongestName = 256;

    private static readonly UTF8Encoding s_utf8 = new(false, throwOnInvalidBytes: true);

    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    private readonly Dictionary<uint, object?> _memo = [];
    private int _objects;
    private long _opcodeAt;

    /// <summary>Reads one pickle up to its STOP.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or holds what is not allowed.</exception>
    public object? Read()
    {
        try
        {
            while (true)
            {
                _opcodeAt = source.Position;
                byte opcode = source.ReadByte();
                if (opcode == '.') return Finish();
                if (++_objects > MostObjects) throw source.Error($"a pickle of more than {MostObjects} steps");
                Step(opcode);
            }
        }
        catch (InvalidDataException e) when (!e.Message.StartsWith(source.Name, StringComparison.Ordinal))
        {
            throw source.Error(e.Message, _opcodeAt);
        }
        catch (Exception e) when (e is ArgumentException or InvalidCastException or OverflowException or DecoderFallbackException)
        {
            throw new InvalidDataException($"{source.Name}: {e.Message} at offset {_opcodeAt}", e);
        }
    }

    private object? Finish()
    {
        if (_marks.Count > 0) throw source.Error("the pickle ends inside a list of items");
        object? result = Pop();
        if (_stack.Count > 0) throw source.Error($"the pickle leaves {_stack.Count} objects behind");
        return result;
    }

    private void Step(byte opcode)
    {
        switch (opcode)
        {
            case 0x80: Protocol(source.ReadByte()); break;
            case (byte)'(': _marks.Add(_stack.Count); break;
            case (byte)'N': _stack.Add(null); break;
            case 0x88: _stack.Add(true); break;
            case 0x89: _stack.Add(false); break;
            case (byte)'J': _stack.Add((long)source.ReadInt32()); break;
            case (byte)'K': _stack.Add((long)source.ReadByte()); break;
            case (byte)'M': _stack.Add((long)source.ReadUInt16()); break;
            case 0x8a: _stack.Add(Integer(source.ReadBlock(source.ReadByte()))); break;
            case (byte)'G': _stack.Add(BinaryPrimitives.ReadDoubleBigEndian(source.ReadBlock(8))); break;
            case (byte)'X': _stack.Add(s_utf8.GetString(source.ReadBlock(Length(source.ReadInt32())))); break;
            case (byte)'U': _stack.Add(Encoding.Latin1.GetString(source.ReadBlock(source.ReadByte()))); break;
            case (byte)'T': _stack.Add(Encoding.Latin1.GetString(source.ReadBlock(Length(source.ReadInt32())))); break;
            case (byte)')': _stack.Add(Array.Empty<object?>()); break;
            case (byte)']': _stack.Add(new List<object?>()); break;
            case (byte)'}': _stack.Add(new PickleDict()); break;
            case 0x8f: _stack.Add(new PickleSet([])); break;
            case (byte)'t': _stack.Add(PopToMark()); break;
            case 0x85: Tuple(1); break;
            case 0x86: Tuple(2); break;
            case 0x87: Tuple(3); break;
            case (byte)'a': { object? item = Pop(); Top<List<object?>>("APPEND").Add(item); break; }
            case (byte)'e': { var items = PopToMark(); Top<List<object?>>("APPENDS").AddRange(items); break; }
            case (byte)'s': { object? value = Pop(), key = Pop(); Top<PickleDict>("SETITEM").Set(key, value); break; }
            case (byte)'u': SetItems(); break;
            case (byte)'q': Memoize(source.ReadByte()); break;
            case (byte)'r': Memoize((uint)source.ReadInt32()); break;
            case (byte)'h': _stack.Add(Recall(source.ReadByte())); break;
            case (byte)'j': _stack.Add(Recall((uint)source.ReadInt32())); break;
            case (byte)'c': _stack.Add(Global(source.ReadLine(LongestName), source.ReadLine(LongestName))); break;
            case (byte)'R': Call("REDUCE"); break;
            case 0x81: Call("NEWOBJ"); break;
            case (byte)'b': Build(); break;
            case (byte)'Q': _stack.Add(loadPersistent(Pop())); break;
            default: throw source.Error($"Unsupported operand {opcode} ({PickleOpcodes.Name(opcode)}): only the opcodes of tensors and plain containers are read", _opcodeAt);
        }
    }

    private void Protocol(byte version)
    {
        if (version > 5) throw source.Error($"pickle protocol {version}");
    }

    private static object Integer(byte[] bytes)
    {
        var value = new BigInteger(bytes);
        if (value >= long.MinValue && value <= long.MaxValue) return (long)value;
        return value;
    }

    private int Length(int length) => length >= 0 ? length : throw source.Error($"a string of length {length}");

    private object? Pop()
    {
        int floor = _marks.Count > 0 ? _marks[^1] : 0;
        if (_stack.Count <= floor) throw source.Error("an opcode finds no operand on the stack");
        object? top = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        return top;
    }

    private object?[] PopToMark()
    {
        if (_marks.Count == 0) throw source.Error("an opcode finds no mark on the stack");
        int from = _marks[^1];
        _marks.RemoveAt(_marks.Count - 1);
        object?[] items = _stack.GetRange(from, _stack.Count - from).ToArray();
        _stack.RemoveRange(from, items.Length);
        return items;
    }

    private T Top<T>(string opcode) where T : class
    {
        int floor = _marks.Count > 0 ? _marks[^1] : 0;
        if (_stack.Count <= floor) throw source.Error($"{opcode} finds no operand on the stack");
        return _stack[^1] as T ?? throw source.Error($"{opcode} on {_stack[^1]?.GetType().Name ?? "None"}");
    }

    private void Tuple(int length)
    {
        var tuple = new object?[length];
        for (int i = length - 1; i >= 0; i--) tuple[i] = Pop();
        _stack.Add(tuple);
    }

    private void SetItems()
    {
        object?[] items = PopToMark();
        if (items.Length % 2 != 0) throw source.Error($"SETITEMS of {items.Length} objects: a key has no value");
        var dict = Top<PickleDict>("SETITEMS");
        for (int i = 0; i < items.Length; i += 2) dict.Set(items[i], items[i + 1]);
    }

    private void Memoize(uint index)
    {
        int floor = _marks.Count > 0 ? _marks[^1] : 0;
        if (_stack.Count <= floor) throw source.Error("BINPUT finds no operand on the stack");
        _memo[index] = _stack[^1];
    }

    private object? Recall(uint index)
        => _memo.TryGetValue(index, out object? value) ? value : throw source.Error($"BINGET of memo {index}, which was never set");

    private PickleGlobal Global(string module, string name)
        => findGlobal(module, name) ?? throw source.Error($"Unsupported global: GLOBAL {module}.{name} was not an allowed global", _opcodeAt);

    private void Call(string opcode)
    {
        object? arguments = Pop(), callee = Pop();
        if (callee is not PickleGlobal { Call: { } call } global) throw source.Error($"{opcode} calls {callee ?? "None"}, which is not an allowed function");
        if (arguments is not object?[] tuple) throw source.Error($"{opcode} of {global} without a tuple of arguments");
        _stack.Add(call(tuple));
    }

    private void Build()
    {
        object? state = Pop();
        Top<IPickleState>("BUILD").SetState(state);
    }
}
