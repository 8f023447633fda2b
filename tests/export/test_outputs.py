"""Files that follow the store: every record once, whatever happened in between."""

from __future__ import annotations

import csv
import gzip
import json
import resource
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.errors import OutputError, OutputNameError
from newscrawl.export import FORMATS, open_output
from newscrawl.export.outputs import check_names, open_outputs
from newscrawl.store import Store
from tests.store.newsroom import HOUR, NOW, article, output_of_all, publish

HOME = "https://news.example/"


def fill(store: Store, *numbers: int) -> None:
    for number in numbers:
        publish(store, article(f"{HOME}{number}", number=number))


def read(path: Path) -> list[str]:
    """The last part of each record's URL."""
    if path.suffix == ".csv":
        with path.open(newline="", encoding="utf-8-sig") as stream:
            return [row["url"].rsplit("/", 1)[1] for row in csv.DictReader(stream)]
    if path.suffix == ".parquet":
        pyarrow = pytest.importorskip("pyarrow.parquet")
        return [url.rsplit("/", 1)[1] for url in pyarrow.read_table(path)["url"].to_pylist()]
    if path.suffix in (".md", ".txt"):
        return [line.rsplit(" ", 1)[1] for line in path.read_text().splitlines() if "Bridge stays open" in line]
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    records = json.loads(data) if path.suffix == ".json" else map(json.loads, data.splitlines())
    return [record["url"].rsplit("/", 1)[1] for record in records]


def suffixes(grows: bool) -> list[str]:
    return [form.suffixes[0] for form in FORMATS.values() if form.grows is grows]


