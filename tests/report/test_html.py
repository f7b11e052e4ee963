from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from converter.report.html import element, page, table


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=50))
def test_a_text_stays_a_text_wherever_it_stands(text: str) -> None:
    reader = Reader()
    reader.feed(page(text, "", [element("p", text, attributes={"title": text}), table([text], [[text]])]))
    assert reader.tags == ["html", "head", "meta", "meta", "meta", "title", "style", "body", "p", "div", "table",
                           "thead", "tr", "th", "tbody", "tr", "td"]  # fmt: skip
    assert reader.text.count(text) >= 3


def test_hidden_characters_are_made_visible() -> None:
    assert "\\u202e" in page("x", "", ["a\u202eb"])


def test_a_page_forbids_everything_but_its_own_style() -> None:
    text = page("x", "p{}", [])
    assert "default-src 'none'; style-src 'unsafe-inline'" in text
    assert "<script" not in text
