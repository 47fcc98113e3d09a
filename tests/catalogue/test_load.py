from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from linter.catalogue import compiled
from linter.catalogue.load import compile_files, load, load_directory, read_files, rules_directory
from linter.errors import CatalogueError

TRACKER = """\
id = "acme"
name = "Acme"
documentation = "Acme docs"
confidence = "documented"
recipient.company = "Acme"
recipient.country = "US"
recipient.role = "analytics"

signature = [
  { callee = "acme", form = "command", verbs = ["track"], arguments = ["", "event", "data"] },
  { callee = "acme.identify", operation = "identify", arguments = ["identity"] },
]

[[endpoint]]
host = "acme.example"
path = "/collect"
parameters = { uid = "identity" }
"""


def directory(tmp_path: Path, files: dict[str, str]) -> Path:
    root = tmp_path / "rules"
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def failure(tmp_path: Path, files: dict[str, str]) -> str:
    with pytest.raises(CatalogueError) as caught:
        load_directory(directory(tmp_path, files), tmp_path / "cache")
    return str(caught.value)


def test_a_tracker_is_read(tmp_path: Path) -> None:
    rules = load_directory(directory(tmp_path, {"trackers/acme.toml": TRACKER}), tmp_path / "cache").rules
    assert rules.trackers[0].signature[1].operation == "identify"
    assert rules.trackers[0].endpoint[0].parameters == {"uid": "identity"}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            'callee = "acme.identify"',
            'calee = "acme.identify"',
            "rules/trackers/acme.toml:11: signature[1].calee: unknown key 'calee' (did you mean 'callee'?)",
        ),
        (
            'form = "command"',
            'form = "comand"',
            "rules/trackers/acme.toml:10: signature[0].form: unknown word 'comand' (did you mean 'command'?)",
        ),
        (
            'operation = "identify"',
            'operation = "identity"',
            "rules/trackers/acme.toml:11: signature[1].operation: unknown word 'identity' (did you mean 'identify'?)",
        ),
        (
            '["identity"]',
            '["identiti"]',
            "rules/trackers/acme.toml:11: signature[1].arguments: unknown word 'identiti' (did you mean 'identity'?)",
        ),
        (
            'uid = "identity"',
            'uid = "user"',
            "rules/trackers/acme.toml:17: endpoint[0].parameters.uid: unknown word 'user'",
        ),
        (
            'recipient.country = "US"',
            'recipient.contry = "US"',
            "rules/trackers/acme.toml:6: recipient.contry: unknown key 'contry' (did you mean 'country'?)",
        ),
        (
            'recipient.role = "analytics"',
            'recipient.role = "analytic"',
            "rules/trackers/acme.toml:7: recipient.role: unknown word 'analytic' (did you mean 'analytics'?)",
        ),
        ('name = "Acme"', "name = 3", "rules/trackers/acme.toml:2: name: Expected `str`, got `int`"),
        (
            'confidence = "documented"',
            'confidance = "documented"',
            "rules/trackers/acme.toml:4: confidance: unknown key 'confidance' (did you mean 'confidence'?)",
        ),
        ('id = "acme"', 'id = "acmee"', "rules/trackers/acme.toml:1: id: the id must be the file's name, 'acme'"),
        (
            "signature = [",
            'absent.consent = "docs"\nconsent = [{ effect = "deny", callee = "acme.stop" }]\nsignature = [',
            "rules/trackers/acme.toml:9: absent.consent: there are consent rows: what exists is not absent",
        ),
        (
            "signature = [",
            'absent.privacy = "docs"\nprivacy = [{ kind = "option", name = "ip", effect = "scrub" }]\nsignature = [',
            "rules/trackers/acme.toml:9: absent.privacy: there are privacy rows: what exists is not absent",
        ),
        ('path = "/collect"', 'path = "/collect', "rules/trackers/acme.toml:16: Illegal character"),
        (
            'recipient.country = "',
            'recipient.country = "x',
            "rules/trackers/acme.toml:6: recipient.country: a country is",
        ),
        (
            'host = "acme.example"',
            'host = ""',
            "rules/trackers/acme.toml:14: endpoint[0].host: a row for any host needs a telling path",
        ),
        (
            'host = "acme.example"',
            'host = "acme.example/x"',
            "rules/trackers/acme.toml:15: endpoint[0].host: a host is written in lower case and without a path",
        ),
    ],
)
def test_errors_say_where_and_what(tmp_path: Path, old: str, new: str, expected: str) -> None:
    changed = TRACKER.replace(old, new).replace(
        'path = "/collect"\n', "" if new == 'host = ""' else 'path = "/collect"\n'
    )
    assert failure(tmp_path, {"trackers/acme.toml": changed}).startswith(expected.replace(":14:", ":15:"))


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"trackers/acme.yaml": ""}, "acme.yaml: no rules file: these end in .toml"),
        (
            {"tracker/acme.toml": TRACKER},
            "rules/tracker/acme.toml: not a place for rules (did you mean 'trackers/<id>.toml'?)",
        ),
        ({"trackers/sub/acme.toml": TRACKER}, "rules/trackers/sub/acme.toml: not a place for rules"),
        (
            {
                "data/transforms.toml": '[[transform]]\nid = "a"\neffect = "keeps"\n[[transform]]\nid = "a"\neffect = "keeps"\n'
            },
            "rules/data/transforms.toml:4: transform[1]: 'a' is there already",
        ),
        (
            {"data/transforms.toml": '[[transform]]\nid = "a"\neffect = "removed"\n'},
            "rules/data/transforms.toml:3: transform[0].effect: unknown word 'removed' (did you mean 'removes'?)",
        ),
        (
            {"data/transforms.toml": '[[transforms]]\nid = "a"\n'},
            "rules/data/transforms.toml:1: transforms: unknown table 'transforms' (did you mean 'transform'?)",
        ),
        ({"data/transforms.toml": "[[transform]]\n"}, "rules/data/transforms.toml:1: transform[0]: a row needs a 'id'"),
        (
            {"data/transforms.toml": "transform = 1\n"},
            "rules/data/transforms.toml:1: transform: must be an array of tables",
        ),
        (
            {"law/reasons.toml": "[reasons.a]\n"},
            "rules/law/reasons.toml:1: reasons: unknown table 'reasons' (did you mean 'reason'?)",
        ),
        ({"law/decisions.toml": "[motor]\n"}, "rules/law/decisions.toml:1: motor: unknown table 'motor'"),
        (
            {"frameworks/f.toml": 'id = "f"\nlanguages = ["pyton"]\n'},
            "rules/frameworks/f.toml:2: languages: unknown word 'pyton' (did you mean 'python'?)",
        ),
        (
            {
                "frameworks/f.toml": 'id = "f"\nlanguages = ["python"]\nsource = [\n  { match = ["a b"], kind = "by-key", group = "request" },\n]\n'
            },
            "rules/frameworks/f.toml:4: source[0].match: ",
        ),
    ],
)
def test_the_layout_is_closed(tmp_path: Path, files: dict[str, str], expected: str) -> None:
    assert expected in failure(tmp_path, files)


