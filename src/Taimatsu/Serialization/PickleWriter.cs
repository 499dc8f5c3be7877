using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Taimatsu.Serialization;

/// <summary>
/// Emits pickle protocol 2 as Python's pickler does: what can be referred to again is remembered under the next number, and referred to by it.
/// Strings are remembered by value, globals by name, everything else by identity.
/// </summary>
internal sealed class PickleWriter
{
    private readonly MemoryStream _out = new();
    private readonly Dictionary<object, int> _objects = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, int> _strings = [], _keys = [];
    private readonly Dictionary<(string, string), int> _globals = [];
    private int _next;

    public PickleWriter() => Emit(0x80, 2);

    public byte[] Finish()
    {
        Emit((byte)'.');
        return _out.ToArray();
    }

    public void None() => Emit((byte)'N');

    public void Bool(bool value) => Emit((byte)(value ? 0x88 : 0x89));

    public void Integer(long value)
    {
        if (value is >= 0 and <= byte.MaxValue) Emit((byte)'K', (byte)value);
        else if (value is >= 0 and <= ushort.MaxValue) Emit((byte)'M', (byte)value, (byte)(value >> 8));
        else if (value is >= int.MinValue and <= int.MaxValue) EmitInt32((byte)'J', (int)value);
        else Integer((BigInteger)value);
    }

    public void Integer(BigInteger value)
    {
        byte[] bytes = value.ToByteArray();
        if (bytes.Length > byte.MaxValue) throw new ArgumentException($"torch.save: an integer of {bytes.Length} bytes is too long");
        Emit(0x8a, (byte)bytes.Length);
        _out.Write(bytes);
    }

    public void Float(double value)
    {
        Span<byte> bytes = stackalloc byte[9];
        bytes[0] = (byte)'G';
        BinaryPrimitives.WriteDoubleBigEndian(bytes[1..], value);
        _out.Write(bytes);
    }

    public void String(string value) => String(value, _strings);

    /// <summary>A storage's key: remembered apart from other strings of the same text, as Python's are other objects.</summary>
    public void Key(string value) => String(value, _keys);

    private void String(string value, Dictionary<string, int> strings)
    {
        if (strings.TryGetValue(value, out int known))
        {
            Get(known);
            return;
        }
        byte[] bytes = Encoding.UTF8.GetBytes(value);
        EmitInt32((byte)'X', bytes.Length);
        _out.Write(bytes);
        strings.Add(value, Put());
    }

    public void Global(string module, string name)
    {
        if (_globals.TryGetValue((module, name), out int known))
        {
            Get(known);
            return;
        }
        Emit((byte)'c');
        _out.Write(Encoding.ASCII.GetBytes($"{module}\n{name}\n"));
        _globals.Add((module, name), Put());
    }

    /// <summary>True, after a reference to it, if the object has been written before.</summary>
    public bool TryGet(object value)
    {
        if (!_objects.TryGetValue(value, out int known)) return false;
        Get(known);
        return true;
    }

    /// <summary>Remembers the object just written; null for one that nobody can refer to again.</summary>
    public void Memoize(object? value)
    {
        int number = Put();
        if (value is not null) _objects.Add(value, number);
    }

    public void EmptyTuple() => Emit((byte)')');

    /// <summary>Begins a tuple of a length; write its elements, then <see cref="EndTuple"/>.</summary>
    public void BeginTuple(int length)
    {
        if (length > 3) Mark();
    }

    public void EndTuple(int length, object? identity = null)
    {
        if (length == 0) Emit((byte)')');
        else
        {
            Emit(length switch { 1 => 0x85, 2 => 0x86, 3 => 0x87, _ => (byte)'t' });
            Memoize(identity);
        }
    }

    public void Integers(ReadOnlySpan<long> values)
    {
        BeginTuple(values.Length);
        foreach (long value in values) Integer(value);
        EndTuple(values.Length);
    }

    public void EmptyList(object? identity)
    {
        Emit((byte)']');
        Memoize(identity);
    }

    public void EmptyDict(object? identity)
    {
        Emit((byte)'}');
        Memoize(identity);
    }

    public void EmptyOrderedDict(object? identity = null)
    {
        Global("collections", "OrderedDict");
        EmptyTuple();
        Reduce();
        Memoize(identity);
    }

    /// <summary>Calls the global below the tuple on top; memoize the result where Python does.</summary>
    public void Reduce() => Emit((byte)'R');

    public void Mark() => Emit((byte)'(');
    public void Append() => Emit((byte)'a');
    public void Appends() => Emit((byte)'e');
    public void SetItem() => Emit((byte)'s');
    public void SetItems() => Emit((byte)'u');
    public void Build() => Emit((byte)'b');
    public void PersistentId() => Emit((byte)'Q');

    private int Put()
    {
        if (_next <= byte.MaxValue) Emit((byte)'q', (byte)_next);
        else EmitInt32((byte)'r', _next);
        return _next++;
    }

    private void Get(int number)
    {
        if (number <= byte.MaxValue) Emit((byte)'h', (byte)number);
        else EmitInt32((byte)'j', number);
    }

    private void Emit(byte a) => _out.WriteByte(a);

    private void Emit(byte a, byte b)
    {
        _out.WriteByte(a);
        _out.WriteByte(b);
    }

    private void Emit(byte a, byte b, byte c)
    {
        Emit(a, b);
        _out.WriteByte(c);
    }

    private void EmitInt32(byte opcode, int value)
    {
        Span<byte> bytes = stackalloc byte[5];
        bytes[0] = opcode;
        BinaryPrimitives.WriteInt32LittleEndian(bytes[1..], value);
        _out.Write(bytes);
    }
}
