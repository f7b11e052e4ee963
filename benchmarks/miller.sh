#!/bin/sh
# The job of mapping-csv.yaml with Miller and awk. It rejects by address alone: neither knows JSON Schema.
#
#     sh benchmarks/miller.sh PEOPLE.csv SCHEMA.json OUTPUT
set -eu
here=$(dirname "$0")
mkdir -p "$3"
: > "$3/rejected.jsonl"
REJECTED="$3/rejected.jsonl" mlr -S --icsv --ojsonl put -f "$here/miller.mlr" "$1" | LC_ALL=C awk -v folder="$3" '
    function finish() { if (size > 2) { printf "]" > name; close(name) } }
    BEGIN { size = 500000 }
    {
        if (size + length($0) + 1 > 500000) {
            if (part) finish()
            name = sprintf("%s/users-%05d.json", folder, ++part)
            printf "[%s", $0 > name
            size = 2 + length($0)
        } else {
            printf ",%s", $0 > name
            size += length($0) + 1
        }
    }
    END { if (part) finish() }'
