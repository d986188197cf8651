"""Looking for thousands of sentences in many files at once."""

from __future__ import annotations

from collections.abc import Iterable


class Needles:
    """Texts to look for; a search reads a file once or twice, however many there are.

    A text that is at least ``2 size - 1`` long has, wherever it stands in a file, a piece of `size` signs in it that
    begins at a multiple of `size`. Those pieces are looked up; only what shares one is looked for in full. Long texts
    have long pieces, which few others share.

    Parameters
    ----------
    texts
        What to look for.
    shortest
        No text is shorter.
    """

    def __init__(self, texts: Iterable[str], shortest: int) -> None:
        small = max(1, (shortest + 1) // 2)
        self._pieces: dict[int, dict[str, set[str]]] = {}
        for text in texts:
            if len(text) < shortest:
                raise ValueError(f"a text of {len(text)} signs is shorter than {shortest}")
            size = small if len(text) < 4 * small else 2 * small
            pieces = self._pieces.setdefault(size, {})
            for start in range(size):
                pieces.setdefault(text[start : start + size], set()).add(text)

    def within(self, haystack: str) -> list[str]:
        """Those that stand in `haystack`, in order."""
        close: set[str] = set()
        for size, pieces in self._pieces.items():
            there = {haystack[start : start + size] for start in range(0, len(haystack), size)}
            close.update(*(pieces[piece] for piece in pieces.keys() & there))
        return sorted(text for text in close if text in haystack)
