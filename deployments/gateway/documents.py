"""A document of a case, and drafts of those an open step will owe, for whoever may see the case."""

import zipfile
from io import BytesIO

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from deployments.gateway.pages import file
from deployments.gateway.visit import needs, somebody
from models import clock
from models.errors import InvalidInput
from models.filed_paper import file_name
from models.record.cases import Case
from models.record.database import reading
from models.record.documents import Document, blob
from models.record.loading import find_case
from models.record.people import Authority
from models.regulations import procedure as procedure_named
from notifications.documents.writing import draft
from tasks.record import the_record

MOST = 2**31
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


# Not async: the record is read in a thread of its own, and the page's server goes on.
def document(request: Request) -> Response:
    """The file as it was written, under its own name."""
    somebody(request)
    wanted = request.path_params["id"]
    with reading(the_record()) as session:
        # A number that no column holds is nobody's, and would break the query.
        found = session.get(Document, wanted) if wanted < MOST else None
        if found is None:
            raise HTTPException(404)
        case = session.get_one(Case, found.case_id)
        needs(request, "read", session.get_one(Authority, case.authority_id).code, case.procedure)
        data = blob(session, found.sha256)
        if not data:  # erased: its term of keeping is over
            raise HTTPException(404)
        name = file_name(case.number, found.kind, found.number, found.language, found.revision)
        return file(name, data, DOCX)


def drafts(request: Request) -> Response:
    """The papers an open step will owe, to be signed and served before it is recorded; several in one zip."""
    somebody(request)
    number, step = request.path_params["case"], request.path_params["step"]
    with reading(the_record()) as session:
        try:
            case = find_case(session, number)
        except InvalidInput:
            raise HTTPException(404) from None
        authority = session.get_one(Authority, case.authority_id)
        needs(request, "read", authority.code, case.procedure)
        if not procedure_named(case.procedure).process(case.kind).has(step):
            raise HTTPException(404)
        try:
            files = draft(session, number, step, on=clock.today(authority.timezone))
        except InvalidInput:
            raise HTTPException(404) from None
    if len(files) == 1:
        return file(*files[0], DOCX)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in files:
            archive.writestr(name, data)
    return file(f"{number}_{step}_drafts.zip", packed.getvalue(), "application/zip")


ROUTES = [Route("/documents/{id:int}", document), Route("/drafts/{case}/{step}", drafts)]
