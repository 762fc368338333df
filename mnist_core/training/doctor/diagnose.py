"""A doctor for trainings: rules over what was recorded, each with its evidence and something to try.

The rules are simple on purpose: each looks at one thing that goes wrong often, with a threshold far from what a good
training shows, so that a doctor who says something is worth listening to.
"""

from mnist_core.training.doctor.finding import Finding, Rule
from mnist_core.training.doctor.fit_rules import FIT_RULES, nothing_learned
from mnist_core.training.doctor.rate_rules import RATE_RULES
from mnist_core.training.doctor.record import Record
from mnist_core.training.doctor.unit_rules import UNIT_RULES

RULES: tuple[Rule, ...] = (*UNIT_RULES, *RATE_RULES, *FIT_RULES)
"""Causes that explain others stand before them."""


def diagnose(record: Record) -> list[Finding]:
    """Return what is wrong with a training that is over, the likeliest cause first; an empty list if nothing is.

    Examples
    --------
    >>> diagnose(Record(TrainingConfig()))
    []
    """
    found = [finding for rule in RULES if (finding := rule(record)) is not None]
    if not found and (finding := nothing_learned(record)) is not None:
        return [finding]
    return found


def sentence(findings: list[Finding]) -> str:
    """Return the likeliest cause and what to try as one or two sentences; empty if nothing is wrong."""
    if not findings:
        return ""
    first = findings[0]
    more = f" Also: {', '.join(finding.title.lower() for finding in findings[1:])}." if findings[1:] else ""
    return f"{first.title}: {first.what} Try {first.advice}.{more}"
