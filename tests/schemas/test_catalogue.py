"""The catalogue loads, is coherent, and a broken entry is refused by name with the way to mend it."""

from pathlib import Path

import pytest
import yaml

from schemas.catalogue import Catalogue, load_catalogue
from schemas.errors import FazhiError

ENTRY = {
    "id": "tea.cups",
    "column": "tea_cups",
    "zh": "茶杯数",
    "en": "Cups of tea",
    "definition": "当年奉茶的杯数。",
    "definition_en": "Cups of tea served.",
    "unit": "杯",
    "unit_class": ["cup"],
    "kind": "count",
    "period": "flow",
    "range": [0, 100],
    "levels": ["county"],
    "tier": "core",
    "triggers": ["奉茶"],
    "examples": [
        {"issuer": "茶山镇人民政府", "text": "全年奉茶12杯。", "figure": "12杯", "value": "12"},
        {"issuer": "清泉县人民政府", "text": "为来访群众奉茶300杯。", "figure": "300杯", "value": "300"},
    ],
}
ONE, OTHER = ENTRY["examples"]
VOCABULARY = {"unit_classes": {"cup": ["杯"]}, "topics": {"tea": ["茶"]}, "dimensions": {}, "shortcomings": ["不足"]}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def load(folder: Path, monkeypatch: pytest.MonkeyPatch, *entries: dict, **files: list) -> Catalogue:
    """Load a catalogue of ``entries`` as T01.yaml, and further theme files by name."""
    indicators = folder / "indicators"
    indicators.mkdir()
    for name, rows in {"T01": list(entries), **files}.items():
        (indicators / f"{name}.yaml").write_text(yaml.safe_dump(rows, allow_unicode=True), encoding="utf-8")
    (indicators / "vocabulary.yaml").write_text(yaml.safe_dump(VOCABULARY, allow_unicode=True), encoding="utf-8")
    monkeypatch.setenv("FAZHI_DATA", str(folder))
    return load_catalogue()


def test_the_catalogue_has_every_draft_indicator_under_its_theme(catalogue: Catalogue) -> None:
    assert len(catalogue.indicators) == len(catalogue.by_id) == 201
    assert sum(map(len, catalogue.by_theme.values())) == 201
    assert all(entry.theme == theme for theme, entries in catalogue.by_theme.items() for entry in entries)
    assert catalogue.by_id["litigation.lost"].theme == "T07"


def test_panel_columns_are_unique_and_fit_the_statistics_packages(catalogue: Catalogue) -> None:
    columns = [entry.column for entry in catalogue.indicators]
    assert len(set(columns)) == len(columns)
    assert max(map(len, columns)) <= 32
    assert catalogue.by_id["study.party_meetings"].column == "study_party_meetings"


def test_money_is_in_yuan_and_area_in_square_metres(catalogue: Catalogue) -> None:
    unit_of = {(entry.kind, entry.unit) for entry in catalogue.indicators if entry.kind in ("money", "area", "rate")}
    assert unit_of == {("money", "元"), ("area", "平方米"), ("rate", "%")}


def test_an_entry_counts_in_its_own_unit(catalogue: Catalogue) -> None:
    classes = catalogue.vocabulary.unit_classes
    strange = [
        entry.id for entry in catalogue.indicators if not any(entry.unit in classes[c] for c in entry.unit_class)
    ]
    assert strange == []


def test_examples_lie_within_the_range_of_their_entry(catalogue: Catalogue) -> None:
    outside = [
        (entry.id, example.value)
        for entry in catalogue.indicators
        for example in entry.examples
        if not entry.range[0] <= example.value <= entry.range[1]
    ]
    assert outside == []


def test_the_catalogue_is_read_once(catalogue: Catalogue) -> None:
    assert load_catalogue() is catalogue


def test_a_researcher_adds_an_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = load(tmp_path, monkeypatch, ENTRY)
    assert loaded.by_id["tea.cups"].examples[0].value == 12


BROKEN = {
    "unknown key": ({"colour": "red"}, "colour"),
    "no unit": ({"unit": None}, "unit"),
    "unknown unit class": ({"unit_class": ["pot"]}, "pot"),
    "unknown topic": ({"topic": "coffee"}, "coffee"),
    "triggers under an unknown topic": ({"under": {"coffee": ["续杯"]}}, "coffee"),
    "triggers in an unknown class of units": ({"in_units": {"pot": ["煮水"]}}, "pot"),
    "range upside down": ({"range": [100, 0]}, "upside down"),
    "unknown level": ({"levels": ["village"]}, "levels"),
    "long column": ({"column": "c" * 33}, "column"),
    "trigger and anti-trigger": ({"anti_triggers": ["奉茶"]}, "anti-trigger"),
    "trigger twice": ({"triggers": ["奉茶", "奉茶"]}, "twice"),
    "topic triggers without a topic": ({"topic_triggers": ["奉"]}, "topic"),
    "no example": ({"examples": []}, "2 issuers"),
    "examples of one issuer": ({"examples": [ONE, {**OTHER, "issuer": ONE["issuer"]}]}, "2 issuers"),
    "example without its figure": ({"examples": [ONE, {**OTHER, "text": "全年奉茶。"}]}, "exactly once"),
    "rate without denominator": ({"kind": "rate"}, "denominator"),
    "counter-example of nothing": (
        {"counter_examples": [{"issuer": "x", "text": "煮水12壶。", "figure": "12壶", "is": "tea.pots"}]},
        "tea.pots",
    ),
    "gap without a second word": ({"triggers": ["奉…"]}, "two words"),
    "relation to nothing": ({"subset_of": ["tea.pots"]}, "tea.pots"),
}


@pytest.mark.parametrize(("change", "named"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_entry_is_refused_by_file_and_id(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: dict, named: str
) -> None:
    with pytest.raises(FazhiError) as refused:
        load(tmp_path, monkeypatch, {**ENTRY, **change})
    assert "T01.yaml" in refused.value.thing
    assert "tea.cups" in refused.value.thing
    assert named in refused.value.thing
    assert refused.value.remedy
    assert "\n" not in str(refused.value)


def test_a_missing_key_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FazhiError, match=r"tea\.cups: unit: Field required"):
        load(tmp_path, monkeypatch, {key: value for key, value in ENTRY.items() if key != "unit"})


def test_an_id_in_two_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FazhiError, match=r"T02\.yaml, entry tea\.cups: the id stands in T01\.yaml already"):
        load(tmp_path, monkeypatch, ENTRY, T02=[{**ENTRY, "column": "other"}])


def test_a_column_of_two_entries_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FazhiError, match=r"column tea_cups is tea\.cups's already"):
        load(tmp_path, monkeypatch, ENTRY, {**ENTRY, "id": "tea.more"})


def test_a_folder_without_themes_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "indicators").mkdir()
    (tmp_path / "indicators" / "vocabulary.yaml").write_text(yaml.safe_dump(VOCABULARY), encoding="utf-8")
    monkeypatch.setenv("FAZHI_DATA", str(tmp_path))
    with pytest.raises(FazhiError, match="holds no theme file"):
        load_catalogue()
