"""Sources and locations of artifacts (DG706 to DG709, DG731, DG732, DG735, DG736)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from dflow_graph.diagnostics import Diagnostic
from dflow_graph.index.symbols import Path
from dflow_graph.model import UNSET
from dflow_graph.passes.finding import finding, quoted
from dflow_graph.passes.folder_paths import (
    null_character,
    parent_part,
    relative_fault,
    without_tags,
)
from dflow_graph.regex import regex

if TYPE_CHECKING:
    from dflow_graph.passes.claims import Claims

__all__ = ["check_slice_key", "check_source", "check_sub_path"]

_ENDPOINT = regex(
    r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9](?:[-A-Za-z0-9._]*[A-Za-z0-9])?)(?::[0-9]{1,5})?\Z"
)
_REPOSITORY = regex(r"[A-Za-z][-A-Za-z0-9+.]*://[^\s/]\S*\Z|[^\s/:]+:[^\s/]\S*\Z|file:///\S+\Z")
_SCHEME = regex(r"(?:s3|oss|gs|https?)://")
_STORE = regex(r"[^\s/\x00]+\Z")
_SSH = regex(r"ssh://|[^\s/:@]+@[^\s/:]+:(?!//)")
_OF_SSH, _OF_HTTP = ("ssh_private_key_secret",), ("username_secret", "password_secret")
_SLICE = regex(r"""[^.,\[\]()'"]+(?:\.[^.,\[\]()'"]+)*\Z""")
_OUTSIDE = regex(r"[/~\\]|[A-Za-z]:[/\\]")


def check_source(source: Any, path: Path, claims: Claims) -> Iterator[Diagnostic]:
    """Faults of an artifact source; texts are the references' matter."""
    if isinstance(source, list):
        for number, item in enumerate(source):
            if item.__class__ is not str:
                yield from _check_location(item, (*path, number), claims)
    elif source is None or source is UNSET or source.__class__ is str:
        return
    elif source.kind == "map":
        from dflow_graph.passes.map_names import check_map_names

        yield from check_map_names(source, (*path, "items"))
        for name, item in source.items.items():
            if item.__class__ is not str:
                yield from _check_location(item, (*path, "items", name), claims)
    else:
        yield from _check_location(source, path, claims)


def _check_location(location: Any, path: Path, claims: Claims) -> Iterator[Diagnostic]:
    kind = location.kind
    if kind == "pvc":
        from dflow_graph.passes.claims import check_claim

        yield from check_claim(location, path, claims)
    check = _CHECKS.get(kind)
    if check:
        yield from check(location, path)
    yield from check_sub_path(getattr(location, "sub_path", UNSET), (*path, "sub_path"))
    yield from check_slice_key(getattr(location, "slice", UNSET), (*path, "slice"))


def check_sub_path(sub_path: Any, where: Path) -> Iterator[Diagnostic]:
    """Nothing for a relative path that stays where it begins."""
    # ART-23
    fault = relative_fault(sub_path) if sub_path else None
    if fault:
        yield finding(
            "DG707",
            f"the path {quoted(sub_path)} {fault[0]}",
            where,
            hint="Write a path relative to the artifact, without `..`.",
            within=fault[1],
        )


def check_slice_key(key: Any, where: Path) -> Iterator[Diagnostic]:
    """Nothing for keys and indices joined by dots."""
    # ART-25
    if key is not UNSET and not _SLICE.match(without_tags(key)):
        yield finding(
            "DG735",
            f"{quoted(key)} is not a key of a slice",
            where,
            hint="Join keys and indices by dots, such as `0` or `train.1`.",
        )


def _check_key(key: str, where: Path) -> Iterator[Diagnostic]:
    span = parent_part(key)
    if not key:
        problem = "the key is empty"
    elif scheme := _SCHEME.match(key):
        problem, span = f"the key {quoted(key)} begins as a URL does", scheme.span()
    elif key[0] == "/":
        problem, span = f"the key {quoted(key)} begins with a slash", (0, 1)
    elif span:
        problem = f"the key {quoted(key)} contains the part `..`"
    elif span := null_character(key):
        problem = f"the key {quoted(key)} contains the character U+0000"
    else:
        return
    # STO-2
    yield finding(
        "DG706",
        problem,
        where,
        hint="Write the key as the store has it, such as `runs/1/data`.",
        within=span,
    )


def _check_store_name(name: Any, where: Path) -> Iterator[Diagnostic]:
    # STO-2
    if name is not UNSET and not _STORE.match(without_tags(name)):
        yield finding(
            "DG706",
            f"{quoted(name)} is not the name of a {where[-1]}",
            where,
            hint=f"Write the name of the {where[-1]} alone; folders belong to the key.",
        )


def _check_s3(location: Any, path: Path) -> Iterator[Diagnostic]:
    yield from _check_pair_and_key(location, path)
    endpoint = location.endpoint
    # STO-3
    if endpoint is not UNSET and not _ENDPOINT.match(without_tags(endpoint)):
        yield finding(
            "DG708",
            f"{quoted(_endpoint(endpoint))} is not a host with or without a port",
            (*path, "endpoint"),
            hint="Write the host alone, such as `s3.example.org:9000`; `insecure` says which "
            "protocol.",
        )
    # STO-12
    if location.use_sdk_creds is True and location.access_key_secret is not UNSET:
        yield finding(
            "DG736",
            "credentials come both from `access_key_secret` and from the pod (`use_sdk_creds`)",
            (*path, "use_sdk_creds"),
            hint="Keep one of the two.",
            at_key=True,
        )
    if location.encryption_options or location.create_bucket_if_not_present:
        from dflow_graph.passes.store_options import check_store_options

        yield from check_store_options(location, path)
    for number, item in enumerate(location.path_list or ()):
        yield from check_sub_path(item, (*path, "path_list", number))


