"""The grammar of expressions (EXPR-3), as expr-lang v1.17.8 reads it: tokens to a tree.

A reader by precedence, and bounded: at most `MAX_DEPTH` levels of nesting and `MAX_NODES` nodes.
"""

from __future__ import annotations

from typing import NoReturn

from dflow_graph.expr import nodes as tree
from dflow_graph.expr.functions import BUILTINS, PREDICATES
from dflow_graph.expr.lexer import BAD_NUMBER, BYTES, END, ERROR, IDENTIFIER, NUMBER, STRING, tokens
from dflow_graph.expr.nodes import ExprSyntaxError, Node
from dflow_graph.expr.operators import BINARY, COMPARISONS, FROM_THE_RIGHT, NEGATABLE, UNARY

__all__ = ["MAX_DEPTH", "MAX_NODES", "read"]

# Each level costs up to five frames of Python, whose stack has a thousand.
MAX_DEPTH = 100
# Argo compiles no larger expression; the count is expr-lang's.
MAX_NODES = 10_000

_CONSTANTS = {NUMBER: "number", STRING: "string", BYTES: "bytes"}
_KEYS = frozenset((NUMBER, BAD_NUMBER, STRING, IDENTIFIER))
_POSTFIX = frozenset((".", "?.", "["))


def read(text: str) -> Node:
    """The tree of a text. Raises `ExprSyntaxError`."""
    parser = _Parser(text)
    node = parser.sequence()
    if parser.kind != END:
        parser.fail()
    return node


