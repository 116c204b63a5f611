"""Where things are."""

from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
BENCH = PROJECT / "bench"
PEERS = BENCH / "peers"
BUNDLES = BENCH / "bundles"
TOOLS = BENCH / ".tools"  # what npm installs
WORK = PROJECT / "build" / "bench"  # inputs and outputs
FACES = PROJECT / "fonts" / "faces"
BULLETIN_SAMPLE = PROJECT / "samples" / "monthly-bulletin" / "2024-02.json"
TEMPLATES = PROJECT / "templates"
