namespace Taimatsu.Serialization;

/// <summary>The names of opcodes that are refused, for the error.</summary>
internal static class PickleOpcodes
{
    public static string Name(byte opcode) => opcode switch
    {
        (byte)'i' => "INST",
        (byte)'o' => "OBJ",
        0x92 => "NEWOBJ_EX",
        0x93 => "STACK_GLOBAL",
        0x82 or 0x83 or 0x84 => "EXT",
        (byte)'P' => "PERSID",
        0x94 => "MEMOIZE",
        0x95 => "FRAME",
        0x8b => "LONG4",
        0x8c => "SHORT_BINUNICODE",
        0x8d => "BINUNICODE8",
        0x8e => "BINBYTES8",
        (byte)'B' => "BINBYTES",
        (byte)'C' => "SHORT_BINBYTES",
        0x90 => "ADDITEMS",
        0x91 => "FROZENSET",
        (byte)'I' => "INT",
        (byte)'L' => "LONG",
        (byte)'F' => "FLOAT",
        (byte)'S' => "STRING",
        (byte)'V' => "UNICODE",
        (byte)'p' => "PUT",
        (byte)'g' => "GET",
        (byte)'d' => "DICT",
        (byte)'l' => "LIST",
        (byte)'0' => "POP",
        (byte)'1' => "POP_MARK",
        (byte)'2' => "DUP",
        _ => "unknown",
    };
}
