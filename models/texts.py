"""Texts people see, in Russian, Kazakh and English."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

Language = Literal["ru", "kk", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


@dataclass(frozen=True)
class Text:
    """One text in the three languages of the service. English falls back on Russian where it is left out."""

    ru: str
    kk: str
    en: str = ""

    @classmethod
    def joined(cls, texts: "Iterable[Text]", mark: str = ", ") -> "Text":
        """Texts put together in each language, `mark` between them."""
        found = list(texts)
        return cls(*(mark.join(text.in_(language) for text in found) for language in LANGUAGES))

    def in_(self, language: Language) -> str:
        """The text in `language`."""
        return getattr(self, language) or self.ru

    def filled(self, **values: object) -> "Text":
        """The text with `{name}` places filled by `str.format` in each language.

        A value that is itself a `Text` is put in by language.
        """
        texts = {name: value for name, value in values.items() if isinstance(value, Text)}

        def fill(template: str, language: Language) -> str:
            for name, value in texts.items():
                values[name] = value.in_(language)
            return template.format_map(values)

        return Text(fill(self.ru, "ru"), fill(self.kk or self.ru, "kk"), fill(self.en or self.ru, "en"))

    def __str__(self) -> str:
        return self.in_("en")


def as_is(value: object) -> Text:
    """What is the same in every language."""
    return Text(*(str(value) for _ in LANGUAGES))
