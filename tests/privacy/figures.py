"""How well `refdesk privacy find` finds what was planted: python -m tests.privacy.figures."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field

from refdesk.domain.redaction import Policy, redact
from refdesk.operations.telephones import is_telephone
from tests.privacy.planted import KINDS, Message, Planted, messages

EXAMPLES = 8
FEWEST = 20  # messages that a cost is told of
EVERYDAY = (
    "ISBN 978-602-03-3317-6 masih ada kak? yang terbitan gramedia",
    "isbn 9786020633176 ada di rak mana ya",
    "besok tgl 12-08-2026 jam 10.30 - 11.00 buka?",
    "min 12/08/2026 08.00-16.00 dan 13/08/2026 08.00-12.00 buka?",
    "denda saya Rp 12.500 + Rp 30.000 benar? dari th 2019-2023",
    "buku 899.221 3 PRA l sama 025.431 598 di lantai 2 ya",
)
FIND = (sys.executable, "-c", "from refdesk.cli import main; main()", "privacy", "find")


@dataclass(slots=True)
class Tally:
    """What came of one kind."""

    planted: int = 0
    found: int = 0
    covered: int = 0
    findings: int = 0
    wrong: int = 0
    missed_examples: list[str] = field(default_factory=list)
    wrong_examples: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """The share of the planted values that were found."""
        return self.found / self.planted if self.planted else 1.0

    @property
    def precision(self) -> float:
        """The share of the findings that were right."""
        return 1 - self.wrong / self.findings if self.findings else 1.0


def ask(written: list[Message]) -> list[list[Planted]]:
    """What the product finds in each message."""
    lines = "".join(json.dumps(message.text) + "\n" for message in written)
    with tempfile.TemporaryDirectory() as place:
        done = subprocess.run(
            FIND,
            input=lines,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            cwd=place,
            env=os.environ | {"REFDESK_MEMBER_NUMBERS": "BTG-####-#####"},
        )
    if done.returncode:
        raise SystemExit(f"refdesk privacy find ended with {done.returncode}:\n{done.stderr}")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if len(answers) != len(written):
        raise SystemExit(f"{len(written)} messages, but {len(answers)} answers")
    return [
        [Planted(one["kind"], one["start"], one["end"]) for one in answer["found"]]
        for answer in answers
    ]


def covers(finding: Planted, value: Planted) -> bool:
    """Whether a finding holds the whole of a value."""
    return finding.start <= value.start and value.end <= finding.end


def overlaps(finding: Planted, value: Planted) -> bool:
    """Whether a finding shares a character with a value."""
    return finding.start < value.end and value.start < finding.end


def shown(message: Message, span: Planted, others: list[Planted]) -> str:
    """A span in its message, beside what overlaps it."""
    near = [
        f"{other.kind} {message.text[other.start : other.end]!r}"
        for other in others
        if overlaps(other, span)
    ]
    value = message.text[span.start : span.end]
    return f"{value!r} in {message.text!r}; overlapped by {', '.join(near) or 'nothing'}"


def count(tallies: dict[str, Tally], message: Message, findings: list[Planted]) -> None:
    """Add one message to the figures."""
    for value in message.planted:
        tally = tallies[value.kind]
        tally.planted += 1
        covering = {one.kind for one in findings if covers(one, value)}
        tally.covered += bool(covering)
        if value.kind in covering:
            tally.found += 1
        else:
            tally.missed_examples.append(shown(message, value, findings))
    for finding in findings:
        tally = tallies.setdefault(finding.kind, Tally())
        tally.findings += 1
        same = (value for value in message.planted if value.kind == finding.kind)
        if not any(overlaps(finding, value) for value in same):
            tally.wrong += 1
            tally.wrong_examples.append(shown(message, finding, list(message.planted)))


def report(tallies: dict[str, Tally]) -> None:
    """Print the table with its examples."""
    print("kind     planted  found  by any kind  findings  wrong  recall  precision")
    for kind, tally in tallies.items():
        print(
            f"{kind:8} {tally.planted:7} {tally.found:6} {tally.covered:12} {tally.findings:9} "
            f"{tally.wrong:6} {tally.recall:7.3f} {tally.precision:10.3f}"
        )
    for kind, tally in tallies.items():
        for title, examples in (("missed", tally.missed_examples), ("wrong", tally.wrong_examples)):
            for example in examples[:EXAMPLES]:
                print(f"{kind} {title}: {example}")


TYPICAL = 0.05  # of the messages of the reference load have a number in them
PASSES = 3  # the quickest counts: what the machine does beside it is not redaction


def cost(written: list[Message]) -> list[str]:
    """Say what redaction costs, by what stands in a message; a typical one is 5 % with digits."""
    redact("wa 0812 3456 7890", Policy(), is_telephone)  # the numbering plan is read once

    def microseconds(some: list[str]) -> float:
        passes = []
        for _ in range(PASSES):
            began = time.process_time()
            for text in some:
                redact(text, Policy(), is_telephone)
            passes.append((time.process_time() - began) / max(len(some), 1) * 1e6)
        return min(passes)

    groups: dict[str, list[str]] = {"plain words": [], "with digits": []}
    for message in written:
        digits = any(sign.isdigit() for sign in message.text)
        if not digits and "@" not in message.text:
            groups["plain words"].append(message.text)
        if digits:
            groups["with digits"].append(message.text)
            kinds = sorted({value.kind for value in message.planted})
            groups.setdefault(" + ".join(kinds[:2]) or "look-alikes", []).append(message.text)
    groups |= {f"such as {text!r}": [text] * 200 for text in EVERYDAY}
    costs = {name: microseconds(texts) for name, texts in groups.items()}
    typical = TYPICAL * costs["with digits"] + (1 - TYPICAL) * costs["plain words"]
    lines = [f"CPU per message in us, load {os.getloadavg()[0]:.1f}: {typical:.1f} typical"]
    return lines + [
        f"{us:7.1f}  {name} ({len(groups[name])})"
        for name, us in costs.items()
        if len(groups[name]) >= FEWEST
    ]


def main() -> None:
    """Write the messages, ask the product, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=3000)
    options = parser.parse_args()
    written = messages(options.seed, options.count)
    tallies = {kind: Tally() for kind in KINDS}
    for message, findings in zip(written, ask(written), strict=True):
        count(tallies, message, findings)
    report(tallies)
    print("\n".join(cost(written)))


if __name__ == "__main__":
    main()
