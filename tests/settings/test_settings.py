from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.errors import ConfigError
from linter.settings import Allowance, Options, Settings, load_settings
from linter.settings import schema as settings_schema
from linter.settings.load import parse
from linter.settings.options import keys

SCHEMA = Path(__file__).parents[2] / "docs" / "schema" / "tracklint.schema.json"


def write(root: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return root


def load(root: Path, config: Path | None = None, *, isolated: bool = False, **overrides: Any) -> Settings:
    return load_settings(root, config, isolated, overrides)


def error(root: Path, text: str, **overrides: Any) -> str:
    write(root, {"tracklint.toml": text})
    with pytest.raises(ConfigError) as raised:
        load(root, **overrides)
    return str(raised.value)


# ----------------------------------------------------------------------------------------------- which file


def test_without_a_file_all_is_default(tmp_path: Path) -> None:
    settings = load(tmp_path)
    assert settings == Settings(root=tmp_path.resolve())
    assert settings.origins == {}


def test_values_and_where_they_are_from(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"tracklint.toml": '#:schema x\nsector = "health"\n\nselect = ["TRK1"]\n[per-file-ignores]\n"a" = ["TRK2"]\n'},
    )
    settings = load(tmp_path, min_confidence="medium")
    assert settings.sector == "health"
    assert settings.select == ("TRK1",)
    assert settings.per_file_ignores == {"a": ("TRK2",)}
    assert settings.origins == {
        "sector": "tracklint.toml:2",
        "select": "tracklint.toml:4",
        "per-file-ignores": "tracklint.toml:5",
        "min-confidence": "command line",
    }


def test_tracklint_toml_wins_over_pyproject_in_the_same_folder(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": '[tool.tracklint]\nsector = "politics"\n'})
    assert load(tmp_path).sector == "politics"
    assert load(tmp_path).origins == {"sector": "pyproject.toml:2"}
    write(tmp_path, {"tracklint.toml": 'sector = "health"\n'})
    assert load(tmp_path).sector == "health"


def test_the_nearest_folder_wins_whole(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"tracklint.toml": 'sector = "health"\nignore = ["TRK9"]\n', "app/tracklint.toml": 'sector = "dating"\n'},
    )
    settings = load(tmp_path / "app")
    assert settings.sector == "dating"
    assert settings.ignore == ()


def test_a_folder_without_settings_takes_those_above_up_to_the_repository(tmp_path: Path) -> None:
    write(tmp_path, {"tracklint.toml": 'sector = "health"\n', "repo/app/x": "", "repo/pyproject.toml": "[project]\n"})
    assert load(tmp_path / "repo" / "app").sector == "health"
    (tmp_path / "repo" / ".git").mkdir()
    assert load(tmp_path / "repo" / "app").sector == ""


def test_isolated_and_named_files(tmp_path: Path) -> None:
    write(tmp_path, {"tracklint.toml": 'sector = "health"\n', "other.toml": 'sector = "dating"\n'})
    assert load(tmp_path, isolated=True).sector == ""
    assert load(tmp_path, tmp_path / "other.toml").sector == "dating"
    with pytest.raises(ConfigError, match=r"gone\.toml: No such file"):
        load(tmp_path, tmp_path / "gone.toml")


def test_a_file_with_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "tracklint.toml").write_bytes(b'\xef\xbb\xbfsector = "health"\n')
    assert load(tmp_path).sector == "health"


# --------------------------------------------------------------------------------------------------- extend


def test_extend_replaces_values_and_adds_to_lists_that_grow(tmp_path: Path) -> None:
    (tmp_path / "r").mkdir()
    write(
        tmp_path,
        {
            "base.toml": 'sector = "health"\nignore = ["TRK9"]\nextend-exclude = ["a"]\nseverities = { TRK1 = "note" }\nrules = ["r"]\n',
            "app/tracklint.toml": 'extend = "../base.toml"\nignore = ["TRK2"]\nextend-exclude = ["b"]\nseverities = { TRK2 = "off" }\n',
        },
    )
    settings = load(tmp_path / "app")
    assert settings.sector == "health"
    assert settings.ignore == ("TRK2",)
    assert settings.extend_exclude == ("a", "b")
    assert settings.severities == {"TRK1": "note", "TRK2": "off"}
    assert settings.rules == (str(tmp_path / "r"),)
    assert settings.origins["sector"] == "../base.toml:1"
    assert settings.origins["extend-exclude"] == "../base.toml:3, tracklint.toml:3"