def test_a_source_names_a_kind_that_exists(tmp_path: Path) -> None:
    kind = 'id = "name"\nlabel = "name"\ncode = "TRK106"\n'
    framework = 'id = "f"\nlanguages = ["python"]\n[[source]]\nmatch = ["a.b"]\nkind = "nam"\ngroup = "request"\n'
    assert failure(tmp_path, {"data/kinds/name.toml": kind, "frameworks/f.toml": framework}).startswith(
        "rules/frameworks/f.toml:5: source[0].kind: unknown word 'nam' (did you mean 'name'?)"
    )


KIND = 'id = "member"\nlabel = "a member"\ncode = "TRK102"\narticles = ["4(1)"]\n\n[strong]\nen = ["member no"]\n'


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"TRK102"', '"TRK112x"', ":3: code: unknown word 'TRK112x' (did you mean 'TRK112'?)"),
        ('"4(1)"', '"4(1"', ":4: articles: unknown word '4(1' (did you mean '4(1)'?)"),
        ("en =", "eng =", ":7: strong.eng: unknown word 'eng' (did you mean 'en'?)"),
        ("[strong]", 'needs = ["form+persn"]\n[strong]', ":6: needs: unknown word 'persn' (did you mean 'person'?)"),
        ("[strong]", 'special = "explicitly"\n[strong]', ":6: special: unknown word 'explicitly' (did you mean"),
        ('"member no"', '"memberNo"', ":7: strong.memberNo: words are in small letters with spaces between them"),
    ],
)
def test_a_kind_of_ones_own_is_held_against_codes_articles_and_languages(
    tmp_path: Path, old: str, new: str, expected: str
) -> None:
    extra = directory(tmp_path, {"data/kinds/member.toml": KIND.replace(old, new)})
    with pytest.raises(CatalogueError) as error:
        load([extra], tmp_path / "cache")
    assert f"member.toml{expected}" in str(error.value)


