#!/usr/bin/env bash
# run.sh [--journal FILE] [--seconds N] [--list] [PART OF A NAME | -PART TO LEAVE OUT]... : runs tests on an emulated 64-bit Arm processor, whose level is NEON.
# Needs qemu-aarch64-static and a folder with Arm's C and C++ libraries, named by ARM64_ROOT; on Debian
#   apt-get install qemu-user-static debootstrap
#   debootstrap --foreign --arch=arm64 --variant=minbase --include=libstdc++6,zlib1g bookworm "$ARM64_ROOT"
# On an Arm machine neither is needed.
set -euo pipefail
cd "$(dirname "$0")/../.."
dotnet build -c Release tests/Taimatsu.Tests --nologo -v q
dotnet publish -c Release tools/arm64/Runner --nologo -v q
# The emulator does not see code that is written through a second mapping of its page.
export DOTNET_EnableWriteXorExecute=0 DOTNET_TieredPGO=0
emulator=()
if [ "$(uname -m)" != aarch64 ]; then emulator=(qemu-aarch64-static -L "${ARM64_ROOT:?names the folder of the libraries}"); fi
exec "${emulator[@]}" tools/arm64/Runner/bin/Release/net10.0/linux-arm64/publish/arm64-tests tests/Taimatsu.Tests/bin/Release/net10.0/Taimatsu.Tests.dll "$@"
