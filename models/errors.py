"""What can go wrong, in few classes. A class's docstring is its default message."""

from models.texts import Text


class MerzimError(Exception):
    """Merzim could not do what it was asked."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or type(self).__doc__)


class InvalidInput(MerzimError):
    """The input is not of the form asked for."""


class InvalidTerm(InvalidInput):
    """The term is not one of the accepted forms."""


class DefinitionError(MerzimError):
    """A process, act or edition is not defined whole."""

    def __init__(self, process: str, place: str, problem: str) -> None:
        super().__init__(f"{process}: {place}: {problem}")
        self.process, self.place, self.problem = process, place, problem


class Refusal(MerzimError):
    """The law does not allow this.

    `clause` is the clause that does not allow it (or the one the step stands in), `reason` says why and
    what would be accepted, in the reader's language.
    """

    def __init__(self, reason: Text, *, clause: str, step: str = "", case: str = "", field: str = "") -> None:
        super().__init__(f"{step or 'refused'} (clause {clause}): {reason}")
        self.reason, self.clause, self.step, self.case, self.field = reason, clause, step, case, field


class NotInForce(Refusal):
    """No edition of the act covers this date."""


class AlreadyRecorded(Refusal):
    """The step was recorded elsewhere in the meantime."""
