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
from tests.axe import violations
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
        page.locator("#listing .count").wait_for(state="attached")

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

    def open(self, view: str) -> None:
        self.page.locator(f"#places [data-view={view}]").click()
        self.page.locator(f"#view-{view}").wait_for()

    def wait_in_pane(self, selector: str) -> None:
        """Until the element lies within the visible part of the article."""
        self.page.wait_for_function(
            """selector => {
                const mark = document.querySelector(selector);
                if (!mark || !mark.offsetParent) return false;
                const pane = document.querySelector('#reading .scroll').getBoundingClientRect();
                const place = mark.getBoundingClientRect();
                return pane.left < innerWidth && place.top >= Math.max(0, pane.top)
                    && place.bottom <= Math.min(innerHeight, pane.bottom);
            }""",
            arg=selector,
        )


@pytest.fixture
def visit(browser: sync_api.Browser, server: Server) -> Iterator[Visit]:
    """A wide page; afterwards nothing has come from elsewhere, and no script of an article has run."""
    yield from visiting(browser, server, 1400, 860)


@pytest.fixture
def narrow_visit(browser: sync_api.Browser, server: Server) -> Iterator[Visit]:
    yield from visiting(browser, server, 390, 800)


def visiting(browser: sync_api.Browser, server: Server, width: int, height: int) -> Iterator[Visit]:
    context = browser.new_context(
        viewport={"width": width, "height": height}, permissions=["clipboard-read", "clipboard-write"]
    )
    context.set_default_timeout(60_000)
    visit = Visit(context.new_page(), server.address)
    yield visit
    assert {urlsplit(url).hostname for url in visit.requests if not url.startswith(("data:", "blob:"))} == {"127.0.0.1"}
    assert visit.dialogs == []
    assert visit.errors == []
    assert visit.page.evaluate("window.__pwned") is None
    context.close()


