"""Merging: which mentions mean the same actor, pronouns and "the ministry" included."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from talion.language.base import Parsed
from talion.reading.actors.lexicon import ActorWords, actor_words
from talion.reading.actors.mentions import Mention
from talion.spans import Span, inside

_QUOTED = re.compile(r"“[^“”]{2,2000}”|\"[^\"]{2,2000}\"")
_PRONOUN_REACH = 3  # sentences that a pronoun may look back
_NOMINAL_REACH = 12
_LONGEST_NAME = 60  # characters of a name made of several phrases
_PATIENT = (
    "dobj",
    "nsubjpass",
    "pobj",
    "dative",
)  # those acted on: a pronoun among them means such a one


_REGIMES = ("regime", "administration", "government")


@dataclass
class Cluster:
    """An actor while it is being put together; ``called`` is a state's own name in the text."""

    kind: str
    name: str
    key: tuple[str, ...]
    called: str = ""
    country: str | None = None
    international: str | None = None
    sector: str | None = None
    gender: str = ""
    plural: bool = False
    named: bool = False
    thing: bool = False
    lemma: str = ""
    spans: list[Span] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    sentences: list[int] = field(default_factory=list)
    subject_of: set[int] = field(default_factory=set)
    acronyms: set[str] = field(default_factory=set)
    modifiers: set[str] = field(default_factory=set)
    owners: list["Cluster"] = field(default_factory=list)
    homes: tuple[str, ...] = ()
    abroad: bool = False
    office: set[str] = field(default_factory=set)


