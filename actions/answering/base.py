"""The published knowledge, loaded and ready to answer from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from operator import attrgetter
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from actions.answering.explained import Explained
from actions.answering.question import Question
from actions.answering.recent import Recent
from knowledge.catalogue import Catalogue, load
from knowledge.encoder.runtime import Encoder
from knowledge.errors import IndexDamaged
from knowledge.formats.answer import Outcome
from knowledge.index.build import RECIPE, read_phrases
from knowledge.index.phrase import Phrase, Target, subject_of
from knowledge.index.search import Searcher
from knowledge.index.subjects import SUBJECTS, Subjects
from knowledge.index.versions import Version, check_encoder
from knowledge.index.wordings import Canonical, Wordings
from knowledge.text.asking import subject
from knowledge.text.lexicon import Lexicon
from knowledge.text.normalise import content_characters, normalise
from knowledge.text.papers import Papers

Floats = npt.NDArray[np.float32]
Matter = tuple[Target, str, int]
#: Answers kept, some kilobytes each: many residents ask the same, the widget's suggestions above all.
ANSWERS = 2048
#: Phrases looked at for one question; many wordings lead to one matter.
NEAREST = 150
#: Best of 0.4, 0.5 and 0.6 on the golden questions, see docs/adr/0007-matching-matters.md.
MEANING = 0.6
#: What the probability of the subject adds to the likeness of a wording; 0.2 to 0.4 are alike.
LIKELY = 0.3
#: A question that is turned away with less probability than this is so only for a wording of nearly its words.
BEYOND, SAME = 0.3, 0.8
#: How names of papers end.
PAPERS = frozenset("证本簿册表书片照函件据单明议同章程图纸历信录页卡码")


class Match(NamedTuple):
    """How well a matter fits a question: ``score`` in [0, 1], by its best wording.

    ``likely`` is the probability that the question is about the same subject as the matter, by all wordings.
    """

    phrase: Phrase
    score: float
    meaning: float
    wording: float
    likely: float = 0.0

    @property
    def matter(self) -> Matter:
        """The matter meant."""
        return self.phrase.matter

    @property
    def rank(self) -> float:
        """What matters are put in order by."""
        return self.score + LIKELY * self.likely


RANK = attrgetter("rank")


@dataclass(frozen=True)
class Group:
    """Phrases that questions are compared with in the same way."""

    phrases: Sequence[Phrase]
    vectors: Floats
    wordings: Wordings
    #: The matter of each phrase, told once: every question asks for hundreds.
    matters: Sequence[Matter]
    #: Where the probability of each phrase's subject stands.
    places: npt.NDArray[np.intp]

    @classmethod
    def of(
        cls,
        phrases: Sequence[Phrase],
        vectors: Floats,
        services: bool,
        catalogue: Catalogue,
        subjects: Subjects,
    ) -> Group:
        """The phrases of services, or those of answers and rules."""
        rows = [at for at, phrase in enumerate(phrases) if (phrase.target is Target.SERVICE) is services]
        chosen = [phrases[at] for at in rows]
        wordings = Wordings([phrase.compared for phrase in chosen], catalogue.synonyms)
        places = subjects.places([subject_of(catalogue, phrase) for phrase in chosen])
        return cls(chosen, vectors[rows], wordings, [phrase.matter for phrase in chosen], places)

    def matches(self, text: str, vector: Floats, likely: Floats | None = None) -> list[Match]:
        """The matters that a text comes near to, best first, each with its best wording.

        ``likely`` are the probabilities of subjects; without them wordings alone count.
        """
        if not self.phrases:
            return []
        meaning, wording = scaled_cosine(self.vectors @ vector), self.wordings.similarities(text)
        score = combine(meaning, wording)
        about = np.zeros_like(score) if likely is None else likely[self.places]
        best: dict[Matter, int] = {}
        for at in first(score + LIKELY * about, NEAREST).tolist():
            best.setdefault(self.matters[at], at)
        rows = list(best.values())
        columns = (numbers[rows].tolist() for numbers in (score, meaning, wording, about))
        return [Match(self.phrases[at], *scores) for at, *scores in zip(rows, *columns, strict=True)]


@dataclass(frozen=True)
class Base:
    """One index version: catalogue, passages and phrases, which always belong together."""

    name: str
    catalogue: Catalogue
    searcher: Searcher
    services: Group
    questions: Group
    #: All wordings, by their characters without punctuation.
    written: Mapping[str, Phrase]
    lexicon: Lexicon
    explained: Explained
    subjects: Subjects
    #: Answers about what is not ours.
    beyond_ours: frozenset[str]
    beyond_places: npt.NDArray[np.intp]
    #: Everyday words to official ones, and the papers that records ask for.
    canonical: Canonical
    papers: Papers
    #: A form that is not opened, an answer and the rules of a service ask for the same text.
    recent: Recent[tuple[str, bytes], list[Match]] = field(default_factory=Recent)
    #: Answers as JSON, so that nobody changes what is kept. Another day, other documents are in force.
    answers: Recent[tuple[date, Question], str] = field(default_factory=partial(Recent, ANSWERS))

    @property
    def encoder(self) -> Encoder:
        """The encoder that made the vectors."""
        return self.searcher.encoder

    @classmethod
    def load(cls, version: Version, encoder: Encoder) -> Base:
        """Load a version; the same encoder that built it must be given."""
        if version.manifest.get("recipe") != RECIPE:
            raise IndexDamaged(f"索引版本 {version.name} 由别的程序版本生成,请运行 python -m knowledge build")
        check_encoder(version, encoder.fingerprint)
        phrases, vectors = read_phrases(version.folder), np.load(version.folder / "phrases.npy")
        catalogue = load(version.folder / "content", lenient=True, synonyms=version.folder / "synonyms.yml")
        subjects = Subjects.load(version.folder / SUBJECTS)
        services, questions = (
            Group.of(phrases, vectors, named, catalogue, subjects) for named in (True, False)
        )
        answers = catalogue.answers.values()
        beyond_ours = frozenset(answer.id for answer in answers if answer.outcome is Outcome.OUT_OF_SCOPE)
        searcher = Searcher(version.folder, encoder)
        lexicon = Lexicon.load(version.folder / "lexicon.json", searcher.words)
        explained = Explained(catalogue, phrases, searcher.chunks)
        canonical, papers = Canonical(catalogue.synonyms), Papers(paper_names(catalogue))
        return cls(
            version.name,
            catalogue,
            searcher,
            services,
            questions,
            {content_characters(phrase.text): phrase for phrase in phrases},
            lexicon,
            explained,
            subjects,
            beyond_ours,
            subjects.places(sorted(beyond_ours & {*subjects.names})),
            canonical,
            papers,
        )

    def subject_of(self, match: Match) -> str:
        """What a match is about; a service and the rules about it are one subject."""
        return self.explained.subject_of(match.phrase)

    def turns_away(self, match: Match) -> bool:
        """Whether a match is an answer about what is not ours."""
        return match.phrase.target is Target.ANSWER and match.phrase.id in self.beyond_ours

    def beyond(self, vector: Floats) -> float:
        """How probable it is that a question is one of those that are turned away, 0 to 1."""
        return float(self.subjects.probabilities(vector)[self.beyond_places].sum())

    def plausible(self, matches: list[Match], vector: Floats) -> list[Match]:
        """Matches without answers that turn away, where only one wording of these comes near and all others do not."""
        if not matches or not self.turns_away(matches[0]) or matches[0].score >= SAME:
            return matches
        if self.beyond(vector) >= BEYOND:
            return matches
        return [match for match in matches if not self.turns_away(match)] or matches

    def likely(self, subjects: Sequence[str], vector: Floats) -> list[float]:
        """How probable it is that a question is about each of the subjects, 0 to 1."""
        shares: list[float] = self.subjects.probabilities(vector)[self.subjects.places(subjects)].tolist()
        return shares

    def matches(self, question: str, vector: Floats) -> list[Match]:
        """Matters for a question, best first, each with its best wording.

        Services are compared with what the question is about, answers and rules with all its words.
        """
        return list(self.recent.get((question, vector.tobytes()), lambda: self._matched(question, vector)))

    def rules(self, question: str, vector: Floats) -> list[Match]:
        """Answers and rules of services for a question, by their wordings alone, best first."""
        return self.questions.matches(question, vector)

    def _matched(self, question: str, vector: Floats) -> list[Match]:
        about, likely = subject(question), self.subjects.probabilities(vector)
        found = self.questions.matches(question, vector, likely)
        if about:
            own = vector if about == question else self.encoder.encode_queries([about])[0]
            found += self.services.matches(about, own, likely)
        # No matter is in both groups. Equal ranks stay in their order, also in reverse.
        return sorted(found, key=RANK, reverse=True)


def paper_names(catalogue: Catalogue) -> Iterator[str]:
    """Everything that records and residents call a paper; not 户口 or 社保, which are more than papers."""
    for service in catalogue.services.values():
        for entry in service.materials:
            yield from (
                name for form in (entry.name, *entry.aliases) if (name := normalise(form))[-1] in PAPERS
            )


def scaled_cosine(cosines: Floats) -> Floats:
    """e5 cosines between short questions live in 0.80 to 1; spread them over [0, 1]."""
    scaled: Floats = np.clip((cosines - 0.80) / 0.20, 0.0, 1.0)
    return scaled


def first(score: Floats, count: int) -> npt.NDArray[np.intp]:
    """Places of the highest scores, best first, equal ones in their order; sorting all takes thrice as long."""
    if len(score) <= count:
        return np.argsort(-score, kind="stable")
    near = np.flatnonzero(score >= np.partition(score, -count)[-count])
    return near[np.argsort(-score[near], kind="stable")[:count]]


def combine(meaning: Floats, wording: Floats) -> Floats:
    """Meaning somewhat before wording: either alone misleads, and people vary words more than meaning."""
    combined: Floats = MEANING * meaning + (1 - MEANING) * wording
    return combined
