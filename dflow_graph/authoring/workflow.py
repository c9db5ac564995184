"""Workflow: a whole graph, from templates that call each other."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Optional, TypeVar, Union

from dflow_graph.authoring import submitting
from dflow_graph.authoring.artifact_repository import ArtifactRepository
from dflow_graph.authoring.collect import Collection, collect
from dflow_graph.authoring.context_syntax import GLOBAL_CONTEXT
from dflow_graph.authoring.dag import DAG
from dflow_graph.authoring.docker_secret import DockerSecret
from dflow_graph.authoring.documents import canonical_text, checked_data, data_of_text, valid_text
from dflow_graph.authoring.executor_graphs import executor_from_graph
from dflow_graph.authoring.server_calls import ServerCalls
from dflow_graph.authoring.steps import CallingTemplate, Steps
from dflow_graph.authoring.task import Task
from dflow_graph.python.arguments import argument_values, read_values
from dflow_graph.python.errors import CallError
from dflow_graph.python.graph_object import (
    EXTENSIONS,
    Field,
    GraphObject,
    as_list,
    number,
    text,
    text_map,
)
from dflow_graph.python.kubernetes import kubernetes_list, read_verbatim
from dflow_graph.python.names import checked_workflow_name
from dflow_graph.python.op_template import OPTemplate

__all__ = ["FORMAT_VERSION", "Workflow"]

FORMAT_VERSION = "1.0"

W = TypeVar("W", bound="Workflow")

_log = logging.getLogger(__name__)
_Secrets = Union[str, DockerSecret, list[Union[str, DockerSecret]], None]


def _secret_names(secrets: Any) -> list[str]:
    return [s.name if isinstance(s, DockerSecret) else text(s) for s in as_list(secrets)]


def _context(context: Any) -> dict[str, Any]:
    if not callable(getattr(context, "to_dict", None)):
        raise TypeError(f"must be a Context or Executor, not {type(context).__name__}")
    graph: dict[str, Any] = context.to_dict()
    return graph


class Workflow(ServerCalls, GraphObject):
    """A workflow. `steps` or `dag` is its entrypoint; `add` makes one where there is none.

    `host`, `token`, `k8s_config_file` and `k8s_api_server` are kept as attributes, and never enter
    a graph. `templates` are written whether or not they are called.
    """

    FIELDS = (
        Field("dflow_graph", text, attribute="_version"),
        Field("$schema", text, attribute="schema"),
        Field("name", text),
        Field("namespace", text),
        Field("id", text),
        Field("uid", text),
        Field("annotations", text_map, default={}),
        Field("labels", text_map, default={}),
        Field("parameters", argument_values, read_values, {}),
        Field("entrypoint", text, attribute="_entrypoint_name"),
        Field("on_exit", text, attribute="_on_exit_name"),
        Field("parallelism", number),
        Field("pod_gc_strategy", text),
        Field(
            "artifact_repository",
            ArtifactRepository.convert_to_graph,
            ArtifactRepository.from_graph,
        ),
        Field("image_pull_secrets", _secret_names, default=[]),
        Field("volumes", kubernetes_list, read_verbatim, []),
        Field("service_account_name", text),
        Field("context", _context, executor_from_graph),
        Field("templates", Collection.to_dict, attribute="_collection"),
        EXTENSIONS,
    )
    _version = FORMAT_VERSION
    _collection: Any = None
    _entrypoint_name: Optional[str] = None
    _on_exit_name: Optional[str] = None

    def __init__(
        self,
        name: str = "workflow",
        steps: Optional[Steps] = None,
        dag: Optional[DAG] = None,
        namespace: Optional[str] = None,
        id: Optional[str] = None,  # noqa: A002 - dflow's name
        uid: Optional[str] = None,
        host: Optional[str] = None,
        token: Optional[str] = None,
        k8s_config_file: Union[str, os.PathLike[str], None] = None,
        k8s_api_server: Optional[str] = None,
        context: Any = None,
        annotations: Optional[dict[str, str]] = None,
        labels: Optional[dict[str, str]] = None,
        parallelism: Optional[int] = None,
        pod_gc_strategy: Optional[str] = None,
        image_pull_secrets: _Secrets = None,
        artifact_repo_key: Optional[str] = None,
        parameters: Optional[dict[str, Any]] = None,
        on_exit: Optional[OPTemplate] = None,
        *,
        entrypoint: Optional[OPTemplate] = None,
        artifact_repository: Optional[ArtifactRepository] = None,
        volumes: Optional[list[Any]] = None,
        service_account_name: Optional[str] = None,
        schema: Optional[str] = None,
        extensions: Optional[dict[str, Any]] = None,
    ) -> None:
        self.name = checked_workflow_name(name)
        self.host, self.token = host, token
        self.k8s_config_file, self.k8s_api_server = k8s_config_file, k8s_api_server
        self.namespace, self.id, self.uid = namespace, id, uid
        self.context = context
        self.annotations = {} if annotations is None else annotations
        self.labels = {} if labels is None else labels
        self.parallelism = parallelism
        self.pod_gc_strategy = pod_gc_strategy
        self.image_pull_secrets = (
            None if image_pull_secrets is None else as_list(image_pull_secrets)
        )
        self.artifact_repository = artifact_repository
        if artifact_repo_key is not None:
            self.artifact_repository = ArtifactRepository(artifact_repo_key)
        self.parameters = {} if parameters is None else parameters
        self.volumes = [] if volumes is None else volumes
        self.service_account_name = service_account_name
        self.schema = schema
        self.extensions = extensions
        self.templates: dict[str, OPTemplate] = {}
        self.entrypoint = self._one_entrypoint(steps, dag, entrypoint)
        self.on_exit = self._template("on_exit", on_exit, OPTemplate)
        self.convert_to_fields()

    def _one_entrypoint(self, steps: Any, dag: Any, entrypoint: Any) -> Optional[OPTemplate]:
        given = (
            self._template("steps", steps, Steps),
            self._template("dag", dag, DAG),
            self._template("entrypoint", entrypoint, OPTemplate),
        )
        named = [template for template in given if template is not None]
        if len(named) > 1:
            raise CallError(
                self._place(), "it begins with `steps`, `dag` or `entrypoint`: one of them"
            )
        return named[0] if named else None

    def _template(
        self, argument: str, template: Any, cls: type[OPTemplate]
    ) -> Optional[OPTemplate]:
        if template is not None and not isinstance(template, cls):
            found = type(template).__name__
            raise CallError(self._place(), f"`{argument}` must be {cls.__name__}, not {found}")
        return template

    @property
    def artifact_repo_key(self) -> Optional[str]:
        """Key of the artifact repository."""
        repository = self.artifact_repository
        return None if repository is None else repository.key

    @artifact_repo_key.setter
    def artifact_repo_key(self, key: Optional[str]) -> None:
        self.artifact_repository = None if key is None else ArtifactRepository(key)

    def __enter__(self: W) -> W:
        """Steps, tasks and calls of function OPs inside of `with` are added to the workflow."""
        GLOBAL_CONTEXT.enter(self)
        return self

    def __exit__(self, exc_type: object, exc_value: object, traceback: object) -> None:
        GLOBAL_CONTEXT.leave()
        if exc_type is None and (_writes_graphs() or submitting.has_server(self)):
            self.submit()
        elif exc_type is None:
            _log.warning("workflow `%s` is not submitted: %s", self.name, _INSTEAD)

    def add(self, step: Any) -> None:
        """Add a step or task, or a list of them, to the entrypoint.

        The first one decides: tasks make it a `DAG`, steps make it `Steps`.
        """
        self._entrypoint_for(step).add(step)

    def _entrypoint_for(self, step: Any) -> CallingTemplate:
        if self.entrypoint is None:
            tasks = as_list(step)
            is_dag = bool(tasks) and all(isinstance(task, Task) for task in tasks)
            kind = DAG if is_dag else Steps
            made = kind(f"{self.name.replace('.', '-')}-{kind.__name__.lower()}")
            made.is_named = False
            self.entrypoint = made
        if not isinstance(self.entrypoint, CallingTemplate):
            found = type(self.entrypoint).__name__
            raise CallError(self._place(), f"its entrypoint is a {found}, which holds no steps")
        return self.entrypoint

    def call_class(self) -> Any:
        """What a call of a function inside of `with` becomes: a `Task`, or a `Step` in `Steps`."""
        return Task if self.entrypoint is None else self._entrypoint_for(None).call_class()

    def free_name(self, wished: str) -> str:
        """The name, or the name with the first number behind it that is not taken."""
        return wished if self.entrypoint is None else self._entrypoint_for(None).free_name(wished)

    def convert_to_fields(self) -> dict[str, Any]:
        """The fields of the workflow itself, without its templates."""
        return super().convert_to_graph()

    def convert_to_graph(self) -> dict[str, Any]:
        """The whole graph. Raises `CallError` for a workflow without steps."""
        return self.to_graph()

    def to_graph(self, validate: bool = False) -> dict[str, Any]:
        """The graph as plain data, freshly built: `{"dflow_graph": "1.0", "name": …, …}`.

        Templates stand in the order of their first use, behind those in `templates`. With
        `validate`, raises `InvalidGraphError` for a graph with errors.
        """
        if self.entrypoint is None:
            raise CallError(self._place(), "it has no steps; add some, or give `steps` or `dag`")
        kept = [(template, f"`templates[{key!r}]`") for key, template in self.templates.items()]
        roots: list[tuple[OPTemplate, str]] = [(self.entrypoint, "the entrypoint")]
        if self.on_exit is not None:
            roots.append((self.on_exit, "`on_exit`"))
        collection = collect(kept, roots)
        view = _View(self, collection)
        graph = view.convert_to_graph()
        if validate:
            valid_text(graph)
        return graph

    def to_graph_json(self, **kwargs: Any) -> str:
        """The graph as JSON text; arguments are those of `json.dumps`.

        Without any, the text is as `dflow-graph fmt` writes it.
        """
        graph = self.to_graph()
        return json.dumps(graph, **kwargs) if kwargs else canonical_text(graph, "json")

    def to_graph_yaml(self, **kwargs: Any) -> str:
        """The graph as YAML text; arguments are those of `yaml.dump`.

        Without any, the text is as `dflow-graph fmt` writes it.
        """
        graph = self.to_graph()
        if not kwargs:
            return canonical_text(graph, "yaml")
        import yaml  # noqa: PLC0415 - only who asks for it

        return str(yaml.safe_dump(graph, **kwargs))

    def convert_to_argo(self, reuse_step: Any = None, **options: Any) -> dict[str, Any]:
        """The manifest for Argo as plain data; `options` are those of `dflow_graph.emit`.

        Raises `InvalidGraphError`, with the report printed, for a graph with errors, and
        `CannotEmitError` for what has no place in a manifest.
        """
        submitting.without_reuse(reuse_step)
        return submitting.manifest_of(self, **options)

    def submit(
        self, reuse_step: Any = None, *, verify: bool = True, allow_outside: bool = False
    ) -> Any:
        """Submits the validated workflow to an Argo server, its local files uploaded before.

        Local files from outside of the working folder, such as packages that are installed, are
        uploaded only with `allow_outside`: a graph of someone else could name any file.

        Gives its name, uid, namespace and link, and keeps name and uid as `id` and `uid`. Where
        `DFLOW_GRAPH_MODE` is `graph`, the graph is written to the folder `DFLOW_GRAPH_DIR` in place
        of that, and its path given. `verify` false trusts any certificate. Raises what
        `convert_to_argo` does, and `ServerError` with what the server said.
        """
        submitting.without_reuse(reuse_step)
        if _writes_graphs():
            return self._write()
        done = submitting.submitted(self, verify=verify, allow_outside=allow_outside)
        self.id, self.uid = done.name, done.uid
        _log.info("workflow `%s` is submitted: %s", done.name, done.link)
        return done

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        from dflow_graph.view.notebook import mimebundle  # noqa: PLC0415 - for notebooks alone

        return mimebundle(self)

    def _repr_html_(self) -> str:
        return self._repr_mimebundle_().get("text/html", "")

    def _write(self) -> str:
        data = valid_text(self.to_graph())
        from dflow_graph.writers import write_atomically  # noqa: PLC0415 - lower floors are lazy

        folder = Path(os.environ.get("DFLOW_GRAPH_DIR") or ".")
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.name}.json"
        write_atomically(path, data.encode("utf-8"))
        return str(path)

    @classmethod
    def from_graph(
        cls, graph: Any, *, trust: Iterable[str] = (), allow_source: bool = False
    ) -> Workflow:
        """The workflow of a graph: plain data, or the path of a file.

        Nothing in it is executed, unless `trust` has the digest of a source or `allow_source` is
        true (clause OP-3). Raises `InvalidGraphError` for faults of syntax and structure, and
        `DflowGraphError` where templates and arguments do not fit; never changes `graph`.
        """
        return cls._of_data(checked_data(graph), trust, allow_source)

    @classmethod
    def _of_data(
        cls, data: Mapping[str, Any], trust: Iterable[str], allow_source: bool
    ) -> Workflow:
        from dflow_graph.authoring.from_graph import workflow_of  # noqa: PLC0415 - it imports this

        return workflow_of(cls, data, trust=trust, allow_source=allow_source)

    @classmethod
    def from_dict(
        cls, d: Mapping[str, Any], *, trust: Iterable[str] = (), allow_source: bool = False
    ) -> Workflow:
        """What `from_graph` gives."""
        return cls.from_graph(d, trust=trust, allow_source=allow_source)

    @classmethod
    def from_graph_json(
        cls, j: Union[str, bytes], *, trust: Iterable[str] = (), allow_source: bool = False
    ) -> Workflow:
        """The workflow of a graph as JSON text; see `from_graph`."""
        return cls._of_data(data_of_text(j, "json"), trust, allow_source)

    @classmethod
    def from_graph_yaml(
        cls, y: Union[str, bytes], *, trust: Iterable[str] = (), allow_source: bool = False
    ) -> Workflow:
        """The workflow of a graph as YAML text; see `from_graph`."""
        return cls._of_data(data_of_text(y, "yaml"), trust, allow_source)


_INSTEAD = (
    "set DFLOW_HOST to the address of an Argo server, or DFLOW_GRAPH_MODE=graph to have the graph "
    "written to DFLOW_GRAPH_DIR; or take the graph from to_graph_json()"
)


class _View(Workflow):
    """A workflow with its collected templates, for writing."""

    def __init__(self, workflow: Workflow, collection: Collection) -> None:
        self.__dict__.update(workflow.__dict__)
        self._collection = collection
        self._entrypoint_name = collection.name(workflow.entrypoint)  # type: ignore[arg-type]
        if workflow.on_exit is not None:
            self._on_exit_name = collection.name(workflow.on_exit)

    def convert_to_graph(self) -> dict[str, Any]:
        return self.convert_to_fields()

    def _place(self) -> str:
        return f"Workflow `{self.name}`"


def _writes_graphs() -> bool:
    return os.environ.get("DFLOW_GRAPH_MODE") == "graph"
