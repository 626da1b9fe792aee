"""The demo's data hang together: every name that is used exists, every quiz can be passed."""

from collections import Counter

from msgspec import convert, to_builtins

from ecosystem.directory.models import ROLES, SECTORS
from ecosystem.directory.roles import HELD_AT
from ecosystem.fablab.models import RISKS
from ecosystem.fablab.rules import effective
from ecosystem.qualifications.rules import Question, scored
from ecosystem.sandbox import data, demo, people

DEMO = data.read()


def test_slugs_are_unique():
    for slugs in (
        [organisation.slug for organisation in DEMO.region.organisations],
        [site.slug for site in DEMO.sites],
        [category.slug for category in DEMO.categories],
        [machine.slug for machine in DEMO.machines],
    ):
        assert len(set(slugs)) == len(slugs)


def test_every_reference_exists():
    organisations = {organisation.slug for organisation in DEMO.region.organisations}
    assert DEMO.joining.organisation in organisations
    assert DEMO.joining.asks in {account.role for account in DEMO.people.accounts}
    rooms = {(site.slug, room.slug) for site in DEMO.sites for room in site.rooms}
    sites = {site.slug for site in DEMO.sites}
    categories = {category.slug for category in DEMO.categories}
    codes = {asked.code for asked in DEMO.qualifications}
    assert {site.organisation for site in DEMO.sites} <= organisations
    assert {m.site for m in DEMO.machines} == sites
    assert {m.category for m in DEMO.machines} == categories
    assert {(m.site, m.room) for m in DEMO.machines if m.room} <= rooms
    assert {category.qualification for category in DEMO.categories} - {None} == codes
    assert {organisation.sector for organisation in DEMO.region.organisations} == set(SECTORS)
    assert {machine.risk for machine in DEMO.machines} <= set(RISKS)


def test_rules_are_valid_and_let_somebody_book():
    rules = {category.slug: category.rules for category in DEMO.categories}
    for machine in DEMO.machines:
        merged = effective(rules[machine.category], machine.rules)
        assert merged.min_minutes <= merged.max_minutes
        assert merged.min_minutes % merged.raster_minutes == 0
        assert 60 % merged.raster_minutes == 0


def test_one_machine_is_out_of_order_and_one_retired_with_a_note():
    assert Counter(m.state for m in DEMO.machines if m.state != "in_order") == {
        "out_of_order": 1,
        "retired": 1,
    }
    assert all(m.state_note for m in DEMO.machines if m.state != "in_order")


def test_texts_exist_in_both_languages():
    def texts(value):
        if isinstance(value, dict):
            if set(value) == {"vi", "en"}:
                yield value
            for part in value.values():
                yield from texts(part)
        elif isinstance(value, list):
            for part in value:
                yield from texts(part)

    found = list(texts(to_builtins(DEMO)))
    assert len(found) > 300
    assert [text for text in found if not text["vi"].strip() or not text["en"].strip()] == []


def test_every_quiz_gives_100_for_the_right_answers_and_fails_the_wrong_ones():
    for asked in DEMO.qualifications:
        questions = convert(asked.quiz.questions, list[Question])
        right = {q.id: [c.id for c in q.choices if c.correct] for q in questions}
        wrong = {q.id: [c.id for c in q.choices if not c.correct][:1] for q in questions}
        assert 6 <= len(questions) <= 8
        assert len(right) == len(questions)
        assert all(q.many == (len(right[q.id]) > 1) for q in questions)
        assert scored(questions, right).score == 100
        assert scored(questions, wrong).score < asked.quiz.pass_mark


def test_every_role_signs_in_and_is_held_where_it_may_be():
    cast = people.cast(DEMO)
    accounts = [person for person in cast if person.email]
    assert [person.email for person in accounts] == list(demo.ADDRESSES)
    assert {person.role for person in accounts} == set(ROLES)
    assert DEMO.people.password == demo.PASSWORD
    assert [person for person in cast if person.scope_kind not in HELD_AT[person.role]] == []
    assert len({person.full_name for person in cast}) == len(cast)
    assert people.cast(DEMO) == cast
