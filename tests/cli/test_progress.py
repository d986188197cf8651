from __future__ import annotations

import io

import pytest

from qmslib.cli.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("watched", [True, False])
def test_time_left_comes_from_those_that_took_time(watched: bool) -> None:
    clock = [0.0]
    stream = Terminal() if watched else io.StringIO()
    line = Progress(stream, lambda: clock[0])
    line.show(1, 101, "l1 ex", "marked already", free=True)
    clock[0] = 5.0
    line.show(2, 101, "l2 ex", "marked already", free=True)
    for number in range(3, 13):
        clock[0] += 4.0
        line.show(number, 101, f"l{number} ex", "marked")
    line.close()
    said = stream.getvalue()
    if watched:
        assert "\r2 of 101: l2 ex, marked already\r3 of 101: l3 ex, marked, about 7 min left" in said
        assert said.endswith("about 6 min left\n")
    else:
        assert said == "9 of 101: l9 ex, marked, about 6 min left\n"


def test_the_last_has_no_time_left() -> None:
    clock = [0.0]
    stream = Terminal()
    line = Progress(stream, lambda: clock[0])
    clock[0] = 3.0
    line.show(1, 2, "a", "marked")
    clock[0] = 6.0
    line.show(2, 2, "b", "not marked")
    line.close()
    assert stream.getvalue().rstrip(" \n") == "\r1 of 2: a, marked, about 3 s left\r2 of 2: b, not marked"
