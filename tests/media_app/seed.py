"""An article that lies outside the project, shown as one more page of the outlet."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

SEED_PATH = "/p/1.html"


def read_seed(folder: Path) -> dict[str, Any]:
    """The raw story of ``expected.json`` in ``folder``, as a twin-body page of 要闻.

    Raises OSError when the file is missing, KeyError when a field is.
    """
    seed = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    first = f"!{seed['caption']}"
    people = f"（@全媒体记者 #{' #'.join(seed['reporters'])}  "
    people += f"@通讯员 #{' #'.join(seed['correspondents'])}）"
    return {
        "path": SEED_PATH,
        "channel": "yw",
        "template": "wake_h5",
        "title": seed["title"],
        "at": seed["published_at"],
        "source": seed["source"] or "",
        "text": "\n".join([first, *seed["body_paragraphs"]]),
        "tail": [people, f"@编辑：#{' #'.join(seed['editors'])}"],
        "counts": {"views": seed["reader_count"]},
    }
