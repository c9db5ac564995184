"""Names of images (DG743) and headers of requests (DG744)."""

from __future__ import annotations

from typing import Any

import pytest

from dflow_graph.analysis import analyse
from dflow_graph.model import Workflow
from dflow_graph.passes.images import why_no_image

from .graphs import call, graph, user

DIGEST = "a" * 64


def found(document: dict[str, Any], code: str) -> list[tuple[str, str, str]]:
    diagnostics = analyse(Workflow.from_dict(document))
    return [(d.pointer, d.message, d.hint) for d in diagnostics if d.code == code]


def of_image(image: str, **fields: Any) -> list[tuple[str, str, str]]:
    return found(graph([call("a")], templates={"use": user(image=image)}, **fields), "DG743")


# These verdicts are those of `reference.ParseNormalizedNamed` of distribution/reference v0.6.0.
@pytest.mark.parametrize(
    "image",
    [
        "alpine", "alpine:3.20", "a/b/c", "localhost:5000/x:1", "x:5000", "A/b", "aB.c/d",
        "a_b__c/d-e---f.g", "[::1]:5000/a", "docker.io", f"a@sha256:{DIGEST}", "a:_x",
        f"a:1@sha512:{'0' * 128}", f"a@sha384:{'0' * 96}", "a:" + "b" * 128, "x" * 247,
        "a.b/" + "x" * 255,
    ],
)  # fmt: skip
def test_dg743_leaves_what_container_runtimes_read(image: str) -> None:
    assert why_no_image(image) == ""
    assert of_image(image) == []


@pytest.mark.parametrize(
    ("image", "why", "hint"),
    [
        ("Alpine:3", "its repository has capital letters", "Write `alpine:3`."),
        ("reg.io/A/b", "its repository has capital letters", "Write `reg.io/a/b`."),
        ("docker://a", "no scheme stands before the name of one", "Write `a`."),
        ("HTTPS://a/b", "no scheme stands before the name of one", "Write `a/b`."),
        ("a b", "there is white space in it", ""),
        (" alpine\n", "there is white space in it", "Write `alpine`."),
        ("alpine:", "nothing stands behind `:`", ""),
        ("a:" + "b" * 129, "is no tag", ""),
        ("a:-b", "`-b` behind the `:` is no tag", ""),
        ("a:ü", "`ü` behind the `:` is no tag", ""),
        ("a@sha256:xyz", "what stands behind `@` is no digest", ""),
        (
            f"a@sha512:{'A' * 128}",
            "what stands behind `@` is no digest",
            f"Write `a@sha512:{'a' * 50}…`.",
        ),
        ("a@md5:" + "0" * 32, "what stands behind `@` is no digest", ""),
        ("a@", "what stands behind `@` is no digest", ""),
        ("a//b", "`a//b` is no name of a repository", ""),
        ("a..b/c", "`a..b/c` is no name of a repository", ""),
        ("a-", "`a-` is no name of a repository", ""),
        ("-a/b", "`-a/b` is no name of a repository", ""),
        ("a___b", "`a___b` is no name of a repository", ""),
        ("http:/a", "`http:/a` is no name of a repository", ""),
        ("é", "`é` is no name of a repository", ""),
        ("x" * 256, "a registry has no repository of such a name", ""),
        (DIGEST, "a registry has no repository of such a name", ""),
    ],
)
def test_dg743_says_why_a_text_names_no_image(image: str, why: str, hint: str) -> None:
    [(pointer, message, mended)] = of_image(image)
    assert pointer == "/templates/use/image"
    assert why in message
    expected = "Write it as `alpine:3.20` or `registry.example.org/group/name:tag`."
    assert mended == (hint or expected)


def test_dg743_leaves_tags_and_what_runs_elsewhere() -> None:
    assert of_image("{{workflow.name}} x") == []
    assert of_image("docker://a", context={"kind": "ContainerExecutor"}) == []
    uses = user(image="docker://a")
    away = graph([call("a", executor={"kind": "ContainerExecutor"})], templates={"use": uses})
    assert found(away, "DG743") == []


def helped(container: Any) -> dict[str, Any]:
    return graph([call("a")], templates={"use": user(sidecars=[{"name": "helper", **container}])})


def test_dg743_asks_containers_before_and_beside() -> None:
    uses = user(init_containers=[{"name": "first", "image": "a:"}])
    place = "/templates/use/init_containers/0/image"
    assert [p for p, _, _ in found(graph([call("a")], templates={"use": uses}), "DG743")] == [place]
    for image in ("a", "", 5, None, "{{workflow.name}}:"):
        assert found(helped({"image": image}), "DG743") == []


def requested(**headers: Any) -> list[tuple[str, str, str]]:
    template = {"kind": "HTTPOPTemplate", "url": "https://a.example", "headers": headers}
    return found(graph([call("a", "ask")], templates={"ask": template}), "DG744")


@pytest.mark.parametrize("name", ["", "a b", "a:", "a\n", "ü", "(a)", "a,b", "{{workflow.name}}"])
def test_dg744_finds_names_that_are_no_token(name: str) -> None:
    [(pointer, message, hint)] = requested(**{name: "a\nb"})
    assert pointer.startswith("/templates/ask/headers/")
    assert message.endswith("is no name of a header")
    assert hint == "Use letters, digits and hyphens, as in `X-Request-ID`."


def test_dg744_leaves_tokens() -> None:
    assert requested(**{"!#$%&'*+-.^_`|~09AZaz": "a\tb", "x": "ü {{workflow.name}}"}) == []
    assert requested(x={"kind": "Secret", "name": "lab"}) == []


@pytest.mark.parametrize(
    ("value", "what"),
    [("a\n", "a line break"), ("a\rb", "a line break"), ("a\x7f", "a control character")],
)
def test_dg744_finds_values_that_are_more_than_one_line(value: str, what: str) -> None:
    [(pointer, message, hint)] = requested(x=value)
    assert pointer == "/templates/ask/headers/x"
    assert message == f"the value of the header `x` has {what} in it"
    assert "`|-`" in hint


def test_dg744_marks_the_line_break_and_leaves_those_in_tags() -> None:
    template = {"kind": "HTTPOPTemplate", "url": "https://a.example"}
    template["headers"] = {"x": "{{=1 +\n2}}\nb"}  # type: ignore[assignment]
    diagnostics = analyse(
        Workflow.from_dict(graph([call("a", "ask")], templates={"ask": template}))
    )
    assert [d.within for d in diagnostics if d.code == "DG744"] == [(10, 11)]


@pytest.mark.parametrize("probe", ["livenessProbe", "readinessProbe", "startupProbe"])
def test_dg744_asks_the_headers_of_probes(probe: str) -> None:
    headers = [{"name": "X-A", "value": "a"}, {"name": "x.a"}, {"name": "{{workflow.name}} "}, {}]
    place = f"/templates/use/sidecars/0/{probe}/httpGet/httpHeaders/1/name"
    document = helped({probe: {"httpGet": {"httpHeaders": headers}}})
    assert [p for p, _, _ in found(document, "DG744")] == [place]


@pytest.mark.parametrize(
    "probe",
    [
        None,
        {},
        {"httpGet": 5},
        {"httpGet": {"httpHeaders": "a"}},
        {"httpGet": {"httpHeaders": ["a"]}},
    ],
)
def test_dg744_leaves_probes_of_another_shape(probe: Any) -> None:
    assert found(helped({"startupProbe": probe}), "DG744") == []
