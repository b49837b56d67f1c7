"""The link in a letter that serves a notice. It stands in no row of the record: it is put in as the letter goes out.

The token is made from the letter's Message-ID with the installation's key, so that a letter which is sent again carries
the same one, and whoever reads the record, or a backup of it, can't make it.
"""

import base64
import hashlib
import hmac
from urllib.parse import urlsplit

from models.keys import secret_key
from models.settings import settings

PLACE = "https://receipt.invalid/link"
"""Stands in a letter's text where its link goes."""


def token_of(message_id: str) -> str:
    """The token in the link of the letter with this Message-ID: 43 letters, digits, dashes and underscores."""
    signed = hmac.new(secret_key(), f"receipt|{message_id}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(signed).decode().rstrip("=")


def with_link(text: str, message_id: str) -> str:
    """A letter's text as it goes out."""
    return text.replace(PLACE, link_of(message_id)) if PLACE in text else text


def link_of(message_id: str) -> str:
    """Where the recipient confirms."""
    at = urlsplit(settings().ui_url)
    return f"{at.scheme}://{at.netloc}/merzim/receipt/{token_of(message_id)}"


def as_read(subject: str, text: str) -> str:
    """What the recipient reads before confirming: the letter without its link."""
    lines = [line for line in text.splitlines() if line.strip() != PLACE]
    return f"{subject}\n\n" + "\n".join(lines).strip() + "\n"