def test_fixtures_beside_rules_are_no_rules(tmp_path: Path) -> None:
    extra = directory(tmp_path, {"fixtures/acme/acme.js": "acme();", "data/kinds/member.toml": KIND})
    assert "member" in load([extra], tmp_path / "cache").kinds


def test_a_missing_directory_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="no such folder of rules"):
        load([tmp_path / "missing"], tmp_path / "cache")


def test_broken_text_is_an_error(tmp_path: Path) -> None:
    root = directory(tmp_path, {})
    (root / "trackers").mkdir(parents=True)
    (root / "trackers" / "a.toml").write_bytes(b"id = 1\n\xff\n")
    with pytest.raises(CatalogueError, match=r"a\.toml:2: not UTF-8"):
        load_directory(root, tmp_path / "cache")


def test_further_rules_add_and_extend(tmp_path: Path) -> None:
    extra = directory(
        tmp_path,
        {
            "trackers/acme.toml": TRACKER,
            "trackers/meta-pixel.toml": 'id = "meta-pixel"\nnotes = "ours"\nglobals = ["ourPixel"]\n[[signature]]\ncallee = "ourPixel"\n',
            "data/kinds/search-term.toml": 'id = "search-term"\nstrong = { en = ["seek phrase"] }\n',
            "trackers/_common.toml": 'weak_globals = ["acme"]\n',
        },
    )
    plain = load(cache=tmp_path / "cache")
    loaded = load([extra], tmp_path / "cache")
    assert loaded.digest != plain.digest
    assert loaded.trackers["acme"].recipient.company == "Acme"
    assert loaded.trackers["meta-pixel"].notes == "ours"
    assert len(loaded.trackers["meta-pixel"].signature) == len(plain.trackers["meta-pixel"].signature) + 1
    assert "seek phrase" in loaded.kinds["search-term"].strong["en"]
    assert len(loaded.kinds["search-term"].strong["en"]) == len(plain.kinds["search-term"].strong["en"]) + 1
    assert loaded.callees.match("acme.identify")[0].weak
    assert loaded.callees.match("ourPixel")[0].tracker == "meta-pixel"
    assert any(token.text == b"ourPixel" for token in loaded.automaton.tokens)


