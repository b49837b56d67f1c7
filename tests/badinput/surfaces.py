"""Every way in."""

from tests.badinput.commands import COMMAND_LINE
from tests.badinput.door import DOOR
from tests.badinput.files import OTHERS, PROOFS, REGISTRY
from tests.badinput.forms import ENGINE, FORMS

SURFACES = (ENGINE, FORMS, REGISTRY, OTHERS, PROOFS, COMMAND_LINE, DOOR)
