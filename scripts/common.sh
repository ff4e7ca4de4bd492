# shellcheck shell=bash
# Sourced by the scripts of this folder: strict mode, the project's root as working folder, and how
# they speak.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Compiling a tree again costs seconds where ccache is installed.
if command -v ccache >/dev/null; then
  export CMAKE_C_COMPILER_LAUNCHER=ccache CMAKE_CXX_COMPILER_LAUNCHER=ccache
fi

say() { printf '\n== %s\n' "$*"; }

# fail CODE TEXT: 1 failed while running, 2 wrong usage.
fail() {
  printf '%s: %s\n' "$(basename "$0")" "$2" >&2
  exit "$1"
}

# usage CODE: the comment at the head of the script, which is its help.
usage() {
  sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0" >&"$((1 + ($1 != 0)))"
  exit "$1"
}

# build PRESET [TARGET...]: configures and compiles a tree of CMakePresets.json.
build() {
  local preset=$1
  shift
  cmake --preset "$preset"
  cmake --build --preset "$preset" ${1:+--target "$@"}
}
