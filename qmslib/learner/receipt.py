"""The receipt of a hand-in, as a page and as plain text."""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Mapping
from datetime import datetime
from typing import Any

_STYLE = """
:root{color-scheme:light dark}body{margin:0;font:1.0625rem/1.6 system-ui,"Segoe UI",Roboto,Arial,sans-serif;
color:#1d2530;background:#fff}main{max-width:40rem;margin:0 auto;padding:2rem 1.25rem;overflow-wrap:anywhere}
h1{font-size:1.6rem;line-height:1.25}dt{color:#4c5866;margin-top:.8rem}dd{margin:0;font-weight:600}
.code{font-family:ui-monospace,Consolas,monospace;letter-spacing:.05em}
@media (prefers-color-scheme:dark){body{color:#e7ecf2;background:#14191f}dt{color:#b3bdc9}}
@media print{body{color:#000;background:#fff}dt{color:#333}}
"""
_NEXT = (
    "Send the file {file} to your trainer in the way you agreed. It is in the folder work/handed-in.",
    "Keep this receipt. The code tells your trainer that the file arrived unchanged.",
    "Your trainer marks the work and sends you a feedback file. Add it on the start page to read it there.",
)


def moment_words(moment: str) -> str:
    """An ISO time in words, in this computer's time zone: ``21 November 2026, 14:05 (UTC+00:00)``."""
    local = datetime.fromisoformat(moment).astimezone()
    offset = f"{local:%z}"
    return f"{local.day} {local:%B %Y, %H:%M} (UTC{offset[:3]}:{offset[3:5]})"


def _rows(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        ("Exercise", f"{facts['title']} ({facts['exercise']})"),
        ("Attempt", str(facts["attempt"])),
        ("Learner", f"{facts['name']} ({facts['number']})"),
        ("Handed in", moment_words(facts["made_at"])),
        ("Complete", f"{facts['answered']} of {facts['asked']} questions" if facts["asked"] else "a code exercise"),
        ("File", str(facts["file"])),
        ("Code", str(facts["code"])),
    ]


def receipt_text(facts: Mapping[str, Any]) -> str:
    """The receipt as plain text."""
    rows = "\n".join(f"{name + ':':<11}{value}" for name, value in _rows(facts))
    steps = "\n".join(f"{number}. {step.format(file=facts['file'])}" for number, step in enumerate(_NEXT, start=1))
    return f"Receipt: your work was handed in\n\n{rows}\n\nWhat happens next\n{steps}\n"


def receipt_html(facts: Mapping[str, Any]) -> str:
    """The receipt as a page that stands alone."""
    hashed = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    rows = "".join(
        f'<dt>{name}</dt><dd class="{name.lower().replace(" ", "-")}">{html.escape(value)}</dd>'
        for name, value in _rows(facts)
    )
    steps = "".join(f"<li>{html.escape(step.format(file=facts['file']))}</li>" for step in _NEXT)
    return f"""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{hashed}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Receipt: {html.escape(str(facts["title"]))}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>Receipt: your work was handed in</h1>
<dl>{rows}</dl>
<h2>What happens next</h2>
<ol>{steps}</ol>
</main>
</body>
</html>
"""
