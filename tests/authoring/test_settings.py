import os
import subprocess
import sys

import pytest

import dflow_graph
from dflow_graph.authoring.config import _CONFIG, _S3_CONFIG, _settings
from dflow_graph.authoring.docker_secret import DockerSecret
from dflow_graph.python import lineage
from dflow_graph.python.errors import CallError


@pytest.fixture(autouse=True)
def settings_as_before():
    kept = [(s, dict(s)) for s in (dflow_graph.config, dflow_graph.s3_config)]
    yield
    for settings, before in kept:
        settings.clear()
        settings.update(before)


def test_settings_are_plain_dictionaries():
    assert type(dflow_graph.config) is dict
    assert type(dflow_graph.s3_config) is dict


def test_a_setting_can_be_changed():
    dflow_graph.set_config(host="https://h")
    dflow_graph.set_s3_config(prefix="p/")
    assert dflow_graph.config["host"] == "https://h"
    assert dflow_graph.s3_config["prefix"] == "p/"


def test_an_unknown_setting_names_the_near_ones_and_changes_nothing():
    before = dict(dflow_graph.config)
    with pytest.raises(CallError, match="did you mean `host`"):
        dflow_graph.set_config(namespace="x", hosst="h")
    assert dflow_graph.config == before


@pytest.mark.parametrize(
    ("variable", "text", "name", "value"),
    [
        ("DFLOW_MODE", "debug", "mode", "debug"),
        ("DFLOW_DETACH", "0", "detach", False),
        ("DFLOW_DETACH", "yes", "detach", True),
        ("DFLOW_ARCHIVE_MODE", "None", "archive_mode", None),
        ("DFLOW_HTTP_HEADERS", "a:b;c:d;e", "http_headers", {"a": "b", "c": "d"}),
        ("DFLOW_WORKFLOW_ANNOTATIONS", '{"a": "b"}', "workflow_annotations", {"a": "b"}),
        ("DFLOW_DEBUG_POOL_WORKERS", "3", "debug_pool_workers", 3),
    ],
)
def test_a_variable_of_the_environment_sets_a_setting(variable, text, name, value):
    assert _settings(_CONFIG, {variable: text})[name] == value


def test_prefixes_are_parted_by_semicolons():
    assert _settings(_S3_CONFIG, {"DFLOW_S3_EXTRA_PREFIXES": "a;b"})["extra_prefixes"] == ["a", "b"]


def test_an_unreadable_variable_is_named():
    with pytest.raises(CallError, match="DFLOW_S3_REPO"):
        _settings(_S3_CONFIG, {"DFLOW_S3_REPO": "{"})


def test_the_lineage_client_is_the_one_of_the_settings():
    client = object()
    dflow_graph.config["lineage"] = client
    assert lineage.get_client() is client


def test_the_module_config_does_not_take_the_place_of_the_settings():
    code = (
        "import dflow_graph.config\n"
        "from dflow_graph.config import config\n"
        "import dflow_graph\n"
        "assert dflow_graph.config is config and type(config) is dict\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env=os.environ, timeout=60)


def test_sec_3_a_docker_secret_has_the_same_name_each_time():
    made = [DockerSecret("https://r.example.org/v1", "Bob", "hidden") for _ in range(2)]
    assert {secret.name for secret in made} == {"dflow-https-r-example-org-v1-bob"}
    assert "hidden" not in repr(made[0])
    assert DockerSecret("r", "u", "p", name="mine").name == "mine"
