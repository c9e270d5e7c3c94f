#!/usr/bin/env bash
# Formats the C++ sources in place; with --check it only names the files that would change.
#   tools/format.sh [--check] [FILE…]      without files: all of src, tests and bench
set -euo pipefail
cd "$(dirname "$0")/.."

check=''
if [[ ${1:-} == --check ]]; then
    check=yes
    shift
fi
if (($#)); then files=("$@"); else mapfile -t files < <(git ls-files -co --exclude-standard 'src/*.[ch]pp' 'tests/*.[ch]pp' 'bench/*.[ch]pp'); fi
((${#files[@]})) || exit 0

if [[ $check ]]; then
    # shellcheck disable=SC2016  # the inner shell expands
    printf '%s\0' "${files[@]}" | xargs -0 -P2 -n8 bash -c '
        for file; do clang-format-19 --style=file --dry-run --Werror "$file" 2>/dev/null || { echo "not formatted: $file"; bad=1; }; done
        exit ${bad:-0}' format
else
    printf '%s\0' "${files[@]}" | xargs -0 -P2 -n8 clang-format-19 --style=file -i
fi
