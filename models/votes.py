"""A collegial body's vote: whether it may decide, and what it decided.

Rotation rules, clause 9: a quorum of all members, a simple majority of an open vote, the chair's vote decides a tie.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from models.errors import InvalidInput
from models.texts import Text

NO_QUORUM = "no-quorum"
NO_MAJORITY = "no-majority"
INVALID = "invalid"
RESERVED = (NO_QUORUM, NO_MAJORITY, INVALID)

_NEGATIVE = Text(
    ru="{what}: {count}, а меньше нуля быть не может",
    kk="{what}: {count}, ал нөлден аз болуы мүмкін емес",
    en="{what}: {count}, which can't be below zero",
)
_MEMBERS = Text("членов", "мүшелер", "members")
_PRESENT = Text("присутствовало", "қатысқандар", "present")
_VOTES_FOR = Text("голосов за «{option}»", "«{option}» үшін дауыстар", "votes for '{option}'")
_NO_MEMBERS = Text("в составе нет ни одного члена", "құрамда бірде-бір мүше жоқ", "the body has no members")
_MORE_PRESENT = Text(
    ru="присутствовало {present}, а членов всего {members}",
    kk="{present} мүше қатысты делінген, ал барлығы {members} мүше",
    en="{present} were present, but there are {members} members",
)
_MORE_VOTES = Text(
    ru="голосов {cast}, а присутствовало {present}",
    kk="{cast} дауыс берілген, ал қатысқаны {present}",
    en="{cast} votes were cast, but {present} were present",
)
_CHAIR_ALONE = Text(
    ru="председатель голосовал за «{option}», но за этот вариант не подано ни одного голоса",
    kk="төраға «{option}» үшін дауыс берген, бірақ бұл нұсқаға бірде-бір дауыс берілмеген",
    en="the chair voted for '{option}', but no vote was cast for it",
)
_QUORUM_SHORT = Text(
    ru="кворума нет: присутствовало {present} из {members}, нужно не менее {need} ({quorum})",
    kk="кворум жоқ: {members} мүшеден {present} қатысты, кемінде {need} керек ({quorum})",
    en="no quorum: {present} of {members} were present, at least {need} are needed ({quorum})",
)
_QUORUM_MET = Text(
    ru="кворум есть: присутствовало {present} из {members}, нужно не менее {need} ({quorum})",
    kk="кворум бар: {members} мүшеден {present} қатысты, кемінде {need} керек ({quorum})",
    en="quorum met: {present} of {members} were present, at least {need} are needed ({quorum})",
)
_MAJORITY = Text(
    ru="за «{option}» подано {votes} из {cast} голосов: больше половины",
    kk="«{option}» үшін {cast} дауыстың {votes} берілді: жартысынан көп",
    en="'{option}' has {votes} of {cast} votes: more than half",
)
_TIE = Text(
    ru="за «{first}» и «{second}» подано поровну, по {votes} голосов: решает голос председателя, он за «{option}»",
    kk="«{first}» және «{second}» үшін тең, {votes} дауыстан берілді: төрағаның дауысы шешеді, ол «{option}» үшін",
    en="'{first}' and '{second}' have {votes} votes each: the chair's vote decides, it is for '{option}'",
)
_TIE_NO_CHAIR = Text(
    ru="за «{first}» и «{second}» подано поровну, по {votes} голосов, а голос председателя не указан",
    kk="«{first}» және «{second}» үшін тең, {votes} дауыстан берілді, ал төрағаның дауысы көрсетілмеген",
    en="'{first}' and '{second}' have {votes} votes each, and the chair's vote is not given",
)
_NO_MAJORITY = Text(
    ru="ни за один вариант не подано больше половины из {cast} голосов ({count})",
    kk="бірде-бір нұсқа {cast} дауыстың жартысынан көбін алған жоқ ({count})",
    en="no option has more than half of {cast} votes ({count})",
)
_MORE_ABLE = Text(
    ru="голосов {cast}, а голосовать могли {able}: из {present} присутствовавших {out} отстранены из-за конфликта "
    "интересов",
    kk="{cast} дауыс берілген, ал дауыс бере алатыны {able}: қатысқан {present} мүшенің {out} мүдделер қақтығысына "
    "байланысты шеттетілген",
    en="{cast} votes were cast, but {able} could vote: of {present} present {out} were kept out by a conflict of "
    "interest",
)
_MORE_OUT = Text(
    ru="отстранено {out} из присутствовавших, а присутствовало {present}; всего отстранено {all}, а членов {members}",
    kk="қатысқандардың {out} шеттетілген, ал қатысқаны {present}; барлығы {all} шеттетілген, ал мүше саны {members}",
    en="{out} of those present were kept out, but {present} were present; {all} in all, of {members} members",
)
_CHAIR_OUT = Text(
    ru="председатель отстранён из-за конфликта интересов: его голос не подаётся и ничего не решает",
    kk="төраға мүдделер қақтығысына байланысты шеттетілген: оның дауысы берілмейді және ештеңені шешпейді",
    en="the chair is kept out by a conflict of interest: the chair casts no vote and decides nothing",
)
_KEPT_OUT = Text(
    ru="отстранены из-за конфликта интересов: {out}; кворум считается без них",
    kk="мүдделер қақтығысына байланысты шеттетілгендер: {out}; кворум оларсыз есептеледі",
    en="kept out by a conflict of interest: {out}; the quorum is counted without them",
)
_KEPT_FROM_VOTE = Text(
    ru="отстранены от голосования из-за конфликта интересов: {out}; в кворуме они учтены",
    kk="мүдделер қақтығысына байланысты дауыс беруден шеттетілгендер: {out}; кворумда олар есепке алынған",
    en="kept out of the vote by a conflict of interest: {out}; the quorum counts them",
)
_NO_VOTES = Text("не подано ни одного голоса", "бірде-бір дауыс берілген жоқ", "no vote was cast")


@dataclass(frozen=True)
class KeptOut:
    """Members whom a conflict of interest keeps out of one vote.

    present      of those present at the meeting
    absent       of those absent
    from_quorum  they leave the quorum too: neither the base nor those present count them
    chair        the chair is one of them
    """

    present: int = 0
    absent: int = 0
    from_quorum: bool = False
    chair: bool = False

    @property
    def all(self) -> int:
        """How many they are."""
        return self.present + self.absent


NOBODY = KeptOut()


@dataclass(frozen=True)
class VoteResult:
    """What a vote came to.

    outcome   the option taken, or `no-quorum`, `no-majority`, `invalid`
    reasons   why, the deciding one last
    cast      votes cast in all
    by_chair  a tie that the chair's vote decided
    """

    outcome: str
    reasons: tuple[Text, ...]
    cast: int
    by_chair: bool = False


def tally(
    members: int,
    present: int,
    votes: Mapping[str, int],
    chair: str | None,
    quorum: Fraction,
    out: KeptOut = NOBODY,
) -> VoteResult:
    """The outcome of an open vote.

    `quorum` is the least share of all `members` that must be present, above 0 and at most 1; `votes` are those cast, by
    option; `chair` the option the chair voted for (one of those votes). The count is checked before the quorum; then an
    option wins with more than half of the votes cast; of two options with exactly half each, the chair's one.
    `members` and `present` are those of the meeting; who is kept `out` by a conflict of interest casts no vote on this
    case, and where it is so ruled leaves both sides of its quorum.

    Raises `InvalidInput` for a quorum that is no share, or an option named like an outcome (`no-quorum` ...).
    """
    if not 0 < quorum <= 1:
        raise InvalidInput(f"quorum {quorum}: accepted is a share above 0 and at most 1, such as 2/3")
    taken = sorted(set(votes) & set(RESERVED))
    if taken:
        raise InvalidInput(f"an option can't be named '{taken[0]}': it is an outcome of every vote")
    cast = sum(votes.values())
    chair = chair or None
    wrong = _wrong(members, present, votes, cast, chair, out)
    if wrong:
        return VoteResult(INVALID, wrong, cast)
    base, there = (members - out.all, present - out.present) if out.from_quorum else (members, present)
    need = ceil(quorum * base)
    counted = {"present": there, "members": base, "need": need, "quorum": quorum}
    kept = ((_KEPT_OUT if out.from_quorum else _KEPT_FROM_VOTE).filled(out=out.all),) if out.all else ()
    if there < need:
        return VoteResult(NO_QUORUM, (*kept, _QUORUM_SHORT.filled(**counted)), cast)
    met = (*kept, _QUORUM_MET.filled(**counted))
    if cast == 0:
        return VoteResult(NO_MAJORITY, (*met, _NO_VOTES), 0)
    for option, count in votes.items():
        if 2 * count > cast:
            return VoteResult(option, (*met, _MAJORITY.filled(option=option, votes=count, cast=cast)), cast)
    halves = [option for option, count in votes.items() if 2 * count == cast]
    if len(halves) == 2:
        tie = {"first": halves[0], "second": halves[1], "votes": cast // 2}
        if chair is None:
            return VoteResult(NO_MAJORITY, (*met, _TIE_NO_CHAIR.filled(**tie)), cast)
        return VoteResult(chair, (*met, _TIE.filled(**tie, option=chair)), cast, by_chair=True)
    shown = ", ".join(f"{option}: {count}" for option, count in votes.items())
    return VoteResult(NO_MAJORITY, (*met, _NO_MAJORITY.filled(cast=cast, count=shown)), cast)


def _wrong(
    members: int, present: int, votes: Mapping[str, int], cast: int, chair: str | None, out: KeptOut
) -> tuple[Text, ...]:
    """What can't be true of any meeting."""
    found = []
    counts = [(_MEMBERS, members), (_PRESENT, present)]
    counts += [(_VOTES_FOR.filled(option=option), count) for option, count in votes.items()]
    found += [_NEGATIVE.filled(what=what, count=count) for what, count in counts if count < 0]
    if members == 0 or (out.from_quorum and out.all == members):
        found.append(_NO_MEMBERS)
    if present > members:
        found.append(_MORE_PRESENT.filled(present=present, members=members))
    if out.present > present or out.all > members:
        found.append(_MORE_OUT.filled(out=out.present, present=present, all=out.all, members=members))
    elif out.present and cast > present - out.present:
        able = {"able": present - out.present, "out": out.present}
        found.append(_MORE_ABLE.filled(cast=cast, present=present, **able))
    elif cast > present:
        found.append(_MORE_VOTES.filled(cast=cast, present=present))
    if chair is not None and out.chair:
        found.append(_CHAIR_OUT)
    elif chair is not None and votes.get(chair, 0) < 1:
        found.append(_CHAIR_ALONE.filled(option=chair))
    return tuple(found)