def _endpoint(endpoint: str) -> str:
    """An endpoint as a message may show it (SEC-5)."""
    return "…@" + endpoint.rpartition("@")[2] if "@" in endpoint else endpoint


def _check_oss(location: Any, path: Path) -> Iterator[Diagnostic]:
    yield from _check_pair_and_key(location, path)
    endpoint = location.endpoint
    # STO-3
    if endpoint is not UNSET and not (_ENDPOINT.match(without_tags(endpoint)) or _is_url(endpoint)):
        yield finding(
            "DG708",
            f"{quoted(_endpoint(endpoint))} is neither a host nor an http or https URL",
            (*path, "endpoint"),
            hint="Write the endpoint of the region, such as `https://oss-cn-beijing.aliyuncs.com`.",
        )


def _is_url(endpoint: str) -> bool:
    from dflow_graph.passes.http_requests import check_url

    return not any(check_url(endpoint, (), "STO-3"))


def _check_pair_and_key(location: Any, path: Path) -> Iterator[Diagnostic]:
    yield from _check_key(location.key, (*path, "key"))
    yield from _check_store(location, path, "bucket")
    pair = ("access_key_secret", "secret_key_secret")
    given = [name for name in pair if getattr(location, name) is not UNSET]
    # STO-12
    if len(given) == 1:
        missing = pair[1 - pair.index(given[0])]
        yield finding(
            "DG736",
            f"the location has `{given[0]}` without `{missing}`",
            path,
            hint=f"Add `{missing}`.",
        )


def _check_store(location: Any, path: Path, field: str) -> Iterator[Diagnostic]:
    yield from _check_store_name(getattr(location, field), (*path, field))
    # STO-12
    if location.endpoint is not UNSET and getattr(location, field) is UNSET:
        yield finding(
            "DG736",
            f"the location has an `endpoint` without a `{field}`",
            path,
            hint=f"Add the `{field}`, or remove `endpoint` to use the artifact repository.",
        )


def _check_gcs(location: Any, path: Path) -> Iterator[Diagnostic]:
    yield from _check_key(location.key, (*path, "key"))
    yield from _check_store_name(location.bucket, (*path, "bucket"))


def _check_azure(location: Any, path: Path) -> Iterator[Diagnostic]:
    yield from _check_key(location.blob, (*path, "blob"))
    yield from _check_store(location, path, "container")
    endpoint = location.endpoint
    # STO-3
    if endpoint is not UNSET and not _is_url(endpoint):
        yield finding(
            "DG708",
            f"{quoted(_endpoint(endpoint))} is not an http or https URL",
            (*path, "endpoint"),
            hint="Write the URL of the account, such as `https://lab.blob.core.windows.net`.",
        )


def _check_http(location: Any, path: Path) -> Iterator[Diagnostic]:
    from dflow_graph.passes.http_requests import check_url

    # STO-13
    yield from check_url(location.url, (*path, "url"), "STO-13")
    if location.headers:
        from dflow_graph.passes.headers import check_headers

        yield from check_headers(location.headers, (*path, "headers"))


def _check_git(location: Any, path: Path) -> Iterator[Diagnostic]:
    # STO-13
    if location.repo[:2] != "{{" and not _REPOSITORY.match(without_tags(location.repo)):
        from dflow_graph.passes.http_requests import public

        yield finding(
            "DG709",
            f"{quoted(public(location.repo))} is not the URL of a repository",
            (*path, "repo"),
            hint="Write `https://HOST/PATH.git` or `git@HOST:PATH.git`.",
            clause="STO-13",
        )
    yield from _check_git_credentials(location, path)


def _check_git_credentials(location: Any, path: Path) -> Iterator[Diagnostic]:
    is_web = location.repo[:8].lower().startswith(("http://", "https://"))
    fields = _OF_SSH if is_web else _OF_HTTP if _SSH.match(location.repo) else ()
    for field in fields:
        # STO-12
        if getattr(location, field) is not UNSET:
            way, other = ("https", "SSH") if is_web else ("SSH", "https")
            right = "git@HOST:PATH.git" if is_web else "https://HOST/PATH.git"
            yield finding(
                "DG736",
                f"`{field}` is for repositories that are asked by {other}, and `repo` says {way}",
                (*path, field),
                hint=f"Write `repo` as `{right}`, or give the credentials of {way}.",
                at_key=True,
            )
            return


def _check_local(location: Any, path: Path) -> Iterator[Diagnostic]:
    local = location.path
    # STO-11
    if _OUTSIDE.match(local) or _climbs(local):
        yield finding(
            "DG732",
            f"the local path {quoted(local)} leads out of the folder of the graph",
            (*path, "path"),
            hint="Keep the files beside the graph, and write the path relative to it.",
        )


def _climbs(path: str) -> bool:
    """Whether a relative path is above its start anywhere on its way."""
    if ".." not in path:
        return False
    depth = 0
    for part in path.split("/"):
        if part == "..":
            depth -= 1
        elif part not in ("", "."):
            depth += 1
        if depth < 0:
            return True
    return False


_CHECKS: dict[str, Callable[[Any, Path], Iterator[Diagnostic]]] = {
    "s3": _check_s3,
    "oss": _check_oss,
    "gcs": _check_gcs,
    "azure": _check_azure,
    "http": _check_http,
    "git": _check_git,
    "local": _check_local,
}
