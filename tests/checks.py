"""What checks share: each truth is counted, what is false is told at once, and the last line is what `tests/run` counts."""

import sys

passed, failed = 0, 0


def check(truth, what):
    global passed, failed
    if truth:
        passed += 1
    else:
        failed += 1
        print(f"FAILED {what}", flush=True)


def told():
    return f"{passed} passed, {failed} failed"


def finish():
    print(told())
    sys.exit(1 if failed else 0)
