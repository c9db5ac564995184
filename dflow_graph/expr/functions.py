"""The functions of expressions (EXPR-5), and how many arguments each takes: tables, no code.

Built in is what expr-lang v1.17.8 has; Argo 4.1.2 adds four and sprig v3.3.0's generic map.
"""

from __future__ import annotations

__all__ = ["ARGO", "BUILTINS", "POINTERS", "PREDICATES", "SPRIG", "Arity"]

# Fewest and most arguments; None where there is no bound.
Arity = tuple[int, "int | None"]


def _by_name(names: dict[Arity, str]) -> dict[str, Arity]:
    return {name: arity for arity, spelled in names.items() for name in spelled.split()}


# The functions whose second argument is a predicate: which of their arguments may be left out.
PREDICATES: dict[str, tuple[bool, ...]] = {
    **dict.fromkeys(
        (
            "all",
            "none",
            "any",
            "one",
            "filter",
            "map",
            "find",
            "findIndex",
            "findLast",
            "findLastIndex",
            "groupBy",
        ),
        (False, False),
    ),
    "count": (False, True),
    "sum": (False, True),
    "sortBy": (False, False, True),
    "reduce": (False, False, True),
}

# What a predicate may ask for besides the element.
POINTERS: dict[str, frozenset[str]] = {
    **dict.fromkeys(PREDICATES, frozenset([""])),
    "map": frozenset(["", "index"]),
    "reduce": frozenset(["", "index", "acc"]),
}

BUILTINS: dict[str, Arity] = {
    **{name: (optional.count(False), len(optional)) for name, optional in PREDICATES.items()},
    **_by_name(
        {
            (0, 1): "now",
            (1, 1): (
                "abs bitnot ceil duration first flatten float floor fromBase64 fromJSON fromPairs "
                "int keys last len lower reverse round string timezone toBase64 toJSON toPairs "
                "type uniq upper values"
            ),
            (1, 2): "join sort trim trimPrefix trimSuffix",
            (1, 4): "date",
            (1, None): "concat max mean median min",
            (2, 2): (
                "bitand bitnand bitor bitshl bitshr bitushr bitxor get hasPrefix hasSuffix indexOf "
                "lastIndexOf repeat take"
            ),
            (2, 3): "split splitAfter",
            (3, 4): "replace",
        }
    ),
}

ARGO: dict[str, Arity] = {"asFloat": (1, 1), "asInt": (1, 1), "jsonpath": (2, 2), "toJson": (1, 1)}

SPRIG: dict[str, Arity] = _by_name(
    {
        (0, 0): ("hello now uuidv4"),
        (0, None): (
            "add addf all any cat coalesce concat dict dig keys list quote seq squote tuple"
        ),
        (1, 1): (
            "add1 add1f adler32sum ago atoi b32dec b32enc b64dec b64enc base bcrypt camelcase "
            "ceil clean compact deepCopy dir duration durationRound empty ext fail first float64 "
            "floor fromJson genPrivateKey getHostByName htmlDate initial initials int int64 isAbs "
            "kebabcase kindOf last lower mustCompact mustDeepCopy mustFirst mustFromJson "
            "mustInitial mustLast mustRest mustReverse mustToJson mustToPrettyJson mustToRawJson "
            "mustUniq nospace osBase osClean osDir osExt osIsAbs randAlpha randAlphaNum randAscii "
            "randBytes randNumeric regexQuoteMeta rest reverse semver sha1sum sha256sum sha512sum "
            "shuffle snakecase sortAlpha swapcase title toDecimal toJson toPrettyJson toRawJson "
            "toString toStrings trim typeOf uniq unixEpoch until untitle upper urlJoin urlParse "
            "values"
        ),
        (1, None): (
            "biggest default divf max maxf merge mergeOverwrite min minf mul mulf mustMerge "
            "mustMergeOverwrite mustSlice mustWithout omit pick pluck slice subf without"
        ),
        (2, 2): (
            "abbrev append buildCustomCert chunk contains date dateModify date_modify decryptAES "
            "deepEqual div encryptAES genCA get has hasKey hasPrefix hasSuffix htmlDateInZone "
            "htpasswd indent join kindIs mod mustAppend mustChunk mustDateModify mustHas "
            "mustPrepend mustPush mustRegexFind mustRegexMatch mustToDate must_date_modify "
            "nindent prepend push randInt regexFind regexMatch repeat semverCompare split "
            "splitList sub toDate trimAll trimPrefix trimSuffix trimall trunc typeIs typeIsLike "
            "unset wrap"
        ),
        (2, None): ("round"),
        (3, 3): (
            "abbrevboth dateInZone date_in_zone genCAWithKey mustRegexFindAll mustRegexReplaceAll "
            "mustRegexReplaceAllLiteral mustRegexSplit plural regexFindAll regexReplaceAll "
            "regexReplaceAllLiteral regexSplit replace set splitn substr ternary untilStep "
            "wrapWith"
        ),
        (4, 4): ("genSelfSignedCert"),
        (5, 5): ("derivePassword genSelfSignedCertWithKey genSignedCert"),
        (6, 6): ("genSignedCertWithKey"),
    }
)
