"""The frame of a report: one page that needs nothing else."""

from __future__ import annotations

from html import escape

STYLE = """
:root{color-scheme:light dark;--ink:#1d2530;--soft:#4c5866;--page:#fff;--line:#ccd3db;--tint:#f3f6f9}
@media (prefers-color-scheme:dark){:root{--ink:#e7ecf2;--soft:#b3bdc9;--page:#14191f;--line:#3b4551;--tint:#1d242c}}
body{margin:0;background:var(--page);color:var(--ink);font:1rem/1.5 system-ui,"Segoe UI",Roboto,Arial,sans-serif}
main{max-width:60rem;margin:0 auto;padding:2rem 1.25rem 4rem}h1{font-size:1.75rem;margin:0 0 .25rem}
p{color:var(--soft);margin:.25rem 0 1.5rem}.scroll{overflow-x:auto}
table{border-collapse:collapse;margin:0 0 2.5rem}caption{text-align:left;font-weight:600;padding:.5rem 0}
th,td{border-bottom:1px solid var(--line);padding:.4rem 1.25rem .4rem 0;text-align:left;vertical-align:top}
thead th{border-bottom:2px solid var(--line)}tbody th{font-weight:400}td.met{font-weight:600}
@media print{:root{--ink:#000;--soft:#333;--page:#fff;--line:#999}thead{display:table-header-group}
tr{break-inside:avoid}}
"""


def whole_page(title: str, body: str) -> str:
    """A page of this title; `body` is HTML, with everything in it escaped already."""
    return f"""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>{STYLE}</style>
</head>
<body>
<main>
<h1>{escape(title)}</h1>
{body}</main>
</body>
</html>
"""
