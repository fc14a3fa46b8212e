#!/bin/sh
# Print an installed Python 3.10 that runs: on PATH, from pyenv, or in the usual places. Prints
# "3.10" when there is none, for uv to fetch one.
for candidate in "$(command -v python3.10)" "$(pyenv prefix 3.10 2>/dev/null)/bin/python3.10" \
    "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.10*/bin/python3.10 \
    /usr/local/bin/python3.10 /usr/bin/python3.10 /opt/python3.10/bin/python3.10; do
    if [ -x "$candidate" ] && "$candidate" -c 'import sys, ssl, sqlite3; sys.exit(sys.version_info[:2] != (3, 10))' 2>/dev/null; then
        echo "$candidate"
        exit 0
    fi
done
echo 3.10
