from __future__ import annotations

from bs4 import BeautifulSoup

from qmslib.site import html


def test_a_code_fold_is_named_by_what_it_shows_and_stands_below_the_result() -> None:
    made = html.accessible(
        '<div class="cell docutils"><details class="admonition hide above-input">'
        '<summary aria-label="Toggle hidden content"><p class="collapsed admonition-title">Show the code</p>'
        '<p class="expanded admonition-title">Hide the code</p></summary><pre>x = 1</pre></details>'
        '<div class="cell_output">1</div></div>'
    )
    assert "Toggle hidden content" not in made
    assert "<summary>Show the code</summary>" in made
    assert made.index("cell_output") < made.index("code-fold")


def test_an_empty_header_cell_is_no_header() -> None:
    made = html.accessible(
        "<table><thead><tr><th></th><th>a</th></tr></thead><tbody><tr><th>0</th><td>1</td></tr></tbody></table>"
    )
    assert "<td></td>" in made
    assert '<th scope="col">a</th>' in made
    assert '<th scope="row">0</th>' in made


def test_an_empty_corner_makes_the_first_column_a_header() -> None:
    made = html.accessible(
        "<table><thead><tr><th><p></p></th><th>Priya</th></tr></thead><tbody><tr><td>Days</td><td>5</td></tr></tbody></table>"
    )
    assert '<th scope="row">Days</th><td>5</td>' in made
    plain = "<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
    assert "<td>1</td>" in html.accessible(plain)


def test_a_wide_table_can_be_reached_and_is_named() -> None:
    made = html.accessible("<table><caption>Days <b>to send</b></caption><tbody><tr><td>1</td></tr></tbody></table>")
    assert 'aria-label="Days to send"' in made
    assert 'tabindex="0"' in made


def test_a_dropdown_note_is_a_native_fold() -> None:
    note = '<div class="dropdown admonition tip"><p class="admonition-title">Tip</p><p>Text</p></div>'
    made = html.accessible(note)
    assert made.startswith("<details")
    assert '<summary class="admonition-title">Tip</summary>' in made


def test_the_data_of_practice_is_left_as_it_is() -> None:
    data = '{"a":"\\u003cb\\u003e & more","n":1}'
    script = f'<script type="application/json">{data}</script>'
    made = html.accessible(f'<div class="qms-mount">{script}<noscript><p>No</p></noscript></div>')
    assert script in made
    assert 'id="practice"' in made


def test_only_the_first_practice_of_a_page_is_named() -> None:
    made = html.accessible('<div class="cell"><div class="qms-mount"></div></div><div class="qms-mount"></div>')
    assert made.count('id="practice"') == 1


def test_contents_mark_the_present_page_and_nothing_else() -> None:
    tree = (
        '<p aria-level="2" class="caption" role="heading"><span class="caption-text">Part</span></p>'
        '<ul class="current"><li class="toctree-l1 current">'
        '<a class="current reference internal" href="#">Here</a></li>'
        '<li class="toctree-l1"><a class="reference internal" href="other.html">There</a></li></ul>'
    )
    made = html.contents_on(html.contents(tree, "part/here.html"), "part/here.html", "index.html")
    assert made.count("aria-current") == 1
    assert 'aria-current="page" href="#content">Here' in made
    assert "role" not in made
    assert "<p>Part</p>" in made
    assert '<a href="../index.html">Start page' in made
    assert '<a href="other.html">There' in made
    other = html.contents_on(html.contents(tree, "part/here.html"), "index.html", "index.html")
    assert '<a aria-current="page" href="#content">Start page' in other
    assert '<a href="part/here.html">Here' in other


def test_ids_that_pandas_draws_by_chance_are_numbered() -> None:
    table = '<style>#T_0a1b2 td {}</style><table id="T_0a1b2"><tr><td id="T_0a1b2_row0_col0">1</td></tr></table>'
    made = html.accessible(table + table.replace("0a1b2", "fedcb"))
    assert "0a1b2" not in made
    assert "fedcb" not in made
    assert "#T_1 td" in made
    assert 'id="T_2_row0_col0"' in made


def test_a_page_with_one_part_has_no_list_of_parts() -> None:
    assert html.on_page('<ul><li><a href="#">T</a><ul><li><a href="#a">A</a></li></ul></li></ul>') == ""
    assert html.on_page(None) == ""
    two = '<ul><li><a href="#">T</a><ul><li><a href="#a">A</a></li><li><a href="#b">B</a></li></ul></li></ul>'
    assert html.on_page(two) == '<ul><li><a href="#a">A</a></li><li><a href="#b">B</a></li></ul>'


def test_the_front_page_opens_with_a_panel() -> None:
    soup = BeautifulSoup("<section><h1>T</h1><p>Lead</p><p>More</p></section>", "html.parser")
    html.add_hero(soup, ("Start", "a.html"), [("Map", "m.html")])
    made = str(soup)
    assert '<div class="hero"><h1>T</h1><p>Lead</p><div class="hero-links">' in made
    assert '<a class="start" href="a.html">Start</a>' in made
    assert made.index("More") > made.index("m.html")


def test_a_description_ends_at_a_word() -> None:
    made = html.description("<p>" + "word " * 60 + "</p>")
    assert len(made) <= 160
    assert made.endswith("word …")
    assert html.description("<h1>Only a title</h1>") == ""


def test_a_what_if_is_not_taken_for_practice() -> None:
    made = html.accessible('<div class="qms-mount" data-qms="explore"></div><div class="qms-mount"></div>')
    assert made.index('id="practice"') > made.index("explore")


def test_a_picture_that_stands_twice_has_ids_of_its_own() -> None:
    picture = (
        '<svg role="img" aria-labelledby="k-title k-alt"><title id="k-title">T</title><desc id="k-alt">A</desc>'
        '<g id="k-g" clip-path="url(#k-c)"></g><use xlink:href="#k-g"></use></svg>'
    )
    made = html.accessible(picture * 3)
    assert made.count('id="k-title"') == 1
    assert 'aria-labelledby="p2-k-title p2-k-alt"' in made
    assert 'id="p3-k-g"' in made
    assert "url(#p3-k-c)" in made
    assert 'href="#p3-k-g"' in made