def test_extend_in_a_circle_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, {"b.toml": 'extend = "tracklint.toml"\n'})
    assert "goes in a circle" in error(tmp_path, 'extend = "b.toml"\n')


def test_extending_what_is_not_there_names_both_files(tmp_path: Path) -> None:
    assert error(tmp_path, 'extend = "gone.toml"\n') == (
        "tracklint.toml:1: extend: gone.toml: No such file or directory"
    )


# --------------------------------------------------------------------------------------------------- errors


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('sectr = "health"', "tracklint.toml:1: sectr: unknown key (did you mean 'sector'?)"),
        ("\n\nxyz_1 = 1", "tracklint.toml:3: xyz_1: unknown key (known are: allow, "),
        ("min_severity = 1", "tracklint.toml:1: min_severity: unknown key (did you mean 'min-severity'?)"),
        ('a = 1\nsector = "helth"', "tracklint.toml:1: a: unknown key"),
        (
            '\nsector = "helth"',
            "tracklint.toml:2: sector: invalid enum value 'helth' (did you mean 'health'?); expected one of: \"\", health,",
        ),
        ('select = "TRK"', "tracklint.toml:1: select: expected `array`, got `str`"),
        ('select = ["TRK1", "E501"]', "tracklint.toml:1: select[1]: expected a code like TRK101"),
        ('[per-file-ignores]\na = ["X"]', "tracklint.toml:2: per-file-ignores.a: expected a code"),
        ('[[allow]]\ntracker = "x"', "tracklint.toml:1: allow[0]: Object missing required field `reason`"),
        (
            '[[allow]]\nreason = "x"\ntraker = "y"',
            "tracklint.toml:3: allow[0].traker: unknown key (did you mean 'tracker'?)",
        ),
        ('[[allow]]\nreason = ""', "tracklint.toml:2: allow[0].reason: expected `str` of length >= 1"),
        ("max-steps = 5", "tracklint.toml:1: max-steps: expected `int` >= 100"),
        ("select = [", "tracklint.toml: "),
        ('severities = { TRK1 = "bad" }', "tracklint.toml:1: severities.TRK1: invalid enum value 'bad'"),
    ],
)
def test_errors_say_where_what_and_what_was_meant(tmp_path: Path, text: str, message: str) -> None:
    assert error(tmp_path, text).startswith(message)


