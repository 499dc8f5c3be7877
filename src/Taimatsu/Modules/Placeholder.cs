namespace Taimatsu.Modules;

internal static class Placeholder;
