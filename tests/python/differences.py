"""Where the run-time functions differ from dflow's, and why: `(given, theirs, ours)` -> bool."""

from tests.python.runtime_cases import Difference

ERROR = ("error",)


def _is_list_slice(slices):
    return isinstance(slices, list)


def _without_ones(found):
    """The members of dictionaries that are lists of one, as that one."""
    if isinstance(found, dict):
        return {key: _without_ones(member) for key, member in found.items()}
    return found[0] if isinstance(found, list) and len(found) == 1 else found


def _has_no_catalogue(given):
    return given.artifact in ("a file", "a folder")


INPUTS = (
    Difference(
        "dflow indexes the characters of a path when the prefix leads to one already",
        lambda given, theirs, ours: (
            given.prefix in ("0", "x.one") and given.slices == 0 and ours == ERROR
        ),
    ),
    Difference(
        "dflow ignores keys that go on behind an item; a piece that leads nowhere fails (SLC-3)",
        lambda given, theirs, ours: (
            given.slices in ("0.1", "x.one") and theirs != ERROR and ours == ERROR
        ),
    ),
    Difference(
        "dflow gives the path of a missing source although nothing is there; it is None (ART-4)",
        lambda given, theirs, ours: (
            given.artifact == "missing"
            and (given.n_parts or given.keys_of_parts)
            and theirs != ours
            and "None" in str(ours)
        ),
    ),
    Difference(
        "an artifact that does not exist arrives as [None], or as an empty folder (ART-4)",
        lambda given, theirs, ours: (
            given.artifact == "only null" and given.slices is None and ours is None
        ),
    ),
    Difference(
        "a slice by path is the item itself, also for a list or dictionary (SLC-5)",
        lambda given, theirs, ours: given.sub_path in ("a.txt", "sub") and theirs in ([], ("set",)),
    ),
    Difference(
        "a dictionary without a catalogue is an empty dictionary, not an empty list",
        lambda given, theirs, ours: _has_no_catalogue(given) and (theirs, ours) == ([], {}),
    ),
    Difference(
        "the only item of a source is a member of the dictionary, not a list of one (ART-7)",
        lambda given, theirs, ours: (
            bool(given.keys_of_parts) and theirs != ours and _without_ones(theirs) == ours
        ),
    ),
    Difference(
        "several sources have no common root; dflow gives a `path` the last one's",
        lambda given, theirs, ours: (
            (given.n_parts or given.keys_of_parts)
            and given.type.split(" ")[0] in ("path", "str")
            and ours == ERROR
        ),
    ),
)

OUTPUTS = (
    Difference(
        "dflow takes an index of two loops, a text, for a list of indices of one letter each",
        lambda given, theirs, ours: (
            given.slices == "1.2" and given.type.startswith(("list", "set")) and ours != ERROR
        ),
    ),
    Difference(
        "an artifact that the OP gave as None has no files (ART-12, SLC-8); dflow fails for a list",
        lambda given, theirs, ours: given.value is None and theirs == ERROR and ours[0] == [],
    ),
    Difference(
        "each slice has a folder of its own, whatever the type (SLC-17); dflow's dictionaries not",
        lambda given, theirs, ours: (
            given.create_dir
            and "dict" in given.type
            and not any("dict" in path for path in ours[0])
        ),
    ),
    Difference(
        "a dot in a key would be another way through the dictionary (ART-17)",
        lambda given, theirs, ours: "a.b" in str(given.value) and ours == ERROR,
    ),
    Difference(
        "a group gives a list of as many results as slices (SLC-7); dflow loses those of a `path`",
        lambda given, theirs, ours: _is_list_slice(given.slices) and given.type in ("path", "str"),
    ),
)