def test_an_error_in_pyproject_has_the_line_of_its_table(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": '[tool.other]\nselect = "x"\n\n[tool.tracklint]\nselect = "TRK"\n'})
    with pytest.raises(ConfigError, match=r"^pyproject\.toml:5: select: expected `array`"):
        load(tmp_path)


def test_a_table_of_the_wrong_kind(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": "[tool.tracklint.allow]\nx = 1\n"})
    with pytest.raises(ConfigError, match="allow"):
        load(tmp_path)
    with pytest.raises(ConfigError, match="expected a table"):
        parse("tool.tracklint = 1\n", "pyproject.toml", is_pyproject=True)


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "tracklint.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="not UTF-8"):
        load(tmp_path)


def test_wrong_values_of_the_command_line_name_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="command line: sector: invalid enum value"):
        load(tmp_path, sector="helth")
    with pytest.raises(ConfigError, match=r"command line: selct: unknown key .*did you mean 'select'"):
        load(tmp_path, selct=("TRK1",))
    with pytest.raises(ConfigError, match=r"command line: select\[0\]: expected a code"):
        load(tmp_path, select=("E501",))
    with pytest.raises(ConfigError, match=r"command line: expected `array`"):
        load(tmp_path, select=1)


def test_a_selector_alone_is_a_list_of_one_on_the_command_line(tmp_path: Path) -> None:
    assert load(tmp_path, select="TRK101, TRK2").chosen == (("select", "TRK101"), ("select", "TRK2"))
    assert load(tmp_path, extend_exclude="old/").extend_exclude == ("old/",)


@given(text=st.text())
def test_any_text_is_settings_or_a_settings_error(text: str) -> None:
    from linter.settings.load import _check

    try:
        table = parse(text, "x.toml")
        _check(table, "x.toml", text)
    except ConfigError as raised:
        message = str(raised)
    else:
        message = "x.toml"
    assert message.startswith("x.toml")


# ----------------------------------------------------------------------------------------------- values


def test_selectors_of_the_command_line_are_kept_apart(tmp_path: Path) -> None:
    write(tmp_path, {"tracklint.toml": 'select = ["TRK2"]\nignore = ["TRK203"]\n'})
    settings = load(tmp_path, select=("TRK1",), extend_ignore=("TRK105",))
    assert settings.select == ()
    assert settings.ignore == ("TRK203",)
    assert settings.chosen == (("select", "TRK1"), ("ignore", "TRK105"))


def test_allowances_have_dates(tmp_path: Path) -> None:
    write(
        tmp_path, {"tracklint.toml": '[[allow]]\nreason = "signed contract"\ntracker = "matomo"\nuntil = 2030-01-31\n'}
    )
    assert load(tmp_path).allow == (Allowance(reason="signed contract", tracker="matomo", until=date(2030, 1, 31)),)


def test_paths_are_relative_to_their_file(tmp_path: Path) -> None:
    for folder in ("rules", "conf/x"):
        (tmp_path / folder).mkdir(parents=True)
    write(tmp_path, {"conf/tracklint.toml": 'baseline = "b.json"\nrules = ["../rules", "x"]\ncache-dir = ".c"\n'})
    settings = load(tmp_path, tmp_path / "conf" / "tracklint.toml")
    assert settings.baseline == str(tmp_path / "conf" / "b.json")
    assert settings.rules == (str(tmp_path / "rules"), str(tmp_path / "conf" / "x"))
    assert settings.cache_dir == str(tmp_path / "conf" / ".c")
    assert settings.root == tmp_path.resolve()


# ----------------------------------------------------------------------------------------------- schema


def test_the_schema_file_is_that_of_the_types() -> None:
    assert SCHEMA.read_text("utf-8") == settings_schema.render()


def test_the_schema_is_flat_and_describes_every_key_with_its_default() -> None:
    made = settings_schema.schema()
    assert "$ref" not in json.dumps(made)
    assert "$defs" not in json.dumps(made)
    assert made["additionalProperties"] is False
    assert set(made["properties"]) == set(keys())
    for key, value in made["properties"].items():
        assert value["description"], key
        assert "default" in value, key
    assert made["properties"]["allow"]["items"]["additionalProperties"] is False


def test_keys_are_written_with_hyphens() -> None:
    assert "per-file-ignores" in keys()
    assert len(keys()) == len(Options.__struct_fields__)


# --------------------------------------------------------------------------------------------- every key

RIGHT: dict[str, str] = {
    "sector": '"health"',
    "languages": '["en", "de"]',
    "select": '["TRK1", "ALL"]',
    "ignore": '["TRK101"]',
    "extend-select": '["TRK3"]',
    "extend-ignore": '["TRK107"]',
    "per-file-ignores": '{ "tests/" = ["TRK1"] }',
    "severities": '{ TRK1 = "note", TRK301 = "off" }',
    "min-severity": '"warning"',
    "min-confidence": '"high"',
    "fail-on": '"never"',
    "exclude": '["old/"]',
    "extend-exclude": '["*.min.js"]',
    "default-excludes": "false",
    "respect-gitignore": "false",
    "force-exclude": "true",
    "rules": '["own"]',
    "consent-functions": '["mayTrack"]',
    "allow": '[{ reason = "agreed", tracker = "matomo", until = 2030-12-31 }]',
    "require-reason": "false",
    "baseline": '"accepted.json"',
    "max-steps": "500",
    "max-file-size": "5000",
    "output-format": '"sarif"',
    "cache-dir": '".cache"',
}
"""A value other than the default for every key but ``extend``."""

WRONG: dict[str, tuple[tuple[str, str], ...]] = {
    "extend": (("1", "expected `str`, got `int`"), ('"nope.toml"', "nope.toml: No such file or directory")),
    "sector": (('"helth"', "did you mean 'health'?"), ("[]", "expected")),
    "languages": (('"de"', "expected `array`"), ("[1]", "expected `str`")),
    "select": (('["TRK10X"]', "expected a code like TRK101"), ('"TRK1"', "expected `array`")),
    "ignore": (('["E501"]', "expected a code like TRK101"),),
    "extend-select": (('["all"]', "expected a code like TRK101"),),
    "extend-ignore": (("{}", "expected `array`"),),
    "per-file-ignores": (('{ "a/" = "TRK101" }', "expected `array`"), ('{ "a/" = ["X"] }', "expected a code")),
    "severities": (('{ TRK101 = "fatal" }', "expected one of: note"), ('{ TRX = "note" }', "expected a code")),
    "min-severity": (('"eror"', "did you mean 'error'?"),),
    "min-confidence": (('"hgh"', "did you mean 'high'?"),),
    "fail-on": (('"warn"', "did you mean 'warning'?"),),
    "exclude": (("true", "expected `array`"),),
    "extend-exclude": (("[[]]", "expected `str`"),),
    "default-excludes": (('"no"', "expected `bool`"),),
    "respect-gitignore": (("0", "expected `bool`"),),
    "force-exclude": (('"yes"', "expected `bool`"),),
    "rules": (('["nowhere"]', "there is no folder 'nowhere'"), ('"own"', "expected `array`")),
    "consent-functions": (("[1]", "expected `str`"),),
    "allow": (
        ('[{ tracker = "matomo" }]', "missing required field `reason`"),
        ('[{ reason = "x", until = "soon" }]', "date"),
        ('[{ reason = "x", untill = 2030-12-31 }]', "unknown key (did you mean 'until'?)"),
    ),
    "require-reason": (("1", "expected `bool`"),),
    "baseline": (("false", "expected `str`"),),
    "max-steps": (("1", "expected `int` >= 100"), ('"many"', "expected `int`")),
    "max-file-size": (("1.5", "expected `int`"),),
    "output-format": (('"sarf"', "did you mean 'sarif'?"),),
    "cache-dir": (("[]", "expected `str`"),),
}


def test_every_key_is_tried() -> None:
    assert set(WRONG) == {"extend", *RIGHT} == set(keys())


@pytest.mark.parametrize("key", RIGHT)
def test_a_right_value_is_taken_with_its_place(tmp_path: Path, key: str) -> None:
    (tmp_path / "own").mkdir()
    write(tmp_path, {"tracklint.toml": f"# first\n\n{key} = {RIGHT[key]}\n"})
    settings = load(tmp_path)
    name = key.replace("-", "_")
    assert getattr(settings, name) != getattr(Settings(root=tmp_path), name)
    assert settings.origins == {key: "tracklint.toml:3"}


@pytest.mark.parametrize(("key", "value", "said"), [(key, *row) for key, rows in WRONG.items() for row in rows])
def test_a_wrong_value_is_one_message_with_file_line_and_key(tmp_path: Path, key: str, value: str, said: str) -> None:
    message = error(tmp_path, f"# first\n\n{key} = {value}\n")
    assert message.startswith(f"tracklint.toml:3: {key}")
    assert said in message
    assert "\n" not in message
    assert "[...]" not in message


@pytest.mark.parametrize("key", ["extend", *RIGHT])
def test_a_misspelt_key_names_the_one_that_is_meant(tmp_path: Path, key: str) -> None:
    for wrong in (key[:-1], key[:2] + "x" + key[2:], key.replace("-", "_") if "-" in key else f"{key}s"):
        message = error(tmp_path, f"# first\n\n{wrong} = 1\n")
        assert message.startswith(f"tracklint.toml:3: {wrong}: unknown key")
        assert f"did you mean {key!r}?" in message


def test_an_entry_of_a_table_has_its_own_line(tmp_path: Path) -> None:
    rows = '[severities]\nTRK101 = "note"\nTRK102 = "loud"\n[per-file-ignores]\n"a/" = ["TRK1"]\n"b/" = 1\n'
    assert error(tmp_path, rows).startswith("tracklint.toml:6: per-file-ignores.b/: expected `array`")
    fixed = rows.replace('"b/" = 1', "")
    assert error(tmp_path, fixed).startswith("tracklint.toml:3: severities.TRK102: invalid enum value 'loud'")