@pytest.mark.parametrize("suffix", suffixes(True) + suffixes(False))
def test_an_output_holds_each_record_once_over_several_runs(store: Store, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"out{suffix}"
    expected: list[str] = []
    for run in range(3):
        output = open_output(path, store)
        for number in (2 * run, 2 * run + 1):
            fill(store, number)
            output.catch_up(now=NOW)
            expected.append(str(number))
        output.finish(now=NOW)
        assert read(path) == expected
    length = path.stat().st_size
    assert open_output(path, store).finish(now=NOW) == 0
    assert path.stat().st_size == length


@pytest.mark.parametrize("suffix", suffixes(True))
@pytest.mark.parametrize("torn", [b'{"url": "half a li', b"\x1f\x8b\x08\x00", b"\n" * 9999])
def test_what_a_crash_left_behind_the_committed_length_is_cut(
    store: Store, tmp_path: Path, suffix: str, torn: bytes
) -> None:
    path = tmp_path / f"out{suffix}"
    fill(store, 0, 1)
    output_of_all(path, store).catch_up(now=NOW)
    whole = path.read_bytes()
    with path.open("ab") as stream:
        stream.write(torn)
    fill(store, 2)
    output = output_of_all(path, store)
    assert path.read_bytes() == whole
    output.catch_up(now=NOW)
    assert read(path) == ["0", "1", "2"]


def test_a_crash_between_the_file_and_the_store_repeats_nothing(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    fill(store, 0, 1)
    dying = output_of_all(path, store)
    before = dying._mark
    dying.catch_up(now=NOW)
    store.outputs.move(path, dying._mark, before, now=NOW)  # the commit that never was
    dying.unlock()  # the system takes the lock of a process that dies
    output_of_all(path, store).catch_up(now=NOW)
    assert read(path) == ["0", "1"]


def test_a_shortened_file_is_an_error_that_says_what_to_do(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    fill(store, 0, 1)
    output_of_all(path, store).catch_up(now=NOW)
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(OutputError, match=r"out\.jsonl: .* bytes were written and 100 are left.*Delete it"):
        output_of_all(path, store)
    path.unlink()
    output_of_all(path, store).catch_up(now=NOW)
    assert read(path) == ["0", "1"]


def test_a_file_that_disappears_during_the_crawl_is_an_error_and_whole_afterwards(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    fill(store, 0)
    output = output_of_all(path, store)
    output.catch_up(now=NOW)
    path.unlink()
    fill(store, 1)
    with pytest.raises(OutputError, match=r"out\.jsonl: somebody moved or cut it"):
        output.catch_up(now=NOW)
    output_of_all(path, store).catch_up(now=NOW)
    assert read(path) == ["0", "1"]


def test_a_file_of_somebody_else_is_not_touched(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("precious\n")
    with pytest.raises(OutputError, match=r"out\.jsonl: the store .* did not write it"):
        open_output(path, store)
    assert path.read_text() == "precious\n"


@pytest.mark.parametrize("suffix", suffixes(True) + suffixes(False))
def test_only_a_complete_run_with_records_takes_the_place_of_an_earlier_one_without_store(
    tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"out{suffix}"
    path.write_text("yesterday\n")
    with Store.open() as store:
        open_output(path, store).finish(now=NOW)
        assert path.read_text() == "yesterday\n"
        output = open_output(path, store)
        fill(store, 0)
        output.catch_up(now=NOW)
        assert path.read_text() == "yesterday\n"
        output.finish(now=NOW, is_complete=False)
        assert path.read_text() == "yesterday\n"
        assert read(tmp_path / f"out.incomplete{suffix}") == ["0"]
        assert f"out.incomplete{suffix}" in output.outcome
        output.finish(now=NOW)
        assert read(path) == ["0"]


@pytest.mark.parametrize("suffix", suffixes(True) + suffixes(False))
def test_a_run_without_records_leaves_an_empty_output(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"out{suffix}"
    with Store.open() as store:
        open_output(path, store).finish(now=NOW)
    assert path.exists()
    assert read(path) == []


@pytest.mark.parametrize("suffix", suffixes(True) + suffixes(False))
def test_a_new_output_begins_with_the_records_of_its_run(store: Store, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"out{suffix}"
    fill(store, 0, 1)
    open_output(path, store)  # the run that names it first, killed before it wrote
    fill(store, 2)
    output = open_output(path, store)
    fill(store, 3)
    output.finish(now=NOW)
    assert read(path) == ["2", "3"]
    path.unlink()
    open_output(path, store).finish(now=NOW)
    assert read(path) == ["2", "3"]


@pytest.mark.parametrize("suffix", suffixes(True) + suffixes(False))
def test_files_of_one_pattern_follow_each_other(
    store: Store, tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each run's file begins where the one before ended, a killed one's too."""
    name = str(tmp_path / f"{{date}}-{{run}}{suffix}")
    fill(store, 0)
    for run, number in enumerate(range(1, 7), start=1):
        (output,) = open_outputs([name], store, now=NOW)
        store.runs.start({}, now=NOW)
        fill(store, number)
        if run % 3 == 1:
            output.finish(now=NOW)
        elif run % 3 == 2:  # killed between the file and the store
            with monkeypatch.context() as patched:
                patched.setattr(store.outputs, "move", lambda *_, **__: None)
                output.finish(now=NOW)
    files = sorted(tmp_path.glob(f"*{suffix}"))
    assert {file.name for file in files} <= {f"{NOW.astimezone():%Y-%m-%d}-{run}{suffix}" for run in range(1, 7)}
    (last,) = open_outputs([name], store, now=NOW)
    last.finish(now=NOW)
    files = sorted(tmp_path.glob(f"*{suffix}"))
    assert [number for file in files for number in read(file)] == ["1", "2", "3", "4", "5", "6"]


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["a.jsonl", "./a.jsonl"], r"the same file as the output a\.jsonl"),
        (["a.jsonl", "b.xyz"], r"b\.xyz: no format has this suffix"),
        (["{day}.jsonl"], r"\{day\} is unknown; write \{date\}, \{time\} or \{run\}"),
        (["{run}.jsonl"], r"runs have numbers only in a store"),
    ],
)
def test_a_name_that_no_output_can_have_is_wrong_use(names: list[str], message: str) -> None:
    with pytest.raises(OutputNameError, match=message):
        check_names(names, has_store=False)


def test_a_revision_is_a_line_of_its_own(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    fill(store, 0)
    output = output_of_all(path, store)
    output.catch_up(now=NOW)
    publish(store, article(f"{HOME}0", headline="Bridge closes"), at=NOW + HOUR)
    output.catch_up(now=NOW)
    records = [json.loads(line) for line in path.read_text().splitlines()]
    assert [record["meta"]["revision"] for record in records] == [1, 2]
    assert records[0]["identifier"] == records[1]["identifier"]


def test_two_outputs_of_one_store_go_their_own_pace(store: Store, tmp_path: Path) -> None:
    fill(store, 0)
    output_of_all(tmp_path / "a.jsonl", store).catch_up(now=NOW)
    fill(store, 1)
    for name in ("a.jsonl", "b.jsonl"):
        output_of_all(tmp_path / name, store).catch_up(now=NOW)
        assert read(tmp_path / name) == ["0", "1"]


def test_a_second_writer_of_the_same_output_is_stopped(store: Store, tmp_path: Path) -> None:
    one, two = (open_output(tmp_path / "out.jsonl", store) for _ in range(2))
    fill(store, 0)
    one.catch_up(now=NOW)
    with pytest.raises(OutputError, match=r"out\.jsonl: another crawl writes to it"):
        two.catch_up(now=NOW)
    one.unlock()  # where locks do not work, as on some networks' disks, the store knows
    with pytest.raises(OutputError, match="another process writes this output"):
        two.catch_up(now=NOW)
    assert read(tmp_path / "out.jsonl") == ["0"]


@pytest.mark.parametrize("suffix", [*suffixes(True), ".json"])
def test_a_full_disk_leaves_the_file_whole_and_the_records_safe(store: Store, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"out{suffix}"
    fill(store, 0)
    output = output_of_all(path, store)
    output.catch_up(now=NOW)
    output.finish(now=NOW)
    whole = path.read_bytes()
    fill(store, *range(1, 300))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(whole) + 2000, before[1]))
    try:
        with pytest.raises(OutputError, match=rf"out{suffix}: cannot be written: .*raise the limit"):
            output.finish(now=NOW)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert path.read_bytes() == whole
    assert list(tmp_path.glob(".out*")) == []
    output.finish(now=NOW)
    assert read(path) == [str(number) for number in range(300)]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("out.xyz", r"no format has this suffix; the known ones are \.jsonl, .*\.csv"),
        ("out", "no format has this suffix"),
        ("missing/out.jsonl", "its folder does not exist: make it first"),
        ("folder.jsonl", "it is a folder: name a file in it"),
    ],
)
def test_an_unusable_output_is_refused_before_the_crawl(store: Store, tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "folder.jsonl").mkdir()
    with pytest.raises(OutputError, match=rf"{name}.*{message}"):
        open_output(tmp_path / name, store)


def test_a_device_is_refused(store: Store, tmp_path: Path) -> None:
    (tmp_path / "null.jsonl").symlink_to("/dev/null")
    with pytest.raises(OutputError, match="not a regular file"):
        open_output(tmp_path / "null.jsonl", store)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(["publish", "catch up", "tear", "open", "finish", "remove"]), max_size=25))
def test_whatever_happens_the_file_ends_with_every_record_once(steps: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "s.db") as store:
        path, number = Path(folder) / "out.jsonl.gz", 0
        output = open_output(path, store)
        for step in steps:
            if step == "publish":
                fill(store, number)
                number += 1
            elif step == "tear" and path.exists():
                with path.open("ab") as stream:
                    stream.write(b"\x1f\x8b half a member")
            elif step == "remove":
                output.unlock()  # its process has ended
                path.unlink(missing_ok=True)
                output = open_output(path, store)
            elif step == "open":
                output.unlock()
                output = open_output(path, store)
            else:
                output.catch_up(now=NOW) if step == "catch up" else output.finish(now=NOW)
        output.finish(now=NOW)
        output = open_output(path, store)
        assert read(path) == [str(n) for n in range(number)]
