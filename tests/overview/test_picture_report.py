"""The report in PDF: what it says, and that screen readers find it in order."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner
from pictures_drawn import pictures_of
from service import SECRETS
from view_examples import BEGINS, LINES, NEW_YORK, response, store, view

from app.cli import main
from app.lines import LOCAL_LINES
from app.overview.view import Period
from app.pictures.picture import Table
from app.pictures.report.making import gathered, pdf_of, write
from app.pictures.report.sheet import Sheet
from app.pictures.report.tagged import TaggedPdf
from app.records.days import mark

MADE_AT = datetime(2026, 1, 5, 15, tzinfo=UTC)
NOWHERE = "redis://127.0.0.1:1/0"
TEN_DAYS = Period(date(2025, 10, 1), date(2025, 10, 10))


class Noted:
    """Sheets that keep what is put on them."""

    def __init__(self):
        self.put = []

    def __getattr__(self, name):
        return lambda *given, **_: self.put.append((name, *given))

    def all(self, name):
        return [given for kind, *given in self.put if kind == name]

    @property
    def text(self):
        return "\n".join(str(given) for given in self.put)


def noted(database, **given):
    sheet = Noted()
    with database.read() as connection:
        report = gathered(connection, LINES, view(**({"period": TEN_DAYS} | given)), MADE_AT)
    write(sheet, report)
    return sheet


def on(day, number, **changes):
    at = BEGINS + timedelta(days=day, hours=8)
    return response(100 * day + number, started_at=at, offered_at=at, created_at=at, **changes)


@pytest.fixture
def filled(sqlite_database):
    store(
        sqlite_database,
        [
            *(on(1, number, trust=5) for number in range(6)),
            *(on(1, 50 + number, trust=1, organizational_unit="West") for number in range(5)),
            *(on(2, number, line_id="claims", trust=2) for number in range(3)),
        ],
    )
    return sqlite_database


def test_each_line_has_its_figures_with_n_and_every_picture_with_its_words_and_numbers(filled):
    told = noted(filled)
    lines = ["Benefits Help Line (calls)", "Benefits Help Line (claims)"]
    assert told.all("heading")[:4] == [[1, "Survey results"], [2, lines[0]], [3, "Automated phone"], [2, lines[1]]]
    assert told.all("say")[0] == ["October 1, 2025 to October 10, 2025."]
    tables = [table for (table,) in told.all("table")]
    row = ("Automated phone", "11", "11", "11", "100.0%", "3.18 (n = 11)", "4.00 (n = 11)")
    assert tables[0].rows == (row,)
    pictures = pictures_of(filled, period=TEN_DAYS).values()
    assert [words for words, _, _ in told.all("picture")] == [picture.words for picture in pictures]
    assert {picture.table for picture in pictures} <= set(tables)
    assert all(png.startswith(b"\x89PNG") for _, png, _ in told.all("picture"))


def test_what_few_said_is_nowhere_in_it_and_it_says_so(filled):
    told = noted(filled, line="claims")
    assert ["Line Benefits Help Line (claims). Walk-ins are left out."] in told.all("say")
    assert "fewer than 5 answers (n = 3)" in told.text
    assert told.all("picture") == []
    assert "2.00" not in told.text
    assert told.all("say")[-1][0].startswith("A score that fewer than 5 answers stand behind is not shown.")


def test_who_may_see_one_unit_reads_of_no_other(filled):
    told = noted(filled, units=frozenset({"West"}))
    assert "as far as it belongs to West" in told.text
    assert "1.00 (n = 5)" in told.text
    assert "(n = 6)" not in told.text
    assert "(n = 11)" not in told.text
    assert "no unit" in noted(filled, units=frozenset()).text


def test_a_report_of_nothing_says_so_and_one_that_is_behind_too(filled):
    early = noted(filled, period=Period(date(2024, 1, 1), date(2024, 3, 31)))
    assert ["There are no responses that fit."] in early.all("say")
    assert "fiscal quarter 2024-Q2" in early.text
    with filled.begin() as connection:
        mark(connection, [("calls", BEGINS + timedelta(days=1, hours=8))])
    assert "Something changed" in noted(filled).text
    assert "Something changed" not in noted(filled, line="claims").text


def test_the_file_has_a_title_a_language_and_a_structure_that_is_read_in_order(filled):
    with filled.read() as connection:
        found = gathered(connection, LINES, view(period=TEN_DAYS, line="calls"), MADE_AT)
    report = pdf_of(found)
    assert report.startswith(b"%PDF-")
    for expected in (b"/Lang (en-US)", b"/Marked true", b"/DisplayDocTitle true", b"/Title", b"/StructTreeRoot"):
        assert expected in report
    kinds = [kind.decode() for kind in re.findall(rb"/S /(\w+)", report)]
    assert [kind for kind in kinds if kind.startswith("H")][:3] == ["H1", "H2", "H3"]
    counts = {kind: kinds.count(kind) for kind in kinds}
    told = noted(filled, line="calls")
    tables = [table for (table,) in told.all("table")]
    assert counts["Figure"] == found.pictures == len(told.all("picture")) == len(re.findall(rb"/Alt ", report))
    assert counts["Table"] == counts["Caption"] == len(tables)
    assert counts["TR"] == sum(1 + len(table.rows) for table in tables)
    assert counts["TH"] + counts["TD"] == sum((1 + len(table.rows)) * len(table.columns) for table in tables)
    assert len(re.findall(rb"/Scope /Row", report)) == sum(len(table.rows) for table in tables)


def test_a_table_over_several_pages_repeats_its_header_for_the_eye_alone():
    sheet = Sheet("Rows", MADE_AT)
    sheet.table(Table("Many", ("Day", "n"), tuple((f"day {day}", str(day)) for day in range(120))))
    report = sheet.file()
    assert len(re.findall(rb"/Type /Page\b(?!s)", report)) > 2
    assert len(re.findall(rb"/S /TH\b", report)) == 2 + 120
    assert len(re.findall(rb"/S /TD\b", report)) == 120


def test_each_piece_of_content_is_found_from_its_page():
    """The parent tree lists, by page, the elements in the order of the numbers of their content."""
    pdf = TaggedPdf()
    for page in range(2):
        pdf.add_page()
        with pdf.container("Table"), pdf.container("TR"):
            for cell in range(3):
                with pdf.content("TD"):
                    pdf.set_font("helvetica")
                    pdf.cell(text=f"{page} {cell}")
    found = pdf.struct_builder.struct_tree_root.parent_tree.nums
    assert [[element.k for element in found[place]] for place in (0, 1)] == [[[0], [1], [2]]] * 2
    with pytest.raises(ValueError, match="must stand on one page"), pdf.content("P"):
        pdf.add_page()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--line", "nowhere", "--quarter", "2026-Q1"], "no line has the id nowhere"),
        ([], "give either --quarter"),
        (["--quarter", "2026-Q1", "--since", "2025-10-01"], "give either --quarter"),
        (["--since", "2025-10-02", "--until", "2025-10-01"], "not a period"),
        (["--quarter", "2026"], "no fiscal quarter"),
    ],
)
def test_the_command_names_what_is_wrong(sqlite_url, given, said):
    answer = run(sqlite_url, *given)
    assert (answer.exit_code, said in answer.stderr) == (2, True), answer.stderr


def test_the_command_writes_the_report_to_standard_output_or_a_file(tmp_path, sqlite_url, sqlite_database):
    store(sqlite_database, [on(1, number, line_id="demo-likert") for number in range(6)], NEW_YORK)
    given = ("--line", "demo-likert", "--quarter", "2026-Q1")
    answer = run(sqlite_url, *given)
    assert (answer.exit_code, answer.stdout_bytes[:5]) == (0, b"%PDF-"), answer.stderr
    out = tmp_path / "report.pdf"
    assert run(sqlite_url, *given, "--out", str(out)).exit_code == 0
    assert out.read_bytes().startswith(b"%PDF-")


def run(url, *given):
    settings = {"DATABASE_URL": url, "REDIS_URL": NOWHERE, "PUBLIC_URL": "http://127.0.0.1:8000", **SECRETS}
    environment = settings | {"LINES_FILE": str(LOCAL_LINES)}
    return CliRunner(env=environment).invoke(main, ["report", "pdf", *given])
