"""How terms, paths and expressions are written, with no more parentheses than their precedence asks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Variable

from queries.algebra import nodes
from queries.algebra.nodes import Aggregate, And, Binary, Call, Exists, Expression, In, Or, Path, Pattern, Term, Unary

_XSD = "http://www.w3.org/2001/XMLSchema#"
# Not with a plus sign, which could be taken for the end of a path, nor `-1.0`, on which rdflib stumbles.
_PLAIN = {
    _XSD + "integer": re.compile(r"-?[0-9]+"),
    _XSD + "decimal": re.compile(r"[0-9]*\.[0-9]+"),
    _XSD + "double": re.compile(r"-?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)[eE][+-]?[0-9]+"),
    _XSD + "boolean": re.compile(r"true|false"),
}
_REPEATS = {nodes.ZeroOrMore: "*", nodes.OneOrMore: "+", nodes.ZeroOrOne: "?"}

# The rungs of the grammar, from that which binds least.
_OR, _AND, _RELATION, _SUM, _PRODUCT, _SIGN, _PRIMARY = range(7)
_CHOICE, _SEQUENCE, _INVERSE, _REPEAT, _STEP = range(5)


def spell_term(term: Term) -> str:
    """Write a term; numbers and booleans without quotes where they may be."""
    if isinstance(term, Literal):
        plain = _PLAIN.get(term.datatype.value)
        return term.value if plain and plain.fullmatch(term.value) else str(term)
    return str(term)


def spell_string(text: str) -> str:
    """Write a text in quotes."""
    return str(Literal(text))


def spell_path(path: Path, rung: int = _CHOICE) -> str:
    """Write a path, in parentheses where it binds less than its place asks for."""
    match path:
        case nodes.Alternative(choices):
            own, text = _CHOICE, " | ".join(spell_path(choice, _SEQUENCE) for choice in choices)
        case nodes.Sequence(steps):
            own, text = _SEQUENCE, " / ".join(spell_path(step, _INVERSE) for step in steps)
        case nodes.Inverse(inner):
            own, text = _INVERSE, "^" + spell_path(inner, _REPEAT)
        case nodes.ZeroOrMore(inner) | nodes.OneOrMore(inner) | nodes.ZeroOrOne(inner):
            own, text = _REPEAT, spell_path(inner, _STEP) + _REPEATS[type(path)]
        case nodes.NegatedSet(properties):
            own, text = _STEP, f"!({' | '.join(spell_path(each) for each in properties)})"
        case _:
            return str(path)
    return text if own >= rung else f"({text})"


@dataclass(frozen=True, slots=True)
class Speller:
    """Writes expressions; `braces` writes the pattern of EXISTS."""

    braces: Callable[[Pattern], str]

    def spell(self, expression: Expression, rung: int = _OR) -> str:
        """Write an expression, in parentheses where it binds less than its place asks for."""
        if isinstance(expression, NamedNode | Literal | Variable):
            return spell_term(expression)
        own, text = self._operation(expression)
        return text if own >= rung else f"({text})"

    def _operation(self, expression: Expression) -> tuple[int, str]:
        match expression:
            case Or(operands):
                return _OR, " || ".join(self.spell(operand, _AND) for operand in operands)
            case And(operands):
                return _AND, " && ".join(self.spell(operand, _RELATION) for operand in operands)
            case Binary(operator, left, right):
                own = _SUM if operator in "+-" else _PRODUCT if operator in "*/" else _RELATION
                # A comparison stands alone; sums and products are taken from the left.
                first = _SUM if own == _RELATION else own
                return own, f"{self.spell(left, first)} {operator} {self.spell(right, own + 1)}"
            case In(value, options, negated):
                words = "NOT IN" if negated else "IN"
                return _RELATION, f"{self.spell(value, _SUM)} {words} ({self._list(options)})"
            case Unary(operator, operand):
                return _SIGN, f"{operator}{self._operand(operand)}"
            case _:
                return _PRIMARY, self._primary(expression)

    def _operand(self, operand: Expression) -> str:
        # `-(1)`, as `-1` would be a number.
        return f"({self.spell(operand)})" if isinstance(operand, Literal) else self.spell(operand, _PRIMARY)

    def _primary(self, expression: Expression) -> str:
        match expression:
            case Call(function, arguments):
                return f"{function}({self._list(arguments)})"
            case Exists(pattern, negated):
                return f"{'NOT EXISTS' if negated else 'EXISTS'} {self.braces(pattern)}"
            case Aggregate(name, inner, distinct, separator):
                text = ("DISTINCT " if distinct else "") + ("*" if inner is None else self.spell(inner))
                return f"{name}({text}{'' if separator is None else f'; SEPARATOR={spell_string(separator)}'})"
            case _:
                raise TypeError(f"{expression!r} is no expression")

    def _list(self, expressions: Sequence[Expression]) -> str:
        return ", ".join(self.spell(expression) for expression in expressions)
