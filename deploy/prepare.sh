# Makes .venv and installs into it. Read by deploy/run and deploy/test: `. deploy/prepare.sh`.
# Every failure is one sentence on stderr that says what to do.

say() { printf '%s\n' "$*"; }
fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# The first Python that is new enough. PYTHON=… chooses another.
find_python() {
    found=""
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        command -v "$candidate" >/dev/null 2>&1 || continue
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s' "$candidate"
            return 0
        fi
        found="$found $("$candidate" -c 'import sys; print(sys.version.split()[0])' 2>/dev/null)"
    done
    case ${PYTHON:+set}$found in
    set | set\ ) fail "PYTHON=$PYTHON is not a Python that runs: name one of version 3.11 or newer, or leave PYTHON away, and run this again." ;;
    esac
    if [ -n "$found" ]; then
        fail "Python 3.11 or newer is needed, but this machine has$found: install a newer one and run this again (or name it: PYTHON=/path/to/python3 $0)."
    fi
    fail "Python 3.11 or newer is needed, but there is none: install it (on Debian: apt-get install python3 python3-venv) and run this again."
}

make_venv() {
    python=$(find_python) || exit 1
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        fail "Python's venv part is missing: install it (on Debian: apt-get install python3-venv) and run this again."
    say "Making .venv with $python …"
    log=$("$python" -m venv --clear .venv 2>&1) || {
        case $log in
        *"No space left"*) fail "The disk is full: make room for about 500 MB and run this again." ;;
        *) fail "The folder .venv could not be made in $PWD: check that you may write here. Python said: $(printf '%s' "$log" | tail -n 1)" ;;
        esac
    }
}

# install KIND EXTRAS: pip runs only when setup.cfg changed since the last time.
install() {
    stamp=".venv/installed-$1"
    want=$(cksum <setup.cfg) || fail "setup.cfg is missing: run this from a whole copy of the project."
    [ -x .venv/bin/python ] && .venv/bin/python -c 'import pip' 2>/dev/null || make_venv # also one half made
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$want" ]; then return 0; fi
    say "Installing what $1 needs (a minute or two, only this once) …"
    log=.venv/install.log
    if ! .venv/bin/python -m pip install --disable-pip-version-check --no-input \
        --retries 2 --timeout 20 -e ".[$2]" >"$log" 2>&1; then
        if grep -q "No space left on device" "$log"; then
            fail "The disk is full: make room for about 500 MB and run this again."
        elif grep -Eq "NewConnectionError|ConnectTimeout|ReadTimeout|ProxyError|Name or service not known|name resolution|Connection refused|No matching distribution|Network is unreachable" "$log"; then
            fail "The packages could not be fetched: connect this machine to the internet for the first start and run this again (details in $PWD/$log)."
        fi
        fail "The installation failed: see the last lines of $PWD/$log."
    fi
    printf '%s\n' "$want" >"$stamp" || fail "The disk is full: make room for about 500 MB and run this again."
}