def test_the_compiled_form_says_the_same(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first = load(cache=cache)
    assert len(list(cache.iterdir())) == 1
    second = load(cache=cache)
    assert second.digest == first.digest
    assert second.trackers == first.trackers
    assert (second.law, second.kinds, second.frameworks, second.consent) == (
        first.law,
        first.kinds,
        first.frameworks,
        first.consent,
    )
    assert second.tokens == first.tokens
    assert second.callees.heads == first.callees.heads


def test_a_changed_rule_is_seen(tmp_path: Path) -> None:
    root = directory(tmp_path, {"trackers/acme.toml": TRACKER})
    cache = tmp_path / "cache"
    assert load_directory(root, cache).rules.trackers[0].name == "Acme"
    path = root / "trackers" / "acme.toml"
    times = path.stat()
    path.write_text(TRACKER.replace('"Acme"', '"Bcme"', 1))
    os.utime(path, (times.st_atime, times.st_mtime))
    assert load_directory(root, cache).rules.trackers[0].name == "Bcme"


@pytest.mark.parametrize("damage", [b"", b"\x93", b"\xff" * 100, None])
def test_a_damaged_cache_is_passed_over(tmp_path: Path, damage: bytes | None) -> None:
    root = directory(tmp_path, {"trackers/acme.toml": TRACKER})
    cache = tmp_path / "cache"
    load_directory(root, cache)
    (file,) = cache.iterdir()
    file.write_bytes(file.read_bytes()[:-20] if damage is None else damage)
    assert load_directory(root, cache).rules.trackers[0].name == "Acme"


def test_a_cache_that_cannot_be_written_is_passed_over(tmp_path: Path) -> None:
    blocked = tmp_path / "cache"
    blocked.write_text("a file where the directory should be")
    root = directory(tmp_path, {"trackers/acme.toml": TRACKER})
    assert load_directory(root, blocked).rules.trackers[0].name == "Acme"
    assert blocked.read_text() == "a file where the directory should be"


def test_old_compiled_files_do_not_pile_up(tmp_path: Path) -> None:
    root = directory(tmp_path, {"trackers/acme.toml": TRACKER})
    cache = tmp_path / "cache"
    for number in range(8):
        (root / "trackers" / "acme.toml").write_text(TRACKER + f"# {number}\n")
        load_directory(root, cache)
    assert len(list(cache.iterdir())) == 4


def test_a_shipped_compiled_file_is_read_without_the_rules(tmp_path: Path) -> None:
    root = directory(tmp_path, {"trackers/acme.toml": TRACKER})
    rules, prepared = compile_files(read_files(root))
    (root / compiled.PACKAGED).write_bytes(compiled.dump("digest", rules, prepared))
    found = compiled.read(root / compiled.PACKAGED)
    assert found is not None
    assert (found.digest, found.rules().trackers, found.prepared()) == ("digest", rules.trackers, prepared)
    assert "trackers/acme.toml" in read_files(root)


@pytest.mark.parametrize(
    ("environment", "platform", "expected"),
    [
        ({"TRACKLINT_CACHE_DIR": "/x", "HOME": "/h"}, "linux", "/x"),
        ({"HOME": "/h"}, "linux", "/h/.cache/tracklint"),
        ({"HOME": "/h", "XDG_CACHE_HOME": "/c"}, "linux", "/c/tracklint"),
        ({"HOME": "/h"}, "darwin", "/h/Library/Caches/tracklint"),
        ({}, "linux", None),
    ],
)
def test_the_cache_directory(environment: dict[str, str], platform: str, expected: str | None) -> None:
    found = compiled.cache_directory(environment, platform)
    assert (None if found is None else found.as_posix()) == expected


def test_the_cache_directory_on_windows() -> None:
    found = compiled.cache_directory({"LOCALAPPDATA": "L"}, "win32")
    assert found == Path("L") / "tracklint"


def test_reading_does_not_follow_the_hidden(tmp_path: Path) -> None:
    root = directory(tmp_path, {"trackers/acme.toml": TRACKER, "trackers/.draft.toml": "broken", "README.md": "text"})
    assert list(read_files(root)) == ["trackers/acme.toml"]


def test_the_own_rules_can_be_copied_and_read_elsewhere(tmp_path: Path) -> None:
    shutil.copytree(rules_directory(), tmp_path / "copy")
    assert len(load_directory(tmp_path / "copy", tmp_path / "cache").rules.trackers) > 250
