"""``graph.html`` in a real browser whose network is cut."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from linkgraph.model import State
from linkgraph.report import html
from linkgraph.report.html import script_json
from linkgraph.report.html.styles import HEALTH_COLOURS, HEALTH_MEANS, MARKS, SHAPES
from linkgraph.report.html.view import HEALTH_ORDER, health_of, short_name, short_target
from linkgraph.report.material import Material
from tests.material import ABSTRACTS, make_material

HOSTILE_TITLE = "</script><script>window.pwned=1</script><img src=x onerror='window.pwned=1'>"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield running
        running.close()


class Opened:
    """A page opened from a file, with what it asked for and what it complained of."""

    def __init__(self, browser: Browser, path: Path, fragment: str = "") -> None:
        self.context = browser.new_context(viewport={"width": 1200, "height": 800}, offline=True)
        self.page: Page = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(path.as_uri() + fragment)

    def text(self, selector: str) -> str:
        return self.page.inner_text(selector)


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[object]:
    opened: list[Opened] = []

    def open_material(material: Material, fragment: str = "") -> Opened:
        path = tmp_path / "graph.html"
        path.write_text(html.render(material), encoding="utf-8")
        opened.append(Opened(browser, path, fragment))
        return opened[-1]

    yield open_material
    for item in opened:
        item.context.close()


pytestmark = pytest.mark.browser


def test_it_opens_with_the_network_cut_and_asks_nobody(show) -> None:  # type: ignore[no-untyped-def]
    opened = show(make_material())
    assert opened.complaints == []
    assert [url.split(":")[0] for url in opened.requests] == ["file"]
    assert opened.text("#counts") == "5 papers, 3 artifacts, 1 dead, 1 failing"


def test_nodes_stand_where_they_were_put(show) -> None:  # type: ignore[no-untyped-def]
    material = make_material()
    opened = show(material)
    found = opened.page.evaluate("linkgraph.network.getPositions()")
    assert set(found) == set(material.positions)
    for node, (x, y) in material.positions.items():
        assert abs(found[node]["x"] - x) <= 1
        assert abs(found[node]["y"] - y) <= 1
    assert opened.page.evaluate("linkgraph.network.physics.physicsEnabled") is False


def test_hostile_text_is_shown_and_not_run(show) -> None:  # type: ignore[no-untyped-def]
    abstracts = {HOSTILE_TITLE: 'see https://example.org/"><script>window.pwned=1</script>', **ABSTRACTS}
    opened = show(make_material(abstracts))
    opened.page.fill("#search", "window.pwned")
    assert "</script><script>window.pwned=1</script>" in opened.text("#found")
    opened.page.keyboard.press("Enter")
    assert opened.text("#details h3") == HOSTILE_TITLE
    opened.page.click("#as-table")
    assert HOSTILE_TITLE in opened.text("#table")
    assert opened.page.evaluate("window.pwned") is None
    assert opened.complaints == []


def test_search_finds_titles_repositories_and_topics(show) -> None:  # type: ignore[no-untyped-def]
    opened = show(make_material())
    for words, name in (
        ("walking", "Walking Graphs"),
        ("OCTO walks", "octo/walks"),
        ("pruning columns", "Pruning Columns"),
    ):
        opened.page.fill("#search", words)
        opened.page.keyboard.press("Enter")
        assert opened.text("#details h3") == name
    opened.page.fill("#search", "nothing of the sort")
    assert opened.text("#found") == "Nothing found"


def test_search_can_be_walked_by_keyboard(show) -> None:  # type: ignore[no-untyped-def]
    opened = show(make_material())
    opened.page.keyboard.press("/")
    opened.page.keyboard.type("pruning")
    first = opened.text("#found li[aria-selected=true]")
    opened.page.keyboard.press("ArrowDown")
    assert opened.text("#found li[aria-selected=true]") != first
    opened.page.keyboard.press("Escape")
    assert opened.page.is_hidden("#found")


def test_details_name_neighbours_with_reasons_and_lead_to_them(show) -> None:  # type: ignore[no-untyped-def]
    opened = show(make_material())
    opened.page.fill("#search", "running")
    opened.page.keyboard.press("Enter")
    details = opened.text("#details")
    assert "example.org/gone" in details
    assert "both link to octo/walks" in details
    assert "random walks" in details
    opened.page.click("#details li button:has-text('octo/walks')")
    assert opened.text("#details h3") == "octo/walks"
    link = opened.page.locator("#details a.open")
    assert link.get_attribute("href") == "https://github.com/octo/walks"
    assert "noopener" in str(link.get_attribute("rel"))


@pytest.mark.parametrize(
    ("axis", "name", "left"), [("kind", "paper", 3), ("health", "dead", 6), ("kind", "repository", 7)]
)
def test_the_legend_hides_and_shows(show, axis: str, name: str, left: int) -> None:  # type: ignore[no-untyped-def]
    opened = show(make_material())
    button = f"#legend button[data-axis={axis}][data-name='{name}']"
    shown = "linkgraph.nodes.filter((node) => !linkgraph.isHidden(node.id)).length"
    opened.page.click(button)
    assert opened.page.evaluate(shown) == left
    assert "hidden" in str(opened.page.get_attribute(button, "aria-label"))
    opened.page.click(button)
    assert opened.page.evaluate(shown) == 8


def test_a_group_can_be_looked_at_and_left_again(show) -> None:  # type: ignore[no-untyped-def]
    opened = show(make_material())
    group = opened.page.locator("#legend ul:last-child button").first
    lit = "linkgraph.network.body.data.nodes.get({filter: (node) => node.opacity !== 0.14}).length"
    group.click()
    assert 0 < opened.page.evaluate(lit) < 8
    group.click()
    assert opened.page.evaluate(lit) == 8
    assert opened.complaints == []


def test_a_hidden_neighbour_is_shown_when_it_is_asked_for(show) -> None:  # type: ignore[no-untyped-def]
    opened = show(make_material())
    button = "#legend button[data-axis=kind][data-name=repository]"
    opened.page.click(button)
    opened.page.fill("#search", "walking")
    opened.page.keyboard.press("Enter")
    opened.page.click("#details li button:has-text('octo/walks')")
    assert "shown" in str(opened.page.get_attribute(button, "aria-label"))
    assert opened.page.evaluate("linkgraph.isHidden('github:octo/walks')") is False


def test_selecting_keeps_the_place_in_the_table(show) -> None:  # type: ignore[no-untyped-def]
    opened = show(make_material())
    opened.page.click("#as-table")
    opened.page.focus("#table button:has-text('Pruning Rows')")
    opened.page.keyboard.press("Enter")
    assert opened.page.evaluate("document.activeElement.textContent") == "Pruning Rows"


def test_an_address_cut_in_the_middle_selects_nothing(show) -> None:  # type: ignore[no-untyped-def]
    opened = show(make_material(), "#%E0%A4%A")
    assert opened.complaints == []
    assert opened.page.is_hidden("#details")


def test_details_tell_promises_and_who_mentions_whom(show) -> None:  # type: ignore[no-untyped-def]
    abstracts = {
        "WalkNet: Robots on Trees": "We present WalkNet, which walks on trees. Our code will be released.",
        "Steps of Robots": "Frameworks such as WalkNet are slow.",
    }
    opened = show(make_material(abstracts, {}))
    opened.page.fill("#search", "walknet")
    opened.page.keyboard.press("Enter")
    told = opened.page.inner_text("#details")
    assert "code will be: Our code will be released." in told
    assert "Mentioned by" in told or "MENTIONED BY" in told
    opened.page.click("#details li button:has-text('Steps of Robots')")
    assert "Frameworks such as WalkNet are slow." in opened.page.inner_text("#details")
    assert opened.complaints == []


def test_edges_can_be_hidden_too(show) -> None:  # type: ignore[no-untyped-def]
    opened = show(make_material())
    opened.page.click("#legend button[data-axis=edge][data-name=shares_topic]")
    hidden = opened.page.evaluate("linkgraph.network.body.data.edges.get({filter: (edge) => edge.hidden}).length")
    assert hidden == sum(kind == "shares_topic" for _, _, kind in make_material().graph.edges(keys=True))


def test_the_table_holds_what_the_picture_shows(show) -> None:  # type: ignore[no-untyped-def]
    opened = show(make_material())
    opened.page.click("#as-table")
    assert opened.page.locator("#table tbody tr").count() == 8
    opened.page.click("#legend button[data-axis=kind][data-name=paper]")
    assert opened.page.locator("#table tbody tr").count() == 3
    opened.page.click("#table button:has-text('octo/walks')")
    assert opened.text("#details h3") == "octo/walks"


def test_an_address_can_name_what_is_selected(show) -> None:  # type: ignore[no-untyped-def]
    opened = show(make_material(), "#github%3Aocto%2Fwalks")
    assert opened.text("#details h3") == "octo/walks"


def test_a_run_without_network_says_so(show) -> None:  # type: ignore[no-untyped-def]
    from dataclasses import replace

    opened = show(replace(make_material(), network="Our own network is <b>not</b> to be trusted."))
    assert opened.text(".notice") == "Our own network is <b>not</b> to be trusted."


def test_an_empty_collection_opens(show) -> None:  # type: ignore[no-untyped-def]
    opened = show(make_material({}, {}))
    assert opened.complaints == []
    assert opened.text("#counts") == "0 papers, 0 artifacts"


def test_many_papers_open_too(show) -> None:  # type: ignore[no-untyped-def]
    words = ["alpha", "beta", "gamma", "delta", "omega", "sigma", "kappa", "theta"]
    abstracts = {
        f"Paper {number}": f"On {words[number % 8]} and {words[number % 5]} term{number % 40} https://example.org/{number}"
        for number in range(400)
    }
    opened = show(make_material(abstracts, {}))
    assert opened.text("#counts") == "400 papers, 400 artifacts"


def test_the_policy_names_every_script_and_forbids_every_request() -> None:
    text = html.render(make_material())
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy is not None
    told = policy[1].replace("&#39;", "'")
    assert "default-src 'none'" in told
    assert "connect-src" not in told
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    assert len(scripts) == 2
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in told


def test_the_licence_of_the_drawing_library_is_in_the_file() -> None:
    text = html.render(make_material())
    assert "@license" in text
    assert "Apache 2.0 License" in text


def test_json_in_a_script_element_cannot_end_it() -> None:
    text = script_json({"a": "</script><!--\u2028&"})
    assert "<" not in text
    assert "&" not in text
    assert "\u2028" not in text


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("TrimNet: Pruning of Models", "TrimNet"),
        ("N:M Sparsity", "N:M Sparsity"),
        ("Walks -- A Survey", "Walks"),
        ("A Very Long Title That Goes On Without a Colon", "A Very Long Title That Go…"),
        (": odd", ": odd"),
    ],
)
def test_a_paper_goes_by_its_short_name(title: str, name: str) -> None:
    assert short_name(title) == name


def test_an_artifact_goes_by_the_last_part_of_its_name() -> None:
    assert short_target("octo/walks") == "walks"
    assert short_target("example.org/") == "example.org"


@pytest.mark.parametrize(
    ("state", "verdict", "health"),
    [
        ("alive", "ok", "alive"),
        ("alive", "moved", "alive"),
        ("alive", "archived", "archived"),
        ("alive", "empty", "empty"),
        ("unknown", "suspect", "suspect"),
        ("recovered", "ok", "recovered"),
        ("dead", "suspect", "dead"),
        ("failing", "gone", "failing"),
        ("unknown", "", "unknown"),
    ],
)
def test_an_artifact_is_drawn_by_its_health(state: str, verdict: str, health: str) -> None:
    assert health_of(State(state), verdict) == health
    assert health in HEALTH_COLOURS


def test_every_look_has_its_legend() -> None:
    assert set(HEALTH_COLOURS) == set(HEALTH_MEANS) == {*HEALTH_ORDER, "no links"}
    assert set(SHAPES.values()) <= set(MARKS)
