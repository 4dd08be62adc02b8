#!/bin/bash
# Runs the compiler through ccache, so that one build folder finds what another has compiled.
#   ccache.sh SOURCE_FOLDER BUILD_FOLDER CCACHE COMPILER ARGUMENT…
# CMake names the precompiled header by its full path, which ccache doesn't make relative by itself. The header's binary
# form holds paths too, so each build folder makes its own, with a sum of what was compiled that is the same everywhere.
source_folder=$1 build_folder=$2
shift 2
export CCACHE_BASEDIR=$source_folder CCACHE_NOHASHDIR=1 CCACHE_PCH_EXTSUM=1
export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
command=("${@/#"$build_folder"\//}")

output=
for ((i = 0; i < ${#command[@]}; i++)); do
  if [[ ${command[i]} == -o ]]; then output=${command[i + 1]}; fi
done
if [[ $output != *.pch ]]; then
  exec "${command[@]}"
fi

compile=("${command[@]:1}")
preprocess=()
for ((i = 0; i < ${#compile[@]}; i++)); do
  case ${compile[i]} in
    -o | -MF | -MT) ((i++)) ;;
    -MD | -c) ;;
    -Xclang) if [[ ${compile[i + 1]} == -emit-pch ]]; then ((i++)); else preprocess+=(-Xclang); fi ;;
    *) preprocess+=("${compile[i]}") ;;
  esac
done
"${compile[@]}" || exit
{ echo "${preprocess[@]}"; "${preprocess[@]}" -E -P; } | sha256sum > "$output.sum"
