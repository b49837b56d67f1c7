"""`attestation.level`: which commission a post is attested in (answer IV)."""

from models.decisions import Decision, Key, Table
from models.regulations.attestation.posts import POSTS, SEATS, Post, post_of
from models.texts import Text

LEVELS_IN = "IV"

_AT_LEVEL = Text("{post}: {level}-й уровень, {seat}", "{post}: {level}-деңгей, {seat}", "{post}: level {level}, {seat}")


def level_text(post: Post) -> Text:
    """The post, its level and its commission in one line."""
    return _AT_LEVEL.filled(post=post.name, level=post.level, seat=SEATS[post.seat].name)


def _decide(post: Post) -> Decision:
    extra = {"seat": post.seat}
    return Decision(str(post.level), LEVELS_IN, (level_text(post),), extra)


TABLE = Table(
    name="attestation.level",
    doc="At which level, and in which commission, is a servant of Corps B attested, by post (answer IV)?",
    keys=(
        Key(
            "post", post_of, "a post's code; merzim decide attestation.level --list names them",
            choices={code: post.name for code, post in POSTS.items()},
        ),
    ),
    decide=_decide,
    outcomes="1, 2, 3",
    results=("seat",),
    example="post=village-akim",
)  # fmt: skip
