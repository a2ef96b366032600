"""What pyproject.toml asks for, as requirement lines on standard output.

    requirements.py                 to run: dependencies, extras of a service, the group build
    requirements.py --dev           the same, the extra embeddings and the group dev
    requirements.py --bench         those to run, and the group bench: what is measured against
    requirements.py --check         are the lock files made from these lines, and clean?
    requirements.py --first-line    how the lock file made from them begins (also with those)

scripts/lock feeds the lines to the resolver and writes their digest into the lock file's first
line, so that --check can tell a stale lock without a network.
"""

import hashlib
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {
    "requirements.lock": (["postgres", "optimizer"], ["build"]),
    "requirements-dev.lock": (["postgres", "embeddings", "optimizer"], ["build", "dev"]),
    "requirements-bench.lock": (["postgres", "optimizer"], ["build", "bench"]),
}
"""The extras and the groups of each lock file."""
PIN = re.compile(r"[A-Za-z0-9._-]+==\S+( ; .+)? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")


def lines(extras: list[str], groups: list[str]) -> list[str]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        document = tomllib.load(file)
    project = document["project"]
    asked = list(project["dependencies"])
    for extra in extras:
        asked += project["optional-dependencies"][extra]
    for group in groups:
        asked += document["dependency-groups"][group]
    return [f"# python {project['requires-python']}", *sorted(set(asked))]


def first_line(extras: list[str], groups: list[str]) -> str:
    digest = hashlib.sha256("\n".join(lines(extras, groups)).encode()).hexdigest()
    return f"# Made by scripts/lock from pyproject.toml, digest {digest}"


def faults(name: str) -> list[str]:
    """Why the lock file may not be used; empty when it may."""
    path = ROOT / name
    if not path.exists():
        return [f"{name} is missing: run scripts/lock"]
    found: list[str] = []
    head, *body = path.read_text().splitlines()
    if head != first_line(*LOCKS[name]):
        found.append(f"{name} was not made from this pyproject.toml: run scripts/lock")
    for number, line in enumerate(body, start=2):
        # Only pins and their digests: no address, no option, no path of somebody's machine.
        if not PIN.fullmatch(line) and not HASH.fullmatch(line):
            found.append(f"{name}:{number}: neither a pin nor a digest: {line!r}")
    return found


def main(arguments: list[str]) -> int:
    if arguments == ["--check"]:
        found = [fault for name in LOCKS for fault in faults(name)]
        print("\n".join(found) or "All lock files are fresh.")
        return 1 if found else 0
    tells_first_line = arguments[-1:] == ["--first-line"]
    flags = arguments[:-1] if tells_first_line else arguments
    if flags not in ([], ["--dev"], ["--bench"]):
        print(__doc__, file=sys.stderr)
        return 2
    asked = LOCKS[f"requirements{flags[0][1:] if flags else ''}.lock"]
    print(first_line(*asked) if tells_first_line else "\n".join(lines(*asked)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
