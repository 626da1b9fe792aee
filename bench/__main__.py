"""Every comparison, one after the other: `python -m bench [availability|reservations|pages|feeds ...]`."""

import subprocess
import sys

ALL = ("availability", "reservations", "pages", "feeds")


def main() -> int:
    """Run those named, or all; answers the number that failed."""
    failed = 0
    for name in sys.argv[1:] or ALL:
        print(f"\n== {name} ==", flush=True)
        failed += subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode != 0
    return failed


sys.exit(main())
