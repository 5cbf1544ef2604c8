"""What a rule is."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from inspect import cleandoc
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from atlas.diagnostics import Diagnostic

Subject = TypeVar("Subject")


@dataclass(frozen=True, slots=True)
class Rule(Generic[Subject]):
    """A named check over the catalog or over the built site; its code never changes its meaning."""

    code: str
    check: Callable[[Subject], Iterable[Diagnostic]]
    # Whether it needs the whole guide; the others can judge one file and what that names.
    whole: bool = False

    @property
    def explanation(self) -> str:
        """What the rule wants and why: what `atlas explain` prints."""
        return cleandoc(self.check.__doc__ or "")


def rule(check: Callable[[Subject], Iterable[Diagnostic]]) -> Rule[Subject]:
    """Make a rule of a function: its name, with hyphens, is the code."""
    return Rule(check.__name__.replace("_", "-"), check)


def whole_rule(check: Callable[[Subject], Iterable[Diagnostic]]) -> Rule[Subject]:
    """Make a rule of a function that needs the whole guide."""
    return replace(rule(check), whole=True)


def in_modules(*modules: Any) -> Mapping[str, Rule[Any]]:
    """Return the rules that modules define, by code, in the order they stand there."""
    found = (each for module in modules for each in vars(module).values() if isinstance(each, Rule))
    return MappingProxyType({each.code: each for each in found})


def apply(rules: Mapping[str, Rule[Subject]], subject: Subject) -> list[Diagnostic]:
    """Return what the rules find, by place, each finding once."""
    found = {each: None for rule in rules.values() for each in rule.check(subject)}
    return sorted(found, key=lambda each: each.order)
