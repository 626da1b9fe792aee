"""Settings come from the environment; what can't be read is named, all of it at once."""

from datetime import UTC, datetime
from ipaddress import ip_network

import pytest

from ecosystem.settings import Settings, SettingsError, unknown_variables


def test_settings_without_variables_are_the_defaults(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert Settings.from_env({}) == Settings(var=tmp_path / "var")


def test_settings_read_every_kind_of_value(tmp_path):
    found = Settings.from_env(
        {
            "ECOSYSTEM_PORT": "8123",
            "ECOSYSTEM_VAR": str(tmp_path),
            "ECOSYSTEM_DATABASE_URL": "postgres://who@there/name",
            "ECOSYSTEM_DEMO": "yes",
            "ECOSYSTEM_TRUSTED_PROXIES": "10.0.0.0/8, ::1",
            "ECOSYSTEM_FROZEN_NOW": "2026-11-21T09:00:00+07:00",
            "ECOSYSTEM_BASE_URL": "https://lab.example/",
        }
    )
    assert found.port == 8123
    assert found.database_url == "postgresql+asyncpg://who@there/name"
    assert found.demo is True
    assert found.trusted_proxies == (ip_network("10.0.0.0/8"), ip_network("::1/128"))
    assert found.frozen_now == datetime(2026, 11, 21, 2, tzinfo=UTC)
    assert found.base_url == "https://lab.example"


def test_settings_name_every_bad_variable_at_once():
    bad = {
        "ECOSYSTEM_PORT": "70000",
        "ECOSYSTEM_DEMO": "perhaps",
        "ECOSYSTEM_FROZEN_NOW": "2026-11-21T09:00:00",
        "ECOSYSTEM_DATABASE_URL": "sqlite:///x",
        "ECOSYSTEM_SECRET_KEY": "short",
        "ECOSYSTEM_LOG_LEVEL": "LOUD",
        "ECOSYSTEM_HOST": "127.0.0.1",
    }
    with pytest.raises(SettingsError) as caught:
        Settings.from_env(bad)
    named = {line.partition("=")[0] for line in caught.value.problems}
    assert named == set(bad) - {"ECOSYSTEM_HOST"}


def test_a_bad_secret_is_named_but_not_shown():
    bad = {
        "ECOSYSTEM_SECRET_KEY": "hunter2",
        "ECOSYSTEM_DATABASE_URL": "mysql://me:hunter2@there/x",
        "ECOSYSTEM_SMTP_URL": "smtp://me:hunter2/x@mail.example",
        "ECOSYSTEM_BASE_URL": "lab.example",
    }
    with pytest.raises(SettingsError) as caught:
        Settings.from_env(bad)
    assert "hunter2" not in str(caught.value)
    assert "ECOSYSTEM_BASE_URL='lab.example'" in str(caught.value)


def test_unknown_variables_are_found_by_their_prefix():
    assert unknown_variables({"ECOSYSTEM_PROT": "1", "ECOSYSTEM_PORT": "1", "PATH": "x"}) == [
        "ECOSYSTEM_PROT"
    ]


def test_secret_key_is_made_once_and_for_the_owner_only(tmp_path):
    settings = Settings(var=tmp_path / "new")
    key = settings.secret_key
    assert len(key) >= 48
    assert (tmp_path / "new" / "secret.key").read_text() == key
    assert (tmp_path / "new" / "secret.key").stat().st_mode & 0o777 == 0o600
    assert Settings(var=tmp_path / "new").secret_key == key
    assert Settings(var=tmp_path / "other").secret_key != key
