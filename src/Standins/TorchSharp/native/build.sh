#!/usr/bin/env bash
# Compiles the C++ files of this folder against libtorch:  build.sh OUTPUT.so
# LIBTORCH names an upstream archive or the torch folder of a Python installation; without it, the system's libtorch.
# Nothing is done when OUTPUT.so is up to date with the source, this script and that libtorch.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
output=$1
die() { echo "TorchSharp: $1"; exit 1; }
mkdir -p "$(dirname "$output")"
exec 9>"$output.lock"; flock 9

command -v g++ >/dev/null || die "no g++; install it (Debian, Ubuntu: apt-get install g++)."
if [ -n "${LIBTORCH:-}" ]; then
  include=$LIBTORCH/include lib=$LIBTORCH/lib
  flags=("-I$include" "-I$include/torch/csrc/api/include")
  links=("-L$lib" "-Wl,-rpath,$lib")
  [ -e "$include/ATen/ATen.h" ] && [ -e "$lib/libtorch.so" ] ||
    die "LIBTORCH is '$LIBTORCH', which holds no include/ATen/ATen.h and lib/libtorch.so; name an unpacked libtorch archive or the torch folder of a Python installation."
else
  include=/usr/include lib=$(dirname "$(g++ -print-file-name=libtorch.so)")
  flags=("-I$include/torch/csrc/api/include") links=()
  [ -e "$include/ATen/ATen.h" ] && [ -e "$lib/libtorch.so" ] && [ "$lib" != . ] ||
    die "no libtorch; install it (Debian, Ubuntu: apt-get install libtorch-dev) or let LIBTORCH name one."
fi

stamp="$lib $(stat -L -c '%s %Y' "$lib/libtorch_cpu.so") $(cat "$here"/*.cpp "$here/build.sh" | cksum)"
[ -e "$output" ] && [ "$(cat "$output.stamp" 2>/dev/null)" = "$stamp" ] && exit 0

flags+=(-O2 -fPIC -shared -fvisibility=hidden -w)
# Python wheels before 2.6 have the old string ABI; the library's own configuration tells.
abi=$(grep -hoE '_GLIBCXX_USE_CXX11_ABI=[01]' "${LIBTORCH:-/nonexistent}/share/cmake/Torch/TorchConfig.cmake" 2>/dev/null | head -1 || true)
[ -n "$abi" ] && flags+=("-D$abi")
links+=(-Wl,--no-as-needed -ltorch -ltorch_cpu -lc10)
[ -e "$lib/libtorch_cuda.so" ] && links+=(-ltorch_cuda -lc10_cuda)

log=$output.log
compile() { g++ "-std=$1" "${flags[@]}" "$here"/*.cpp -o "$output.new" "${links[@]}" 2>"$log"; }
# 1.13 and most of 2.x are content with C++17; later releases ask for C++20.
compile c++17 || compile c++20 ||
  die "LibTorchSharp does not compile against the libtorch in $lib: $(grep -m1 error "$log" || tail -1 "$log")"
mv "$output.new" "$output"
echo "$stamp" >"$output.stamp"
