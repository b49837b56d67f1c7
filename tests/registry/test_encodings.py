"""A csv in whatever encoding an office's program wrote."""

import pytest

from models.registry.encodings import EncodingError, decode

RUSSIAN = "ФИО;Должность\nВоронцов Юрий Леонидович;директор центра\n"
KAZAKH = "Аты-жөні;Лауазымы\nОспан Айдос Серікұлы;орталық директоры\n"


@pytest.mark.parametrize(
    ("text", "codec", "encoding"),
    [
        (RUSSIAN, "utf-8", "UTF-8"),
        (KAZAKH, "utf-8-sig", "UTF-8"),
        ("code;name\nC-1;Centre\n", "ascii", "UTF-8"),
        (RUSSIAN, "cp1251", "Windows-1251"),
        (KAZAKH, "kz1048", "KZ-1048"),
        (RUSSIAN, "cp866", "CP866"),
        (RUSSIAN, "koi8-r", "KOI8-R"),
        (KAZAKH, "utf-16", "UTF-16"),
        (KAZAKH, "utf-16-le", "UTF-16"),
        (RUSSIAN, "utf-16-be", "UTF-16"),
    ],
)
def test_text_is_read_as_it_was_written(text: str, codec: str, encoding: str) -> None:
    found = decode(text.encode(codec))
    assert (found.text, found.encoding) == (text, encoding)


def test_one_word_in_a_long_latin_file_is_enough() -> None:
    text = "code;name\n" + "C-1;Centre\n" * 50_000 + "C-2;Караганда и Темиртау\n"
    assert decode(text.encode("cp1251")).encoding == "Windows-1251"


def test_bytes_that_fit_two_encodings_are_not_guessed_at() -> None:
    # «Я» of Windows-1251 is «ъ» of KOI8-R.
    with pytest.raises(EncodingError) as error:
        decode("code;name\n1;Я\n".encode("cp1251"))
    assert error.value.reason.code == "encoding-ambiguous"
    assert error.value.details["candidates"] == ("Windows-1251", "KOI8-R")


def test_an_encoding_that_is_named_settles_it() -> None:
    text = "code;name\n1;Я\n"
    assert decode(text.encode("koi8-r"), "KOI8-R").text == text


def test_a_file_that_is_not_in_the_encoding_named_is_refused() -> None:
    with pytest.raises(EncodingError) as error:
        decode(RUSSIAN.encode("cp1251"), "utf-8")
    assert (error.value.reason.code, error.value.details["at"]) == ("encoding-wrong", 1)


def test_damaged_utf_8_is_not_taken_for_another_encoding() -> None:
    content = RUSSIAN.encode()
    with pytest.raises(EncodingError) as error:
        decode(content + b"\xff\xfe\n" + content)
    assert (error.value.reason.code, error.value.details["at"]) == ("encoding-wrong", len(content) + 1)


@pytest.mark.parametrize("content", [b"\x00\x01\x02\x03\xff\x00", b"\xb5\xb6\xb5\xb6"])
def test_bytes_that_are_no_text_are_refused(content: bytes) -> None:
    with pytest.raises(EncodingError) as error:
        decode(content)
    assert error.value.reason.code == "encoding-unknown"
