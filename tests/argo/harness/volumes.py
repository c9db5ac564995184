"""The volumes of a pod, and where its containers mount them, as the kubelet prepares both."""

from pathlib import Path
from typing import Any, NamedTuple

Json = dict[str, Any]


class NoSuchVolumeError(Exception):
    """A volume of a kind that is not carried out here."""


class Volumes:
    """The volumes of one pod, as folders.

    `claims` is the folder of volume claims, `secrets` name to key to text, and `folder` is where
    what lives as long as the pod is kept.
    """

    def __init__(
        self, pod: Json, folder: Path, claims: Path, secrets: dict[str, dict[str, str]]
    ) -> None:
        self._folders = {}
        for volume in pod["spec"].get("volumes", []):
            name = volume["name"]
            if "persistentVolumeClaim" in volume:
                self._folders[name] = claims / volume["persistentVolumeClaim"]["claimName"]
            elif "emptyDir" in volume or "secret" in volume or "configMap" in volume:
                self._folders[name] = folder / name
            else:
                kinds = sorted(set(volume) - {"name"})
                raise NoSuchVolumeError(f"no volume of the kind {kinds} can be had here: {name}")
            self._folders[name].mkdir(parents=True, exist_ok=True)
            for key, text in secrets.get(volume.get("secret", {}).get("secretName"), {}).items():
                (self._folders[name] / key).write_text(text)

    def mounts(self, container: Json) -> "Mounts":
        """Where a container has its volumes."""
        places = {}
        fixed = set()
        for mount in container.get("volumeMounts", []):
            folder = self._folders[mount["name"]].resolve()
            path = folder / mount["subPath"] if "subPath" in mount else folder
            place = mount["mountPath"].rstrip("/")
            places[place] = path
            if mount.get("readOnly"):
                fixed.add(place)
        return Mounts(places, frozenset(fixed))


class Mounts(NamedTuple):
    """Where a container has its volumes: its own paths, and what is there.

    `fixed` are the paths at which it can only read.
    """

    places: dict[str, Path]
    fixed: frozenset[str] = frozenset()

    def outside(self, place: str, root: Path) -> Path:
        """Where a path of a container is outside of it; `root` is its own file system."""
        inner = max((p for p in self.places if _is_below(place, p)), key=len, default=None)
        if inner is None:
            return root / place.lstrip("/")
        return self.places[inner] / place[len(inner) :].lstrip("/")

    def prepare(self, root: Path) -> list[str]:
        """Makes a place for each in a file system: what is mounted, where and how, in order.

        What is not there when a container starts becomes an empty folder, as the kubelet makes it.
        """
        triples: list[str] = []
        for place in sorted(self.places, key=len):
            source = self.places[place]
            if not source.exists():
                source.mkdir(parents=True)
            # A mount below another one lies in what the outer one brings.
            target = Mounts({p: s for p, s in self.places.items() if p != place}).outside(
                place, root
            )
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                target.mkdir(exist_ok=True)
            else:
                target.touch()
            triples += [str(source), place, "ro" if place in self.fixed else "rw"]
        return triples


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")