class _Parser:
    """A position in the tokens; every method reads from there and leaves it behind what it read."""

    __slots__ = (
        "count", "depth", "end", "kind", "passed", "position", "predicates", "start", "symbol",
        "tokens", "value",
    )  # fmt: skip

    def __init__(self, text: str) -> None:
        self.tokens = tokens(text)
        self.kind, self.symbol, self.value, self.start, self.end = self.tokens[0]
        self.position = 0
        self.passed = 0  # where the token before this one ends
        self.depth = 0
        self.predicates = 0  # how many predicates this place is in
        self.count = 0

    def advance(self) -> None:
        self.passed = self.end
        self.position += 1
        self.kind, self.symbol, self.value, self.start, self.end = self.tokens[self.position]

    def fail(self, wanted: str = "") -> NoReturn:
        """Raise at the current token."""
        if self.kind == ERROR:
            message = self.value
        elif self.kind == END:
            message = "the expression ends too early"
        elif self.kind == BAD_NUMBER:
            message = f"bad number `{self.value}`, or one that is too large"
        else:
            message = f"unexpected `{self.symbol or self.value}`"
        if wanted and self.kind not in {ERROR, BAD_NUMBER}:
            message += f", where {wanted} should be"
        raise ExprSyntaxError(message, self.start, self.end)

    def expect(self, symbol: str) -> None:
        if self.symbol != symbol:
            self.fail(f"`{symbol}`")
        self.advance()

    def counted(self, nodes: int) -> None:
        self.count += nodes
        if self.count > MAX_NODES:
            message = f"an expression has at most {MAX_NODES} parts"
            raise ExprSyntaxError(message, self.start, self.end)

    def sequence(self) -> Node:
        start = self.start
        first = self.expression(0)
        if self.symbol != ";":
            return first
        nodes = [first]
        while self.symbol == ";":
            self.advance()
            if self.kind == END:
                break
            nodes.append(self.expression(0))
        if len(nodes) == 1:
            return first
        self.counted(1)
        return tree.Sequence(tuple(nodes), start, self.passed)

    def expression(self, precedence: int) -> Node:
        """Operators that bind at least as tightly as `precedence`; 0 also takes statements."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            message = f"an expression nests at most {MAX_DEPTH} levels deep"
            raise ExprSyntaxError(message, self.start, self.end)
        start = self.start
        if precedence == 0 and self.symbol == "let":
            node = self.declaration(start)
        elif precedence == 0 and self.symbol == "if":
            node = self.branches()
        else:
            node = self.operand()
            if self.symbol:
                node = self.operators(node, start, precedence)
                if precedence == 0 and self.symbol == "?":
                    node = self.conditional(node, start)
        self.depth -= 1
        return node

    def operators(self, left: Node, start: int, precedence: int) -> Node:
        before = ""
        while self.symbol:
            operator = self.symbol
            negated = operator == "not"
            if negated:
                # expr-lang looks at the word alone: a text `'in'` does as well.
                operator = self.tokens[self.position + 1][2]
                if operator not in NEGATABLE:
                    self.advance()
                    self.fail("`in`, `matches`, `contains`, `startsWith` or `endsWith`")
            rank = BINARY.get(operator)
            if rank is None or rank < precedence:
                break
            if negated:
                self.advance()
            if operator == "|":
                self.advance()
                left = self.call(self.name("a function"), (left,), start)
            elif before == "??" != operator:
                self.fail("parentheses around one of the two, since `??` cannot be mixed,")
            elif operator in COMPARISONS:
                left = self.comparison(left, start)
            else:
                self.advance()
                right = self.expression(rank if operator in FROM_THE_RIGHT else rank + 1)
                self.counted(2 if negated else 1)
                left = tree.Binary(operator, left, right, negated, start, self.passed)
            before = operator
        return left

    def comparison(self, left: Node, start: int) -> Node:
        operators: list[str] = []
        operands = [left]
        while self.symbol in COMPARISONS:
            self.counted(2 if operators else 1)
            operators.append(self.symbol)
            self.advance()
            operands.append(self.expression(21))
        if len(operators) == 1:
            return tree.Binary(operators[0], left, operands[1], False, start, self.passed)
        return tree.Comparison(" ".join(operators), tuple(operands), start, self.passed)

    def name(self, wanted: str) -> tree.Name:
        if self.kind != IDENTIFIER:
            self.fail(wanted)
        name = tree.Name(self.value, self.start, self.end)
        self.advance()
        return name

    def declaration(self, start: int) -> Node:
        self.advance()
        name = self.name("a name")
        self.expect("=")
        value = self.expression(0)
        self.expect(";")
        body = self.sequence()
        self.counted(1)
        return tree.Let(name, value, body, start, self.passed)

    def branches(self) -> Node:
        """`if a {b} else if c {d} else {e}`, read in a loop and nested from the right."""
        tests: list[tuple[Node, Node, int]] = []
        otherwise: Node | None = None
        while otherwise is None:
            at = self.start
            self.expect("if")
            test = self.expression(0)
            self.expect("{")
            then = self.sequence()
            self.expect("}")
            self.expect("else")
            tests.append((test, then, at))
            if self.symbol != "if":
                self.expect("{")
                otherwise = self.sequence()
                self.expect("}")
        for test, then, at in reversed(tests):
            otherwise = tree.Conditional(test, then, otherwise, at, self.passed)
        return otherwise

    def conditional(self, node: Node, start: int) -> Node:
        while self.symbol == "?":
            self.advance()
            then = node if self.symbol == ":" else self.expression(0)
            self.expect(":")
            otherwise = self.expression(0)
            self.counted(1)
            node = tree.Conditional(node, then, otherwise, start, self.passed)
        return node

    def operand(self) -> Node:
        start, kind = self.start, self.kind
        if kind == IDENTIFIER:
            return self.word(start)
        if kind in _CONSTANTS:
            node: Node = tree.Constant(_CONSTANTS[kind], self.value, start, self.end)
            self.counted(1)
            self.advance()
            return node if kind == NUMBER else self.postfix(node, start)
        symbol = self.symbol
        if symbol in UNARY:
            self.advance()
            inner = self.expression(UNARY[symbol])
            self.counted(1)
            return self.postfix(tree.Unary(symbol, inner, start, self.passed), start)
        if symbol == "(":
            self.advance()
            node = self.sequence()
            self.expect(")")
            return self.postfix(node, start)
        if symbol in {"#", "."} and self.predicates:
            return self.postfix(self.pointer(start), start)
        if symbol == "::":
            self.advance()
            return self.postfix(self.call(self.name("a function"), (), start), start)
        if symbol == "[":
            self.advance()
            items = self.items("]")
            self.counted(1)
            return self.postfix(tree.Array(items, start, self.passed), start)
        if symbol == "{":
            return self.postfix(self.map(start), start)
        return self.fail("a value")

    def word(self, start: int) -> Node:
        name = self.name("a name")
        self.counted(self.symbol != "(")
        if name.name in {"true", "false", "nil"}:
            return tree.Constant("bool" if name.name != "nil" else "nil", *name)
        if self.symbol == "(":
            return self.postfix(self.call(name, (), start), start)
        return self.postfix(name, start) if self.symbol in _POSTFIX else name

    def pointer(self, start: int) -> Node:
        name = ""
        if self.symbol == "#":
            self.advance()
            if self.kind == IDENTIFIER:
                name = self.value
                self.advance()
        self.counted(1)
        return tree.Pointer(name, start, max(self.passed, start))

    def call(self, name: tree.Name, given: tuple[Node, ...], start: int) -> Node:
        optional = PREDICATES.get(name.name)
        if optional is None:
            self.counted(1 if name.name in BUILTINS else 2)
            self.expect("(")
            arguments = self.items(")", given)
        else:
            self.counted(1)
            arguments = self.predicated(name.name, given, optional)
        return tree.Call(name, arguments, start, self.passed)

    def items(self, closing: str, given: tuple[Node, ...] = ()) -> tuple[Node, ...]:
        """Expressions between commas up to a bracket; a comma may stand behind the last one."""
        found = list(given)
        while self.symbol != closing:
            if len(found) > len(given):
                self.expect(",")
                if self.symbol == closing:
                    break
            found.append(self.expression(0))
        self.advance()
        return tuple(found)

    def predicated(
        self, name: str, given: tuple[Node, ...], optional: tuple[bool, ...]
    ) -> tuple[Node, ...]:
        """The arguments of a function of which the second is a predicate."""
        self.expect("(")
        found = list(given)
        for index in range(len(given), len(optional)):
            if self.symbol == ")":
                if optional[index]:
                    break
                self.fail(f"another argument of `{name}`")
            if index > len(given):
                self.expect(",")
            found.append(self.predicate() if index == 1 else self.expression(0))
        if self.symbol == ",":
            self.advance()
        self.expect(")")
        return tuple(found)

    def predicate(self) -> Node:
        start = self.start
        block = self.symbol == "{"
        self.predicates += 1
        self.depth += 1  # it costs as many frames as two levels
        if block:
            self.advance()
            node = self.sequence()
        else:
            node = self.expression(0)
            if self.symbol == ";":
                self.fail("braces `{` and `}` around the predicate")
        self.predicates -= 1
        self.depth -= 1
        if block:
            self.expect("}")
        self.counted(1)
        return tree.Predicate(node, start, self.passed)

    def map(self, start: int) -> Node:
        self.advance()
        pairs: list[Node] = []
        while self.symbol != "}":
            if pairs:
                self.expect(",")
                if self.symbol == "}":
                    break
            at = self.start
            if self.kind in _KEYS:
                key: Node = tree.Constant("string", self.value, at, self.end)
                self.advance()
                self.counted(2)
            elif self.symbol == "(":
                key = self.expression(0)
                self.counted(1)
            else:
                self.fail("a key: a text, a number, a name, or an expression in parentheses")
            self.expect(":")
            pairs.append(tree.Pair(key, self.expression(0), at, self.passed))
        self.advance()
        self.counted(1)
        return tree.Map(tuple(pairs), start, self.passed)

    def postfix(self, node: Node, start: int) -> Node:
        """`.name`, `?.name`, `.name(…)`, `[index]`, `[low:high]`, as many as there are."""
        chained = False
        while self.symbol in _POSTFIX:
            symbol = self.symbol
            optional = symbol == "?."
            if symbol != "[":
                self.advance()
            if symbol == "[" or (optional and self.symbol == "["):
                node = self.bracketed(node, start)
                self.counted(1 if optional else 0)
                chained = optional
                continue
            # A keyword is a name here.
            if self.kind != IDENTIFIER and not self.symbol[:1].isalpha():
                self.fail("a name")
            key = tree.Constant("string", self.value, self.start, self.end)
            self.advance()
            node = tree.Member(node, key, start, self.passed)
            chained = chained or optional
            called = self.symbol == "("
            self.counted(2 + chained + called)
            if called:
                self.advance()
                node = tree.Call(node, self.items(")"), start, self.passed)
        return node

    def bracketed(self, node: Node, start: int) -> Node:
        self.advance()
        low: Node | None = None
        high: Node | None = None
        self.counted(1)
        if self.symbol != ":":
            low = self.expression(0)
        if low is not None and self.symbol != ":":
            self.expect("]")
            return tree.Member(node, low, start, self.passed)
        self.advance()
        if self.symbol != "]":
            high = self.expression(0)
        self.expect("]")
        return tree.Slice(node, low, high, start, self.passed)
