"""What a page itself shows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkgraph.check.pages import (
    MAX_TITLE,
    is_not_found_path,
    is_sign_in,
    neighbour_of,
    read_page,
    says_not_found,
)

NOT_FOUND = [
    "404 Not Found", "404", "Error 404", "HTTP 404 - x", "Oops! 404", "404 - File or directory not found.",
    "Page not found · GitHub Pages", "Site not found · GitHub Pages", "Not Found", "My Lab | Page not found",
    "The page you requested was not found", "This page could not be found", "Sorry, this page isn't available",
    "Record not found | Zenodo", "Repository unavailable due to DMCA takedown", "Seite nicht gefunden",
    "Page non trouvée", "Página no encontrada", "页面不存在", "ページが見つかりません",
]  # fmt: skip
FOUND = [
    "", "Attention Is All You Need", "A 404 dataset for vision", "Lost and not found objects in NeRF", "Lab 404B",
    "Finding what is not there", "Missing data in graphs: a survey", "Our project page",
    "Removed blocks of residual nets",
]  # fmt: skip


@pytest.mark.parametrize("title", NOT_FOUND)
def test_titles_that_say_not_found_are_known(title: str) -> None:
    assert says_not_found(title)


@pytest.mark.parametrize("title", FOUND)
def test_titles_of_papers_are_none_of_them(title: str) -> None:
    assert not says_not_found(title)


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("https://a.org/404", True), ("https://a.org/404.html", True), ("https://a.org/x/page-not-found", True),
        ("https://a.org/error/404", True), ("https://a.org/notfound", True), ("https://a.org/papers/1404", False),
        ("https://a.org/404-dataset/x", False), ("https://a.org/lost-and-found", False),
    ],
)  # fmt: skip
def test_addresses_for_what_was_not_found_are_known(url: str, is_one: bool) -> None:
    assert is_not_found_path(url) is is_one


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("https://a.org/login", True), ("https://a.org/users/sign_in", True), ("https://accounts.google.com/v3", True),
        ("https://a.org/login-paper", False), ("https://a.org/design", False),
    ],
)  # fmt: skip
def test_addresses_where_people_sign_in_are_known(url: str, is_one: bool) -> None:
    assert is_sign_in(url) is is_one


SIGNS = [
    ("a wall's title", "<title>Just a moment...</title>", ("challenge",)),
    ("a wall's script", "<script src='/cdn-cgi/challenge-platform/x.js'></script>", ("challenge",)),
    ("a sale", "<title>x</title><p>The domain name lab.example is for sale!</p>", ("for_sale",)),
    ("a site that sells", "<script src='//www.parkingcrew.net/x.js'></script>", ("parking_site",)),
    ("a paper on domains", f"<p>We study domains for sale. {'A word of ours. ' * 300}</p>", ()),
    ("a name that ends so", "<a href='https://jordan.com'>Jordan</a>", ()),
    ("a script that speaks of sales", "<script>var a = 'this domain is for sale'</script><p>Walks</p>", ()),
    ("nothing", "<p>Walks</p>", ()),
]


@pytest.mark.parametrize(("source", "signs"), [row[1:] for row in SIGNS], ids=[row[0] for row in SIGNS])
def test_walls_and_sales_leave_signs(source: str, signs: tuple[str, ...]) -> None:
    assert read_page(source.encode(), "text/html", "https://a.org/x").signs == signs


def test_the_title_is_read_as_text() -> None:
    page = read_page(b"<TITLE lang=en>\n Walks &amp;\n <b>steps</b>\x1b[2J </TITLE>", "text/html", "https://a.org/x")
    assert page.title == "Walks & steps [2J"
    assert len(read_page(b"<title>" + b"x" * 1500 + b"</title>", "", "https://a.org/x").title) == MAX_TITLE
    assert read_page("<title>Größe</title>".encode("latin-1"), "text/html; charset=latin-1", "").title == "Größe"


def test_a_page_has_the_same_hash_wherever_it_repeats_its_own_address() -> None:
    template = "<p>There is no {} here, it is {} o'clock. Go home, or look for something else.</p>"
    bodies = [
        read_page(template.format(path, hour).encode(), "text/html", f"https://a.org/{path}").body
        for path, hour in (("first-page", 11), ("other-page", 12))
    ]
    assert bodies[0] == bodies[1] != ""
    other = read_page(b"<p>Walks on graphs.</p>", "text/html", "https://a.org/x").body
    assert other != bodies[0]


def test_what_is_no_text_is_not_read() -> None:
    assert read_page(b"%PDF-1.4", "application/pdf", "https://a.org/x").body == ""
    assert read_page(b"", "text/html", "https://a.org/x").body == ""


def test_a_neighbour_stands_in_the_same_folder_under_a_name_that_nobody_uses() -> None:
    one, other = neighbour_of("https://a.org/lab/paper"), neighbour_of("https://a.org/lab/code")
    assert one == other
    assert one.startswith("https://a.org/lab/no-such-page-")
    assert neighbour_of("https://a.org/") == ""


@given(st.binary(max_size=400), st.text(max_size=40), st.text(max_size=60))
def test_any_body_is_read(body: bytes, content_type: str, asked: str) -> None:
    read_page(b"<title>" + body, f"text/html; charset={content_type}", f"https://a.org/{asked}")
