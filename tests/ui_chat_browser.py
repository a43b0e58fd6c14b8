"""The chat as a visitor meets it: the real server, driven in a real Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from index.article import Article, article_id
from index.embedding.embedder import Embedder
from index.library import Library
from tests.chromium import MARKS, chromium, sync_api
from tests.serving import serving

pytestmark = MARKS

QUESTION = "What did Okafor-Pryce say about the fenders?"
HOSTILE_TITLE = (
    "<script>window.__pwned=1</script> Zeppelin <img src=x onerror=window.__pwned=2> [link](javascript:alert(1))"
)
HOSTILE_TEXT = (
    "<script>window.__pwned=3</script>The zeppelin <b>Quarkbeetle</b> landed in Oskarville on Friday. "
    "<img src=x onerror=alert(1)> ${window.__pwned=4} {{value}} @children [read more](javascript:alert(2)) **now**\n\n"
    "“The zeppelin Quarkbeetle is <i>unsinkable</i>,” <svg onload=alert(3)> said.\n"
)


class Server:
    def __init__(self, address: str, library: Path) -> None:
        self.address, self.library = address, library


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder, sample_folder: Path) -> Iterator[Server]:
    """A server process on the sample articles and a hostile one."""
    folder = tmp_path_factory.mktemp("chat") / "library"
    with Library.open(folder, embedder=embedder) as library:
        library.add(
            sample_folder,
            Article(
                id=article_id("hostile", "hostile"),
                title=HOSTILE_TITLE,
                text=HOSTILE_TEXT,
                source="<img src=x onerror=alert(4)>.txt",
                outlet="<u>Outlet</u>",
                author="<u>Author</u>",
                url="javascript:alert(5)",
            ),
        )
    with serving(folder) as address:
        yield Server(address, folder)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sync_api.Browser]:
    with chromium(tmp_path_factory.mktemp("home")) as running:
        yield running


class Visit:
    """An open page, and what it did behind the visitor's back."""

    def __init__(self, page: sync_api.Page, address: str) -> None:
        self.page = page
        self.requests: list[str] = []
        self.dialogs: list[str] = []
        self.errors: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("websocket", lambda socket: self.requests.append(socket.url))
        page.on("dialog", self._note_dialog)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(address)
        page.locator(".welcome").wait_for()

    def _note_dialog(self, dialog: sync_api.Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def ask(self, question: str) -> None:
        """Ask, and wait for the answer to just this question."""
        before = self.page.locator(".turn").count()
        self.page.get_by_label("Your question").fill(question)
        self.page.get_by_label("Your question").press("Enter")
        self.answered(before + 1)

    def answered(self, turns: int) -> None:
        self.page.locator(f".turn:nth-of-type({turns}) .below").wait_for(state="attached")

    def open_tab(self, name: str) -> None:
        self.page.get_by_role("tab", name=name).click()
        self.page.get_by_role("tabpanel").filter(visible=True).wait_for()
        self._drawn()

    def open_filters(self) -> None:
        self.page.get_by_role("button", name="Filters").click()
        self.page.get_by_label("Since").wait_for()
        self._drawn()

    def _drawn(self) -> None:
        """What is opened for the first time Gradio sets once more a frame later, over anything typed until then."""
        self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def open_library(self) -> None:
        self.open_tab("Library")
        self.page.locator("table.articles").wait_for()

    def wait_in_pane(self, selector: str) -> None:
        """Until the element lies within the visible part of the article's pane."""
        self.page.wait_for_function(
            """selector => {
                const mark = document.querySelector(selector);
                if (!mark || !mark.offsetParent) return false;
                const pane = document.querySelector('#article-pane').getBoundingClientRect();
                const place = mark.getBoundingClientRect();
                return place.top >= Math.max(0, pane.top) && place.bottom <= Math.min(innerHeight, pane.bottom);
            }""",
            arg=selector,
        )


@pytest.fixture
def visit(browser: sync_api.Browser, server: Server) -> Iterator[Visit]:
    """A wide page; afterwards nothing has come from elsewhere, and no script of an article has run."""
    yield from visiting(browser, server, 1400, 860)


@pytest.fixture
def narrow_visit(browser: sync_api.Browser, server: Server) -> Iterator[Visit]:
    yield from visiting(browser, server, 400, 800)


def visiting(browser: sync_api.Browser, server: Server, width: int, height: int) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": width, "height": height})
    context.set_default_timeout(30_000)
    visit = Visit(context.new_page(), server.address)
    yield visit
    assert {urlsplit(url).hostname for url in visit.requests if not url.startswith(("data:", "blob:"))} == {"127.0.0.1"}
    assert visit.dialogs == []
    assert visit.errors == []
    assert visit.page.evaluate("window.__pwned") is None
    context.close()


def test_a_question_is_answered_and_its_quote_found_in_the_article(visit: Visit) -> None:
    page = visit.page
    visit.ask(QUESTION)
    assert page.locator(".asked").inner_text().endswith(QUESTION)
    quote = page.locator(".quote blockquote").first.text_content()
    assert quote
    assert "Confidence: " in page.locator(".below").inner_text()

    page.locator("#article-pane").evaluate("pane => { pane.scrollTop = 0; }")
    page.get_by_role("button", name="Citation 1, open in the article: ").click()
    visit.wait_in_pane("mark.current")

    assert page.locator("mark.current").text_content() == quote
    assert page.evaluate("document.activeElement.matches('mark.current')")
    assert page.locator("#article-pane h2").inner_text() in page.locator(".cite .label").first.inner_text()


def test_a_citation_opens_by_keyboard(visit: Visit) -> None:
    visit.ask(QUESTION)
    visit.open_library()
    visit.page.locator(".cite").first.focus()
    visit.page.keyboard.press("Enter")

    visit.wait_in_pane("mark.current")
    assert visit.page.get_by_role("tab", name="Article").get_attribute("aria-selected") == "true"


def test_a_follow_up_goes_on_and_a_new_conversation_forgets(visit: Visit) -> None:
    visit.ask(QUESTION)
    visit.ask("And what did he say about the road?")
    assert visit.page.locator(".turn").count() == 2
    assert visit.page.locator(".turn").nth(1).locator(".searched").inner_text().startswith("Understood as: ")

    visit.page.get_by_role("button", name="New conversation").click()
    visit.page.locator(".welcome").wait_for()
    assert visit.page.locator(".turn").count() == 0
    visit.ask(QUESTION)
    assert visit.page.locator(".searched").count() == 0


def test_what_was_searched_can_be_changed_and_undone(visit: Visit) -> None:
    visit.ask(QUESTION)
    visit.ask("And what did he say about the road?")
    newest = visit.page.locator(".turn").last
    understood = newest.locator(".searched").first.inner_text()
    assert "from question 1" in newest.locator(".taken").inner_text()
    assert visit.page.locator(".turn").first.locator(".changes").count() == 0

    newest.get_by_role("button", name="Search my words as they are").click()
    newest.get_by_text("Undo my change").wait_for()
    assert newest.locator(".searched").first.inner_text() == "Searched for: And what did he say about the road?"

    newest.get_by_text("Change what is searched").click()
    newest.get_by_label("What is searched").fill("Who won the League Cup?")
    visit.page.keyboard.press("Enter")
    newest.locator(".searched", has_text="Who won the League Cup?").wait_for()
    assert newest.locator(".asked").inner_text().endswith("And what did he say about the road?")
    assert visit.page.locator(".turn").count() == 2

    newest.get_by_text("Undo my change").click()
    newest.locator(".taken").wait_for()
    assert newest.locator(".searched").first.inner_text() == understood


def test_what_the_articles_do_not_answer_is_said(visit: Visit) -> None:
    visit.ask("How do I knit a scarf?")

    assert visit.page.locator(".unanswered").inner_text() == "The articles don’t answer this."
    assert visit.page.locator("blockquote, mark").count() == 0
    visit.page.get_by_text("Where it looked first").click()
    first = visit.page.locator(".nearest .open").first
    title = first.inner_text()
    first.click()
    visit.page.locator("#article-pane h2", has_text=title).wait_for()


def test_an_empty_question_is_not_asked(visit: Visit) -> None:
    visit.page.get_by_role("button", name="Ask", exact=True).click()
    visit.page.get_by_text("Type a question first.").wait_for()
    assert visit.page.locator(".turn").count() == 0


def test_an_example_question_is_answered(visit: Visit) -> None:
    chip = visit.page.locator(".chip").first
    question = chip.inner_text()
    chip.click()
    visit.answered(1)

    assert visit.page.locator(".asked").inner_text().endswith(question)
    assert visit.page.locator(".quote").count() > 0


def test_filters_restrict_the_question(visit: Visit) -> None:
    page = visit.page
    visit.open_filters()
    page.get_by_label("Since").fill("2025-09-30")
    page.get_by_label("Since").press("Enter")
    page.get_by_role("button", name="Filters (1 on)").wait_for()
    visit.ask(QUESTION)
    assert page.locator(".unanswered").count() == 1
    assert "Only articles that pass the filters were searched." in page.locator(".turn").inner_text()

    page.get_by_label("Since").fill("someday")
    page.get_by_label("Since").press("Enter")
    page.get_by_label("Your question").fill(QUESTION)
    page.get_by_label("Your question").press("Enter")
    page.get_by_text("“someday” is not a date: write 2024-03-22, “March 2024”, “yesterday” or “last week”.").wait_for()


def test_dates_of_a_question_restrict_it_until_all_are_searched(visit: Visit) -> None:
    page = visit.page
    visit.ask("What did Okafor-Pryce say about the fenders in March 2025?")
    asked = page.locator(".asked").inner_text()
    assert page.locator(".quote").count() > 0
    assert "Only articles from 1 to 31 March 2025." in page.locator(".dates").inner_text()
    page.get_by_role("button", name="Search all dates").click()
    page.locator(".dates").wait_for(state="detached")
    visit.answered(1)
    assert page.locator(".asked").all_inner_texts() == [asked]


def test_a_timeline_leads_into_the_articles(visit: Visit) -> None:
    page = visit.page
    visit.open_tab("Timeline")
    page.get_by_text("Type a topic to see what the articles say of it").wait_for()
    page.get_by_label("Topic of the timeline").fill("Sable Point Bridge")
    page.locator("#timeline .day").first.wait_for()
    days = page.locator("#timeline h3").all_inner_texts()
    assert days[0] == "4 March 2025"
    assert days == sorted(set(days), key=lambda day: datetime.strptime(day, "%d %B %Y"))
    quote = page.locator("#timeline .quote blockquote").nth(1).text_content()

    page.get_by_role("button", name="Statement 2, open in the article: ").click()
    visit.wait_in_pane("mark.current")
    assert page.locator("mark.current").text_content() == quote

    visit.open_tab("Timeline")
    page.get_by_label("Topic of the timeline").fill("volcano <b>")
    page.get_by_text("The articles hold nothing on “volcano <b>”.").wait_for()


def test_a_narrow_page_leads_back_to_the_timeline(narrow_visit: Visit) -> None:
    page = narrow_visit.page
    narrow_visit.open_tab("Timeline")
    page.get_by_label("Topic of the timeline").fill("recount")
    page.locator("#timeline .cite").first.click()
    narrow_visit.wait_in_pane("mark.current")
    page.get_by_role("button", name="Back to the timeline").click()
    page.wait_for_function("document.activeElement.matches('#timeline .cite')")
    assert page.evaluate("document.documentElement.scrollWidth") == 400


def test_visitors_do_not_mix(visit: Visit, browser: sync_api.Browser, server: Server) -> None:
    context = browser.new_context()
    other = Visit(context.new_page(), server.address)
    visit.page.get_by_label("Your question").fill(QUESTION)
    other.page.get_by_label("Your question").fill("Why was the strike called?")
    visit.page.get_by_label("Your question").press("Enter")
    other.page.get_by_label("Your question").press("Enter")
    visit.answered(1)
    other.answered(1)

    assert visit.page.locator(".asked").all_inner_texts()[0].endswith(QUESTION)
    assert other.page.locator(".asked").all_inner_texts()[0].endswith("Why was the strike called?")
    assert (visit.page.locator(".turn").count(), other.page.locator(".turn").count()) == (1, 1)
    context.close()


def test_a_hostile_article_is_only_text(visit: Visit) -> None:
    page = visit.page
    visit.open_library()
    page.get_by_label("Search the library").fill("zeppelin")
    page.get_by_text("1 article of 19").wait_for()
    assert page.locator("#listing .open").text_content() == HOSTILE_TITLE
    page.locator("#listing .open").click()
    page.locator("#article-pane h2").wait_for()

    assert page.locator("#article-pane h2").text_content() == HOSTILE_TITLE
    assert page.locator("#article-pane .body").text_content() == HOSTILE_TEXT
    assert "<u>Outlet</u> · <u>Author</u>" in page.locator("#article-pane .facts").inner_text()
    assert page.locator("#article-pane .origin").text_content() == "javascript:alert(5)"

    question = "Where did the zeppelin Quarkbeetle land? <img src=x onerror=alert(6)> **x** [y](javascript:alert(7))"
    visit.ask(question)
    assert (page.locator(".asked").text_content() or "").endswith(question)
    assert page.locator(".quote blockquote").first.text_content() in HOSTILE_TEXT
    page.locator(".cite").first.click()
    visit.wait_in_pane("mark.current")
    for pane in ("#conversation", "#article-pane", "#listing"):
        assert page.locator(pane).locator("script, img, svg, iframe, a, b, i, u, strong").count() == 0


def test_uploaded_files_join_the_library_and_are_answered_from(visit: Visit, server: Server, tmp_path: Path) -> None:
    story = tmp_path / "marmot-census.txt"
    story.write_text("Marmots counted\n\nRangers counted 412 marmots on Mount Vellish this spring, Ina Dorn said.\n")
    (tmp_path / "empty.txt").write_text("")
    page = visit.page
    visit.open_library()
    page.locator("#files input[type=file]").set_input_files([story, tmp_path / "empty.txt"])
    page.get_by_text("Articles: 1 added.").wait_for()
    page.get_by_text("Not added: empty.txt").wait_for()
    page.locator("#listing .open", has_text="Marmots counted").wait_for()
    page.get_by_text("20 articles").wait_for()

    visit.ask("How many marmots did rangers count on Mount Vellish?")
    page.locator("#article-pane h2", has_text="Marmots counted").wait_for()
    assert "412 marmots" in page.locator(".quote blockquote").first.inner_text()
    assert page.locator("#article-pane .origin").inner_text() == "marmot-census.txt"
    with Library.open(server.library) as library:
        assert library.article(article_id("marmot-census.txt", "marmot-census")).source == "marmot-census.txt"
        library.remove(article_id("marmot-census.txt", "marmot-census"))


def test_articles_added_by_another_process_are_found(visit: Visit, server: Server, embedder: Embedder) -> None:
    comet = Article(
        id="comet-1",
        title="A comet over Plinth",
        text="The comet Harrow-Belling was seen over Plinth by 30 amateur astronomers on Sunday.\n",
        source="comet.txt",
    )
    with Library.open(server.library, embedder=embedder) as library:
        library.add(comet)
        visit.ask("Who saw the comet Harrow-Belling over Plinth?")
        library.remove("comet-1")

    assert visit.page.locator(".quote blockquote").first.inner_text().strip() == comet.text.strip()
    visit.page.locator(".cite").first.click()
    visit.page.get_by_text("The article has been removed since; this is the version that was cited.").wait_for()


def test_a_narrow_page_shows_the_quote_and_leads_back(narrow_visit: Visit) -> None:
    page = narrow_visit.page
    narrow_visit.ask(QUESTION)
    assert page.evaluate("document.documentElement.scrollWidth") == 400
    page.locator(".cite").first.click()
    narrow_visit.wait_in_pane("mark.current")

    page.get_by_role("button", name="Back to the answer").click()
    page.wait_for_function("document.activeElement.matches('.cite')")
    assert page.locator(".cite").first.is_visible()
