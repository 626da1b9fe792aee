"""schemathesis over the OpenAPI document: no server error, no answer that is not declared."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx

from tests.support import ROOT, Server, environment

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
)
# Too large a body and one for a version that is past are refused before anything in them is read.
REFUSALS = """
[checks.negative_data_rejection]
expected-statuses = [
  "400", "401", "403", "404", "405", "406", "409", "412", "413", "415", "422", "428", "429", "5xx",
]
"""
# The stream never ends; the others would take away the token that the rest is asked with.
LEFT_OUT = ("stream_hints", "sign_out", "revoke_token", "revoke_session")
FULL = os.environ.get("ECOSYSTEM_FAULTS") == "full"
EXAMPLES = 20 if FULL else 5
# One request per constraint of every field of every operation takes minutes.
PHASES = "examples,coverage,fuzzing" if FULL else "examples,fuzzing"


def test_made_up_requests_get_declared_answers(
    servers: Callable[..., list[Server]], database_url: str, tmp_path: Path
):
    server = servers(1, DEMO="1")[0]
    made = subprocess.run(
        [sys.executable, "-m", "ecosystem", "token", "create", "--user", "admin@demo.example"],
        env=environment(tmp_path / "var", DATABASE_URL=database_url),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    header = f"Authorization: Bearer {made.stdout.strip()}"
    command = [str(Path(sys.executable).with_name("schemathesis")), "run", f"{server.url}/api/schema"]
    command += ["-H", header, "--checks", ",".join(CHECKS), "--phases", PHASES]
    command += ["--max-examples", str(EXAMPLES), "--seed", "1", "--suppress-health-check", "all"]
    command += ["--generation-database", "none", "--request-timeout", "30", "--no-color"]
    command += [part for name in LEFT_OUT for part in ("--exclude-operation-id", name)]
    (tmp_path / "schemathesis.toml").write_text(REFUSALS)
    found = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    failures = found.stdout.partition("FAILURES")[2].partition("WARNINGS")[0]
    assert found.returncode == 0, (failures or found.stdout[-8000:]) + found.stderr
    # Otherwise the whole run might have met nothing but 401.
    still = httpx.get(f"{server.url}/api/me", headers=dict([header.split(": ", 1)]))
    assert still.status_code == 200
