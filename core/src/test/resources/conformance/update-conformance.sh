#!/usr/bin/env bash
# Makes the text that ConformanceTest expects, NAME.out for each row of TESTLIST (or only the rows named), with a
# tcpdump 4.99.6 built --without-crypto.
# usage: TCPDUMP=/path/to/tcpdump update-conformance.sh [NAME...]
set -euo pipefail
cd "$(dirname "$0")"
tcpdump=${TCPDUMP:-tcpdump}
"$tcpdump" --version 2>&1 | grep -q '^tcpdump version 4\.99\.6' || { echo "$tcpdump is not tcpdump 4.99.6" >&2; exit 1; }
cuts=$(mktemp -d); trap 'rm -rf "$cuts"' EXIT

# Writes every packet of a big-endian pcap file at every length from one byte to all.
cut_capture() {
  python3 - "$1" "$2" <<'PYTHON'
import struct, sys
data = open(sys.argv[1], 'rb').read()
with open(sys.argv[2], 'wb') as out:
    out.write(data[:24])
    at = 24
    while at < len(data):
        seconds, micros, captured, length = struct.unpack('>4I', data[at:at + 16])
        for cut in range(1, captured + 1):
            out.write(struct.pack('>4I', seconds, micros, cut, length) + data[at + 16:at + 16 + cut])
        at += 16 + captured
PYTHON
}

grep -v -e '^#' -e '^$' TESTLIST | while read -r name capture options; do
  [ $# -eq 0 ] || [[ " $* " == *" $name "* ]] || continue
  file=$capture
  if [[ $capture == cut:* ]]; then
    file=$cuts/${capture#cut:}
    [ -e "$file" ] || cut_capture "${capture#cut:}" "$file"
  fi
  # shellcheck disable=SC2086 # options are words
  TZ=GMT0 "$tcpdump" -r "$file" $options 2>/dev/null > "$name.out"
done