def copied(page: sync_api.Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_a_question_is_answered_and_its_quote_found_in_the_article(visit: Visit) -> None:
    page = visit.page
    visit.ask(QUESTION)
    assert page.locator(".asked").inner_text() == QUESTION
    quote = page.locator(".quote blockquote").first.text_content()
    assert quote
    assert page.locator(".sure").inner_text() in ("Clear", "Likely", "Not sure")
    assert "characters" not in page.locator("#talk").inner_text()
    page.get_by_text("Why this answer").click()
    assert "characters" in page.locator(".why").inner_text()

    page.locator("#reading .scroll").evaluate("pane => { pane.scrollTop = 0; }")
    page.get_by_role("button", name="Citation 1, open in the article: ").click()
    visit.wait_in_pane("mark[aria-current=true]")
    assert page.locator("mark[aria-current=true]").text_content() == quote
    assert page.evaluate("document.activeElement.matches('mark[aria-current]')")
    assert page.locator(".ref[aria-current=true]").count() == 1
    assert page.locator("#reading h2").inner_text() in (page.locator(".context .from").first.text_content() or "")


def test_a_citation_shows_its_quote_in_context_and_opens_by_keyboard(visit: Visit) -> None:
    page = visit.page
    visit.ask(QUESTION)
    assert page.locator(".context").first.is_hidden()
    page.locator(".ref").first.hover()
    page.locator(".context").first.wait_for()
    page.mouse.move(5, 5)
    page.locator(".context").first.wait_for(state="hidden")
    page.get_by_label("Your question").focus()
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('.ref')"):
            break
    page.locator(".context").first.wait_for()
    page.keyboard.press("Escape")
    page.locator(".context").first.wait_for(state="hidden")
    page.keyboard.press("Enter")
    visit.wait_in_pane("mark[aria-current=true]")


def test_one_goes_from_quote_to_quote_and_takes_them_along(visit: Visit) -> None:
    page = visit.page
    visit.ask("What happened to the Sable Point Bridge?")
    assert page.locator(".turn .quote").count() >= 2
    page.locator("#reading [data-step=n]").click()
    page.locator("#reading .steps", has_text="Quote 2 of").wait_for()
    assert page.locator(".ref[aria-current=true]").get_attribute("data-number") == "2"
    page.keyboard.press("p")
    page.locator("#reading .steps", has_text="Quote 1 of").wait_for()
    page.keyboard.press("n")
    page.locator("#reading .steps", has_text="Quote 2 of").wait_for()
    visit.wait_in_pane("mark[aria-current=true]")
    quote = page.locator("mark[aria-current=true]").text_content() or ""

    title = page.locator("#reading h2").inner_text()
    for form, sign in (
        ("Plain text", "— "),
        ("Markdown", "> "),
        ("BibTeX", "@article{"),
        ("CSL-JSON", '"article-newspaper"'),
    ):
        page.locator("#reading .menu summary").click()
        page.locator("#reading").get_by_role("button", name=form).click()
        page.locator("#snack.shown", has_text="Copied").wait_for()
        text = copied(page)
        assert sign in text
        assert title.split(" ")[0] in text
        assert " ".join(quote.split())[:40] in " ".join(text.split())

    page.locator("#reading [data-link]").click()
    page.locator("#snack.shown", has_text="The link to this quote is copied.").wait_for()
    other = page.context.new_page()
    other.goto(copied(page))
    other.locator("mark[aria-current=true]").wait_for()
    assert other.locator("mark[aria-current=true]").text_content() == quote
    other.close()


def test_the_box_keeps_what_is_typed_while_it_works_and_a_question_is_stopped(visit: Visit) -> None:
    page = visit.page
    box = page.get_by_label("Your question")
    box.fill(QUESTION)
    box.press("Enter")
    page.locator(".pending").wait_for()
    box.press_sequentially("And what did")
    visit.answered(1)
    assert box.input_value() == "And what did"
    box.fill("And what did he say about the road?")
    page.evaluate("document.querySelector('#box').requestSubmit(); document.querySelector('#stop').click()")
    assert box.input_value() == "And what did he say about the road?"
    assert page.locator(".turn").count() == 1
    page.locator("#send").wait_for()
    box.press("Enter")
    visit.answered(2)

    newest = page.locator(".turn").last
    newest.hover()
    newest.locator("[data-edit]").click()
    page.get_by_text("Your last question is edited.").wait_for()
    box.fill("What did Tarrant say about the pier?")
    box.press("Enter")
    page.locator(".turn", has_text="What did Tarrant say").locator(".below").wait_for()
    assert page.locator(".turn").count() == 2
    assert page.locator(".turn", has_text="about the road").count() == 0


def test_a_conversation_survives_a_reload_and_a_second_page(visit: Visit) -> None:
    page = visit.page
    visit.ask(QUESTION)
    visit.ask("And what did he say about the road?")
    assert page.locator(".turn").nth(1).locator(".changes").count() == 1
    page.reload()
    visit.answered(2)
    page.locator(".ref").first.click()
    visit.wait_in_pane("mark[aria-current=true]")
    other = page.context.new_page()
    other.goto(page.url)
    other.locator(".turn:nth-of-type(2) .below").wait_for(state="attached")
    other.close()

    page.locator("#box [data-new]").click()
    page.locator(".welcome").wait_for()
    visit.ask("Why was the strike called?")
    assert page.locator(".searched").count() == 0
    assert page.locator("#past .past").count() == 2
    page.locator("#past .past").last.click()
    visit.answered(2)

    kept = page.locator("#past .kept").first
    kept.hover()
    kept.locator("summary").click()
    kept.get_by_role("button", name="Rename").click()
    page.get_by_label("Name of the conversation").fill("Nurses, why")
    page.keyboard.press("Enter")
    page.locator("#past .past", has_text="Nurses, why").wait_for()
    page.get_by_label("Search conversations").fill("road")
    page.locator("#past .past", has_text="Nurses, why").wait_for(state="detached")
    page.get_by_label("Search conversations").fill("")
    kept = page.locator("#past .kept", has_text="Nurses, why")
    kept.hover()
    kept.locator("summary").click()
    with page.expect_download() as download:
        kept.get_by_role("button", name="Export as JSON").click()
    assert download.value.suggested_filename == "nurses-why.json"
    kept.locator("summary").click()
    kept.get_by_role("button", name="Delete").click()
    page.locator("#past .past", has_text="Nurses, why").wait_for(state="detached")
    page.locator("#snack").get_by_role("button", name="Undo").click()
    page.locator("#past .past", has_text="Nurses, why").wait_for()


def test_what_was_searched_can_be_changed_and_undone(visit: Visit) -> None:
    visit.ask(QUESTION)
    visit.ask("And what did he say about the road?")
    newest = visit.page.locator(".turn").last
    assert visit.page.locator(".turn").first.locator(".changes").count() == 0

    newest.get_by_role("button", name="Search my words as they are").click()
    newest.get_by_text("Undo my change").wait_for()
    assert newest.locator(".searched").inner_text() == "Searched for: And what did he say about the road?"

    newest.get_by_text("Change", exact=True).click()
    newest.get_by_label("What is searched").fill("Who won the League Cup?")
    visit.page.keyboard.press("Enter")
    newest.locator(".searched", has_text="Who won the League Cup?").wait_for()
    assert newest.locator(".asked").inner_text() == "And what did he say about the road?"
    assert visit.page.locator(".turn").count() == 2

    newest.get_by_text("Undo my change").click()
    newest.get_by_role("button", name="Search my words as they are").wait_for()
    assert newest.locator(".searched", has_text="Searched for").count() == 0


def test_what_the_articles_do_not_answer_is_said(visit: Visit) -> None:
    visit.ask("How do I knit a scarf?")
    assert visit.page.locator(".unanswered").inner_text() == "The articles don’t answer this."
    assert visit.page.locator("blockquote, mark").count() == 0
    first = visit.page.locator(".nearest .title").first
    title = first.inner_text()
    first.click()
    visit.page.locator("#reading h2", has_text=title).wait_for()


def test_an_empty_question_is_not_asked(visit: Visit) -> None:
    visit.page.get_by_role("button", name="Ask", exact=True).last.click()
    visit.page.locator("#snack.shown", has_text="Type a question first.").wait_for()
    assert visit.page.locator(".turn").count() == 0


def test_an_example_question_is_answered(visit: Visit) -> None:
    chip = visit.page.locator(".chip").first
    question = chip.inner_text()
    chip.click()
    visit.answered(1)
    assert visit.page.locator(".asked").inner_text() == question
    assert visit.page.locator(".quote").count() > 0


def test_filters_restrict_the_question(visit: Visit) -> None:
    page = visit.page
    page.get_by_text("All dates · all outlets").click()
    page.get_by_label("Since").fill("2025-09-30")
    page.keyboard.press("Escape")
    page.get_by_text("since 2025-09-30 · all outlets").wait_for()
    visit.ask(QUESTION)
    assert page.locator(".unanswered").count() == 1
    assert "Only articles that pass the filters were searched." in page.locator(".turn").inner_text()

    page.get_by_text("since 2025-09-30 · all outlets").click()
    page.get_by_label("Since").fill("someday")
    page.keyboard.press("Escape")
    page.get_by_label("Your question").fill(QUESTION)
    page.get_by_label("Your question").press("Enter")
    page.get_by_text("“someday” is not a date: write 2024-03-22, “March 2024”, “yesterday” or “last week”.").wait_for()
    assert page.get_by_label("Your question").input_value() == QUESTION
    assert page.locator(".turn").count() == 1


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
    visit.open("timeline")
    page.get_by_text("Type a topic to see what the articles say of it").wait_for()
    page.get_by_label("Topic of the timeline").fill("Sable Point Bridge")
    page.get_by_label("Topic of the timeline").press("Enter")
    page.locator("#timeline .day").first.wait_for()
    days = page.locator("#timeline h3").all_inner_texts()
    assert days[0] == "4 March 2025"
    assert days == sorted(set(days), key=lambda day: datetime.strptime(day, "%d %B %Y"))
    quote = page.locator("#timeline .quote blockquote").nth(1).text_content()
    page.get_by_role("button", name="Citation 2, open in the article: ").click()
    visit.wait_in_pane("mark[aria-current=true]")
    assert page.locator("mark[aria-current=true]").text_content() == quote

    page.get_by_label("Topic of the timeline").fill("volcano <b>")
    page.get_by_label("Topic of the timeline").press("Enter")
    page.get_by_text("The articles hold nothing on “volcano <b>”.").wait_for()


def test_a_narrow_page_slides_to_the_quote_and_leads_back(narrow_visit: Visit) -> None:
    page = narrow_visit.page
    narrow_visit.ask(QUESTION)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.locator("#reading h2").is_hidden()
    page.locator(".ref").first.click()
    narrow_visit.wait_in_pane("mark[aria-current=true]")
    page.locator("#reading").get_by_role("button", name="Back").click()
    page.wait_for_function("document.activeElement.matches('.ref')")
    page.get_by_role("button", name="Places and conversations").click()
    page.locator("#places [data-view=timeline]").click()
    page.get_by_label("Topic of the timeline").fill("recount")
    page.get_by_label("Topic of the timeline").press("Enter")
    page.locator("#timeline .ref").first.click()
    narrow_visit.wait_in_pane("mark[aria-current=true]")
    page.keyboard.press("Escape")
    page.wait_for_function("document.activeElement.matches('#timeline .ref')")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_visitors_do_not_mix(visit: Visit, browser: sync_api.Browser, server: Server) -> None:
    context = browser.new_context()
    other = Visit(context.new_page(), server.address)
    visit.page.get_by_label("Your question").fill(QUESTION)
    other.page.get_by_label("Your question").fill("Why was the strike called?")
    visit.page.get_by_label("Your question").press("Enter")
    other.page.get_by_label("Your question").press("Enter")
    visit.answered(1)
    other.answered(1)
    assert visit.page.locator(".asked").all_inner_texts() == [QUESTION]
    assert other.page.locator(".asked").all_inner_texts() == ["Why was the strike called?"]
    assert (visit.page.locator("#past .past").count(), other.page.locator("#past .past").count()) == (1, 1)
    context.close()


def test_a_hostile_article_is_only_text(visit: Visit) -> None:
    page = visit.page
    visit.open("library")
    page.get_by_label("Search the library").fill("zeppelin")
    page.get_by_text("1 article of 19").wait_for()
    assert page.locator("#listing .title").text_content() == HOSTILE_TITLE
    page.locator("#listing .title").click()
    page.locator("#reading h2", has_text="Zeppelin").wait_for()
    assert page.locator("#reading h2").text_content() == HOSTILE_TITLE
    assert page.locator("#reading .body").text_content() == HOSTILE_TEXT
    assert "<u>Outlet</u> · date unknown · by <u>Author</u>" in page.locator("#reading .facts").inner_text()
    assert page.locator("#reading .origin").text_content() == "javascript:alert(5)"

    visit.open("ask")
    question = "Where did the zeppelin Quarkbeetle land? <img src=x onerror=alert(6)> **x** [y](javascript:alert(7))"
    visit.ask(question)
    assert page.locator(".asked").text_content() == question
    assert page.locator(".quote blockquote").first.text_content() in HOSTILE_TEXT
    page.locator(".ref").first.click()
    visit.wait_in_pane("mark[aria-current=true]")
    for pane in ("#talk", "#reading", "#listing", "#past"):
        assert page.locator(pane).locator("script, img, svg, iframe, a, i, u").count() == 0


def test_twelve_files_are_added_with_a_result_for_each(visit: Visit, server: Server, tmp_path: Path) -> None:
    stories = []
    for number in range(11):
        story = tmp_path / f"marmots-{number}.txt"
        story.write_text(
            f"Marmots counted {number}\n\nRangers counted 4{number:02} marmots on Mount Vellish, Ina Dorn said.\n"
        )
        stories.append(story)
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    page = visit.page
    visit.open("library")
    page.locator("#files").set_input_files([*stories, tmp_path / "broken.pdf"])
    page.locator("#adding .skipped", has_text="broken.pdf").wait_for(timeout=120_000)
    page.locator("#adding h3", has_text="11 added, 1 not added").wait_for()
    assert page.locator("#adding .added").count() == 11
    page.locator("#listing .count", has_text="30 articles").wait_for()

    visit.open("ask")
    visit.ask("How many marmots did rangers count on Mount Vellish?")
    assert "marmots" in page.locator(".quote blockquote").first.inner_text()
    visit.open("library")
    page.get_by_label("Search the library").fill("Marmots counted 7")
    page.get_by_text("1 article of 30").wait_for()
    page.locator("#listing tbody tr").hover()
    page.get_by_role("button", name="Remove: Marmots counted 7").click()
    page.get_by_text("No article matches “Marmots counted 7”.").wait_for()
    page.locator("#snack").get_by_role("button", name="Undo").click()
    page.get_by_text("1 article of 30").wait_for()
    with Library.open(server.library) as library:
        for article in library.articles():
            if article.title.startswith("Marmots"):
                library.remove(article.id)


def test_a_pasted_article_is_found_by_its_month(visit: Visit, server: Server) -> None:
    page = visit.page
    visit.open("library")
    page.get_by_role("button", name="Paste an article").click()
    page.get_by_label("Headline").fill("A comet over Plinth")
    page.get_by_label("Outlet", exact=True).first.fill("Plinth Star")
    page.locator("#paste-date").fill("2025-12-06")
    page.locator("#paste-text").fill(
        "The comet Harrow-Belling was seen over Plinth by 30 amateur astronomers on Sunday."
    )
    page.locator("#paste").get_by_role("button", name="Add it").click()
    page.locator("#adding .added", has_text="A comet over Plinth").wait_for()
    page.get_by_label("Search the library").fill("december 2025")
    page.get_by_text("1 article of 20").wait_for()
    visit.open("ask")
    visit.ask("Who saw the comet Harrow-Belling over Plinth?")
    assert "30 amateur astronomers" in page.locator(".quote blockquote").first.inner_text()
    with Library.open(server.library) as library:
        (comet,) = [article for article in library.articles() if article.title == "A comet over Plinth"]
        library.remove(comet.id)
    page.locator(".ref").first.click()
    page.get_by_text("The article has been removed since; this is the version that was cited.").wait_for()


def test_a_new_user_comes_from_nothing_to_a_cited_answer(browser: sync_api.Browser, tmp_path: Path) -> None:
    with serving(tmp_path / "new") as address:
        context = browser.new_context(viewport={"width": 1400, "height": 860})
        context.set_default_timeout(120_000)
        page = context.new_page()
        page.goto(address)
        page.get_by_role("heading", name="Add your articles").wait_for()
        assert violations(page) == []
        page.get_by_role("button", name="Try the sample").click()
        page.locator("#adding h3", has_text="18 added").wait_for()
        page.locator("#places [data-view=ask]").click()
        page.locator(".chip").first.click()
        page.locator(".quote .ref").first.wait_for()
        assert page.locator("#reading mark[aria-current=true]").count() == 1
        context.close()


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_nothing_stands_in_the_way_of_those_who_do_not_see_or_point(visit: Visit, theme: str) -> None:
    page = visit.page
    page.get_by_role("button", name=theme, exact=True).click()
    assert violations(page) == []
    visit.ask("What did Kirwan say about the deaths?")
    page.get_by_text("Why this answer").click()
    assert violations(page) == []
    visit.ask("How do I knit a scarf?")
    page.get_by_text("All dates · all outlets").click()
    assert violations(page) == []
    page.keyboard.press("Escape")
    visit.open("library")
    page.get_by_role("button", name="Paste an article").click()
    page.get_by_role("button", name="Add an address").click()
    page.get_by_text("Sort and filter").click()
    assert violations(page) == []
    visit.open("timeline")
    page.get_by_label("Topic of the timeline").fill("Sable Point Bridge")
    page.get_by_label("Topic of the timeline").press("Enter")
    page.locator("#timeline .day").first.wait_for()
    assert violations(page) == []


def test_by_keyboard_alone(visit: Visit) -> None:
    page = visit.page
    page.keyboard.type(QUESTION)  # the box has the focus
    page.keyboard.press("Enter")
    visit.answered(1)
    assert page.evaluate("document.activeElement.id") == "question"
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.closest('#places, #talk, #box, #reading')?.id ?? ''"))
    assert {"places", "talk", "box", "reading"} <= reached
    page.locator(".quote .menu summary").first.focus()
    page.keyboard.press("Enter")
    page.locator(".quote .menu ul").first.wait_for()
    page.keyboard.press("Escape")
    page.locator(".quote .menu ul").first.wait_for(state="hidden")
    assert page.evaluate("document.activeElement.matches('.quote .menu summary')")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "question"