class Merger:
    """Takes mentions in the order of the text and says which cluster each belongs to."""

    def __init__(self, parsed: Parsed) -> None:
        self._parsed = parsed
        self._words: ActorWords = actor_words()
        self._quotes = [m.span() for m in _QUOTED.finditer(parsed.text)]
        self.clusters: list[Cluster] = []
        self.by_token: dict[int, list[Cluster]] = {}
        self._waiting: list[tuple[Cluster, Mention]] = []

    def add(self, mention: Mention) -> None:
        """Places one mention; a pronoun without an antecedent is left out."""
        found = self._pronoun(mention) if mention.pronoun else self._phrase(mention)
        for cluster in found:
            self._join(cluster, mention)
        if found:
            self.by_token |= dict.fromkeys((mention.head, *mention.counts), found)
            later = any(owner > mention.head for owner in mention.owners)
            self._waiting += [(cluster, mention) for cluster in found] if later else []

    def own(self) -> None:
        """Gives clusters the owners that are named behind them: "an official of *the army*"."""
        for cluster, mention in self._waiting:
            owners = [c for c in self._owner_clusters(mention) if c is not cluster]
            cluster.owners += owners
            if owners and mention.weak and not cluster.named:
                cluster.name = self._with_owner(mention, cluster.name)
            if mention.weak and cluster.sector is None:
                cluster.sector = next((o.sector for o in owners if o.sector), None)

    def _with_owner(self, mention: Mention, name: str) -> str:
        """A name that says little, with the words up to whom it belongs to: "members *of the party*"."""
        last = self._parsed.tokens[max(mention.owners)]
        near = last.sentence == self._parsed.tokens[mention.head].sentence
        whole = self._parsed.words((mention.span[0], last.end))
        return whole if near and len(whole) <= _LONGEST_NAME else name

    # -- phrases

    def _phrase(self, mention: Mention) -> list[Cluster]:
        apposed = self._apposition(mention)
        if apposed is not None:
            return [self._enriched(apposed, mention)]
        if mention.kind == "state" and mention.plural and not mention.countries:
            return self._last_states(mention)
        countries: Sequence[str | None] = mention.countries or self._owner_countries(mention)
        if not countries and mention.plural and mention.definite and not mention.name:
            told = self._told_together(mention)
            if len(told) > 1:
                return told
        single = mention.kind in ("person", "organization", "place") and not mention.plural
        if single or not countries:
            countries = countries[:1] or (None,)
        return [self._enriched(self._one(mention, country), mention) for country in countries]

    def _last_states(self, mention: Mention) -> list[Cluster]:
        """ "Both countries" are the two states that were spoken of last; none when only one was.

        "Governments" and "authorities" without a number are those of one country.
        """
        token = self._parsed.tokens[mention.head]
        if mention.number != 2:
            return [self._enriched(self._new(mention, None, ("government",)), mention)]
        near = [
            c for c in self.clusters
            if c.country and c.kind in ("state", "person") and c.sentences
            and token.sentence - c.sentences[-1] <= _PRONOUN_REACH
        ]  # fmt: skip
        states: dict[str, Cluster] = {}
        for cluster in sorted(near, key=lambda c: (c.kind == "state", c.heads[-1]), reverse=True):
            states.setdefault(cluster.country or "", cluster)
        return list(states.values())[:2] if len(states) > 1 else []

    def _told_together(self, mention: Mention) -> list[Cluster]:
        """ "The pilots" are all that an earlier phrase of several countries named."""
        lemma = self._parsed.tokens[mention.head].lemma
        last = next((c for c in reversed(self.clusters) if c.lemma == lemma and c.plural), None)
        return [
            c for c in self.clusters if last and c.lemma == lemma and set(c.spans) & set(last.spans)
        ]

    def _one(self, mention: Mention, country: str | None) -> Cluster:
        if mention.kind == "state" and country:
            return self._keyed(("state", country), mention, country)
        if mention.kind == "state" and not mention.name:
            return self._same_government(mention) or self._new(mention, None, ("government",))
        if mention.entry is not None:
            of = (
                (country,) if country and mention.entry.homes else ()
            )  # "Iraqi Kurds" are not all Kurds
            return self._keyed(("entry", mention.entry.name, *of), mention, country)
        if mention.name and mention.kind == "person":
            return self._person(mention, country)
        if mention.name:
            return self._organization(mention, country)
        return self._nominal(mention, country)

    def _same_government(self, mention: Mention) -> Cluster | None:
        """The state that the same noun was last said of: "the regime" after "the Assad regime"."""
        head = self._parsed.tokens[mention.head]
        said = [
            (heads[-1], c) for c in self.clusters
            if c.kind == "state" and c.country
            for heads in [[h for h in c.heads if self._parsed.tokens[h].lemma == head.lemma]]
            if heads and head.sentence - self._parsed.tokens[heads[-1]].sentence <= _NOMINAL_REACH
        ]  # fmt: skip
        return max(said, key=lambda each: each[0])[1] if said and head.lemma in _REGIMES else None

    def _keyed(self, key: tuple[str, ...], mention: Mention, country: str | None) -> Cluster:
        same = next((c for c in self.clusters if c.key == key), None)
        if same is None and mention.entry is not None and mention.kind == "person":
            same = self._same_person(mention.entry.name)
        return same or self._new(mention, country, key)

    def _person(self, mention: Mention, country: str | None) -> Cluster:
        same = self._same_person(mention.name) or self._holder(mention, country)
        return same or self._new(mention, country, ("person", mention.name.lower()))

    def _holder(self, mention: Mention, country: str | None) -> Cluster | None:
        """Who was met by office alone ("the labour minister") before the name is given."""
        here = self._parsed.tokens[mention.head].sentence
        return next(
            (
                c for c in reversed(self.clusters)
                if not c.named and c.kind == "person" and len(c.office) > 1
                and c.office == mention.office - {"the"}
                and c.sentences and here - c.sentences[-1] <= _NOMINAL_REACH
                and not (country and c.country and country != c.country)
            ),
            None,
        )  # fmt: skip

    def _same_person(self, name: str) -> Cluster | None:
        words = name.lower().split()
        for cluster in reversed(self.clusters):
            if cluster.kind != "person" or not cluster.named:
                continue
            theirs = cluster.name.lower().split()
            shorter, longer = sorted((words, theirs), key=len)
            if shorter == longer or (
                shorter[-1] == longer[-1] and (len(shorter) == 1 or shorter[0] == longer[0])
            ):
                if len(words) > len(theirs):
                    cluster.name = name
                return cluster
        return self._by_first_name(words[0]) if len(words) == 1 else None

    def _by_first_name(self, name: str) -> Cluster | None:
        """The only person of a first name that the story has told: "Prince *Louis*"."""
        named = [c for c in self.clusters if c.kind == "person" and c.named]
        found = [c for c in named if c.name.lower().split()[0] == name]
        return found[0] if len(found) == 1 else None

    def _organization(self, mention: Mention, country: str | None) -> Cluster:
        words = [w for w in mention.name.lower().split() if w != "the"]
        person = self._same_person(mention.name) if len(words) == 1 else None
        if person is not None:
            return person
        for cluster in reversed(self.clusters):
            if not (cluster.named and cluster.sentences) or cluster.kind not in (
                mention.kind,
                "organization",
            ):
                continue
            theirs = [w for w in cluster.name.lower().split() if w != "the"]
            shorter, longer = sorted((words, theirs), key=len)
            contained = len(shorter) > 1 and longer[-len(shorter) :] == shorter
            if (
                words == theirs
                or contained
                or mention.name in cluster.acronyms
                or (mention.acronym and mention.acronym in cluster.acronyms)
            ):
                return cluster
        return self._new(mention, country, ("organization", *words))

    def _nominal(self, mention: Mention, country: str | None) -> Cluster:
        token = self._parsed.tokens[mention.head]
        official = self._official(mention, country)
        if official is not None:
            return official
        near = [
            c for c in reversed(self.clusters)
            if c.sentences and token.sentence - c.sentences[-1] <= _NOMINAL_REACH
            and not (country and c.country and country != c.country)
            and not _of_other_people(mention, c) and not self._other_branch(mention, c)
        ]  # fmt: skip
        same_number = [c for c in near if c.plural == mention.plural]
        for cluster in [*same_number, *near]:
            if self._same_nominal(mention, token.lemma, country, cluster):
                return cluster
        again = self._counted_again(mention, near) or self._named_again(mention, token.lemma, near)
        if again is not None:
            return again
        alike = [c for c in near if c.lemma == token.lemma]
        if len(alike) == 1 and self._may_be_all(mention, country, alike[0]):
            return alike[0]
        owner = self._owner_name(mention)
        name = self._parsed.words(mention.span) if not owner else f"{token.text} of {owner}"
        return self._new(mention, country, ("nominal", token.lemma), name)

    def _counted_again(self, mention: Mention, near: Sequence[Cluster]) -> Cluster | None:
        """Whom the same figure counted before: "the 114 workers" after "114 miners were held"."""
        figures = self._figures(mention.head)
        if not (figures and mention.definite and mention.plural):
            return None
        return next(
            (c for c in near if c.plural and any(figures & self._figures(h) for h in c.heads)), None
        )

    def _figures(self, head: int) -> set[str]:
        """The figures of two digits or more that count a noun."""
        kids = (self._parsed.tokens[k] for k in self._parsed.children[head])
        return {
            k.text for k in kids if k.dep == "nummod" and len(k.text) > 1 and k.text[0].isdigit()
        }

    def _named_again(self, mention: Mention, lemma: str, near: Sequence[Cluster]) -> Cluster | None:
        """The body named last that "the group" or "the agency" may mean."""
        sectors = self._words.again.get(lemma)
        if not sectors or not mention.definite or mention.plural or mention.owners:
            return None
        here = self._parsed.tokens[mention.head].sentence
        named = [
            c for c in near
            if c.named and c.kind == "organization" and (c.sector or c.international or "") in sectors
            and here - c.sentences[-1] <= _PRONOUN_REACH and not mention.modifiers - c.modifiers
        ]  # fmt: skip
        return max(named, key=lambda c: c.heads[-1], default=None)

    def _official(self, mention: Mention, country: str | None) -> Cluster | None:
        """The named person whose office "the president" is, the last that was spoken of."""
        if mention.kind != "person" or not mention.definite or mention.weak or not mention.office:
            return None
        if (mention.owners and not country) or self._is_named(mention):
            return None
        lemma = self._parsed.tokens[mention.head].lemma.lower()
        held = [
            c for c in reversed(self.clusters)
            if c.named and c.kind == "person" and lemma in c.office and mention.office <= c.office
            and not (country and c.country and country != c.country)
        ]  # fmt: skip
        exact = [c for c in held if c.office == mention.office]
        full = [c for c in held if not c.office & self._words.lesser]
        return max(exact or full, key=lambda c: c.heads[-1] if c.heads else -1, default=None)

    def _is_named(self, mention: Mention) -> bool:
        """Whether the name follows: "the foreign minister, *Jean Martin*"."""
        kids = (self._parsed.tokens[k] for k in self._parsed.children[mention.head])
        return any(kid.dep == "appos" and kid.pos == "PROPN" for kid in kids)

    def _same_nominal(
        self, mention: Mention, lemma: str, country: str | None, cluster: Cluster
    ) -> bool:
        if cluster.named:
            last = cluster.name.lower().split()[-1]
            return (
                mention.definite and not mention.plural and cluster.kind == "organization"
                and last == lemma and not mention.owners
            )  # fmt: skip
        if cluster.lemma != lemma or (mention.weak and not mention.definite):
            return False
        if mention.weak and mention.owners:
            return False
        clash = mention.modifiers - cluster.modifiers if mention.definite else set()
        if mention.kind == "organization" and country and country == cluster.country:
            return True
        if mention.definite:
            return len(clash) <= 1 or bool(country and country == cluster.country)
        return (
            mention.plural
            and cluster.plural
            and (country == cluster.country or not mention.modifiers)
        )

    def _other_branch(self, mention: Mention, cluster: Cluster) -> bool:
        """Whether both say of what they are, and differ: the defence and the interior ministry."""
        mine = mention.modifiers & self._words.branches
        theirs = cluster.modifiers & self._words.branches
        return bool(mine and theirs and not mine & theirs)

    def _may_be_all(self, mention: Mention, country: str | None, cluster: Cluster) -> bool:
        """The story's only "migrants" are meant again; a headline's "pilot" is the body's "a pilot"."""
        if mention.weak:
            return False
        headline = cluster.sentences[0] == 0 and len(cluster.sentences) < 3
        split = len(mention.countries) > 1 and country == cluster.country
        return (mention.plural and cluster.plural) or headline or split

    # -- apposition, owners

    def _apposition(self, mention: Mention) -> Cluster | None:
        token = self._parsed.tokens[mention.head]
        found = self.by_token.get(token.head, []) if token.dep == "appos" else []
        if not found:
            return self._citizen_before(mention)
        one_of_them = found[0].plural and mention.kind == "person" and mention.name
        if (
            len(found) != 1
            or one_of_them
            or (found[0].kind == "state" and mention.kind == "person")
        ):
            return None
        another = (
            found[0].country and mention.countries and (found[0].country not in mention.countries)
        )
        if mention.name and mention.kind != "person" and another:
            return None
        people = ("person", "group")
        both_people = found[0].kind in people and mention.kind in people
        if _may_be_person(found[0]) and mention.kind == "person" and mention.office:
            found[0].kind = "person"
        return found[0] if both_people or found[0].kind == mention.kind else None

    def _citizen_before(self, mention: Mention) -> Cluster | None:
        """Who "a French citizen, *the engineer* Peter Vann," names, which parsers seldom see as one."""
        if mention.kind != "person" or mention.plural:
            return None
        token = self._parsed.tokens[mention.head]
        first = self._parsed.subtree(token.head if token.dep == "appos" else token.i)[0]
        if first < 2:
            return None
        noun, comma = self._parsed.tokens[first - 2 : first]
        found = self.by_token.get(noun.i, [])
        citizen = comma.text == "," and noun.lemma in self._words.citizens
        return found[0] if citizen and len(found) == 1 and not found[0].plural else None

    def _owner_clusters(self, mention: Mention) -> list[Cluster]:
        return [c for i in mention.owners for c in self.by_token.get(i, [])]

    def _owner_countries(self, mention: Mention) -> tuple[str, ...]:
        countries = [c.country for c in self._owner_clusters(mention) if c.country]
        return tuple(dict.fromkeys(countries))

    def _owner_name(self, mention: Mention) -> str:
        """Whose an actor is, where its own words don't say: "*its* spokesman"."""
        told = any(self._parsed.tokens[i].pos != "PRON" for i in mention.owners)
        owners = [] if told or not mention.weak else self._owner_clusters(mention)
        return owners[0].name if owners else ""

    # -- pronouns

    def _pronoun(self, mention: Mention) -> list[Cluster]:
        here = self._parsed.tokens[mention.head]
        quote = next((q for q in self._quotes if inside(mention.span, q)), None)
        best: tuple[float, Cluster] | None = None
        for cluster in (c for c in self.clusters if c.sentences):
            if mention.plural and quote is not None and cluster.spans[-1][0] < quote[0]:
                continue  # "they" in a quotation are seldom those that the reporter named before it
            score = self._fits(mention, cluster, here.sentence)
            if score is not None and (best is None or score >= best[0]):
                best = (score, cluster)
        if best is None:
            return []
        if mention.gender and not best[1].gender:
            best[1].gender = mention.gender
        return [best[1]]

    def _fits(self, mention: Mention, cluster: Cluster, sentence: int) -> float | None:
        """How well a cluster suits a pronoun; ``None`` when it can't be meant."""
        distance = sentence - cluster.sentences[-1]
        if distance > _PRONOUN_REACH or cluster.thing:
            return None
        if mention.kind == "person":
            if cluster.kind != "person" or {mention.gender, cluster.gender} == {"m", "f"}:
                return None
        elif mention.kind == "group":
            if not (cluster.plural or cluster.kind in ("group", "organization")):
                return None
        elif cluster.plural or cluster.kind not in ("state", "organization"):
            return None
        head = self._parsed.tokens[mention.head]
        last = self._parsed.tokens[cluster.heads[-1]].dep
        patient = head.dep in _PATIENT
        subject = last in _PATIENT if patient else cluster.sentences[-1] in cluster.subject_of
        same_clause = distance == 0 and self._parsed.tokens[cluster.heads[-1]].head == head.head
        possessive = head.dep == "poss"
        score = 2.0 * subject + 0.5 * cluster.named - distance + cluster.heads[-1] * 1e-5
        if mention.kind == "group" and not cluster.plural:
            score -= 4.0
        return score - (3.0 if same_clause and not possessive else 0.0)

    # -- keeping

    def _new(
        self, mention: Mention, country: str | None, key: tuple[str, ...], name: str = ""
    ) -> Cluster:
        token = self._parsed.tokens[mention.head]
        cluster = Cluster(
            kind=mention.kind,
            name=name or mention.name or self._parsed.words(mention.span),
            key=key,
            country=country,
            named=bool(mention.name),
            plural=mention.plural,
            thing=mention.thing,
            lemma="" if mention.name else token.lemma,
        )
        self.clusters.append(cluster)
        return cluster

    def _enriched(self, cluster: Cluster, mention: Mention) -> Cluster:
        """What the mention says of its actor beyond what was known."""
        owners = self._owner_clusters(mention)
        cluster.owners += [o for o in owners if o is not cluster]
        sector = mention.sector or mention.title_sector
        if cluster.sector is None or (cluster.sector == "CVL" and sector):
            cluster.sector = sector or cluster.sector
        if cluster.sector is None and (mention.weak or mention.kind == "person"):
            cluster.sector = next((o.sector for o in owners if o.sector), None)
        if cluster.country is None:
            cluster.country = next(iter(mention.countries or self._owner_countries(mention)), None)
        cluster.international = cluster.international or mention.international
        if mention.entry is not None:
            cluster.international = cluster.international or mention.entry.international
            if mention.entry.role == "country":
                cluster.called = cluster.called or mention.entry.name
        if mention.name and not cluster.named:
            cluster.name, cluster.named = mention.name, True
        if mention.acronym:
            cluster.acronyms.add(mention.acronym)
        cluster.gender = cluster.gender or mention.gender
        cluster.modifiers |= mention.modifiers
        cluster.homes = cluster.homes or mention.homes
        cluster.abroad = cluster.abroad or mention.abroad
        if cluster.kind == "person" and (not cluster.office or not mention.name):
            cluster.office |= mention.office
        return cluster

    def _join(self, cluster: Cluster, mention: Mention) -> None:
        token = self._parsed.tokens[next(iter(mention.counts), mention.head)]
        cluster.spans.append(mention.span)
        cluster.heads.append(token.i)
        cluster.sentences.append(token.sentence)
        if token.dep in ("nsubj", "nsubjpass"):
            cluster.subject_of.add(token.sentence)

    # -- governments

    def unite_states(self) -> None:
        """Joins "the government" with the state that it turned out to be of."""
        first: dict[str, Cluster] = {}
        for cluster in sorted(self.clusters, key=lambda c: not c.named):
            if cluster.kind != "state":
                continue
            whole = first.setdefault(cluster.country or f" {cluster.lemma}", cluster)
            if whole is not cluster:
                self._absorb(whole, cluster)

    def _absorb(self, whole: Cluster, part: Cluster) -> None:
        whole.called = whole.called or part.called
        whole.spans += part.spans
        whole.heads += part.heads
        whole.sentences += part.sentences
        self.clusters = [c for c in self.clusters if c is not part]
        for token, found in self.by_token.items():
            if part in found:
                self.by_token[token] = list(
                    {id(c): c for c in (whole if c is part else c for c in found)}.values()
                )


def _may_be_person(cluster: Cluster) -> bool:
    """Whether a name may have been read as a body's for want of any word that says what it is."""
    known = cluster.sector or cluster.international or cluster.plural or cluster.key[0] == "entry"
    return cluster.kind == "organization" and cluster.named and not known


def _of_other_people(mention: Mention, cluster: Cluster) -> bool:
    """Whether a people spread over several countries tells two apart: Kurdish and Russian forces."""
    if mention.abroad and cluster.country:
        return not cluster.abroad
    if mention.homes and cluster.country:
        return cluster.country not in mention.homes
    return bool(mention.homes and cluster.homes and mention.homes != cluster.homes)
