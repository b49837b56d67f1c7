"""Posts of Corps B and the commission each is attested in, as the text lists them (answer IV)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from models.errors import InvalidInput
from models.texts import Text


@dataclass(frozen=True)
class Seat:
    """A commission: its level and the body it sits at."""

    level: int
    name: Text


SEATS: Mapping[str, Seat] = MappingProxyType(
    {
        "higher": Seat(
            1,
            Text("Высшая аттестационная комиссия", "Жоғары аттестаттау комиссиясы", "Higher attestation commission"),
        ),
        "ministry": Seat(
            2,
            Text(
                "комиссия министерства или его ведомства",
                "министрліктің немесе оның ведомствосының комиссиясы",
                "commission of a ministry or of its agency",
            ),
        ),
        "branch": Seat(
            2,
            Text(
                "комиссия областного департамента центрального госоргана",
                "орталық мемлекеттік органның облыстық департаментінің комиссиясы",
                "commission of a regional branch of a central body",
            ),
        ),
        "akim-office": Seat(
            2,
            Text(
                "комиссия при аппарате акима области",
                "облыс әкімі аппаратының жанындағы комиссия",
                "commission at the office of the regional akim",
            ),
        ),
        "district-branch": Seat(
            3,
            Text(
                "комиссия районного (городского) территориального управления",
                "аудандық (қалалық) аумақтық басқарманың комиссиясы",
                "commission of a district or town territorial administration",
            ),
        ),
        "district-akim-office": Seat(
            3,
            Text(
                "комиссия при аппарате акима города, района",
                "қала, аудан әкімі аппаратының жанындағы комиссия",
                "commission at the office of a town or district akim",
            ),
        ),
    }
)


@dataclass(frozen=True)
class Post:
    """A post of the text: its code, which is ours, and its name, which is the text's."""

    code: str
    seat: str
    name: Text

    @property
    def level(self) -> int:
        """The level of its commission, 1 to 3."""
        return SEATS[self.seat].level


def _posts(seat: str, *rows: tuple[str, str, str, str]) -> dict[str, Post]:
    return {code: Post(code, seat, Text(ru, kk, en)) for code, ru, kk, en in rows}


# The order is the text's. «Главные специалисты», «ведущие специалисты», «руководители отделов» stand in it three times:
# of regional branches, of regional bodies, of town and district ones; the code tells them apart.
POSTS: Mapping[str, Post] = MappingProxyType(
    _posts(
        "higher",
        (
            "branch-head",
            "руководители областных подразделений центральных госорганов",
            "орталық мемлекеттік органдардың облыстық бөлімшелерінің басшылары",
            "heads of regional branches of central bodies",
        ),
        (
            "regional-department-head",
            "руководители областных управлений",
            "облыстық басқармалардың басшылары",
            "heads of regional departments",
        ),
        (
            "maslikhat-staff-head",
            "руководитель аппарата областного маслихата",
            "облыстық мәслихат аппаратының басшысы",
            "head of staff of the regional maslikhat",
        ),
        (
            "audit-staff-head",
            "руководитель аппарата ревизионной комиссии области",
            "облыстың тексеру комиссиясы аппаратының басшысы",
            "head of staff of the regional audit commission",
        ),
        (
            "akim-staff-deputy-head",
            "заместители руководителя аппарата акима области",
            "облыс әкімі аппараты басшысының орынбасарлары",
            "deputy heads of the regional akim's staff",
        ),
        (
            "maslikhat-staff-deputy-head",
            "заместитель руководителя аппарата областного маслихата",
            "облыстық мәслихат аппараты басшысының орынбасары",
            "deputy head of staff of the regional maslikhat",
        ),
        (
            "assembly-staff-head",
            "заведующий аппаратом (секретариатом) Ассамблеи народа Казахстана",
            "Қазақстан халқы Ассамблеясы аппаратының (хатшылығының) меңгерушісі",
            "head of the staff (secretariat) of the Assembly of the People of Kazakhstan",
        ),
    )
    | _posts(
        "ministry",
        (
            "branch-deputy-head",
            "заместители руководителей областных подразделений центральных госорганов",
            "орталық мемлекеттік органдардың облыстық бөлімшелері басшыларының орынбасарлары",
            "deputy heads of regional branches of central bodies",
        ),
        (
            "regional-court-office-head",
            "заведующие канцелярией областного и приравненного к нему суда",
            "облыстық және оған теңестірілген сот кеңсесінің меңгерушілері",
            "heads of the office of a regional court or its equal",
        ),
    )
    | _posts(
        "branch",
        (
            "branch-division-head",
            "руководители управлений областных департаментов центральных госорганов",
            "орталық мемлекеттік органдардың облыстық департаменттері басқармаларының басшылары",
            "heads of divisions of regional branches of central bodies",
        ),
        (
            "territorial-section-head-senior-bailiff",
            "руководители территориальных отделов - старшие судебные исполнители",
            "аумақтық бөлімдердің басшылары - аға сот орындаушылары",
            "heads of territorial sections, senior bailiffs",
        ),
        (
            "branch-section-head",
            "руководители отделов областных департаментов центральных госорганов",
            "орталық мемлекеттік органдардың облыстық департаменттері бөлімдерінің басшылары",
            "heads of sections of regional branches of central bodies",
        ),
        ("bailiff", "судебные исполнители", "сот орындаушылары", "bailiffs"),
        (
            "branch-chief-specialist",
            "главные специалисты областных департаментов центральных госорганов",
            "орталық мемлекеттік органдардың облыстық департаменттерінің бас мамандары",
            "chief specialists of regional branches of central bodies",
        ),
        (
            "regional-court-senior-marshal",
            "старшие судебные приставы канцелярии областного и приравненного к нему суда",
            "облыстық және оған теңестірілген сот кеңсесінің аға сот приставтары",
            "senior court marshals of the office of a regional court or its equal",
        ),
        (
            "branch-leading-specialist",
            "ведущие специалисты областных департаментов центральных госорганов",
            "орталық мемлекеттік органдардың облыстық департаменттерінің жетекші мамандары",
            "leading specialists of regional branches of central bodies",
        ),
        (
            "regional-court-marshal",
            "судебные приставы канцелярии областного и приравненного к нему суда",
            "облыстық және оған теңестірілген сот кеңсесінің сот приставтары",
            "court marshals of the office of a regional court or its equal",
        ),
        (
            "district-branch-head",
            "руководители районных и городских территориальных управлений",
            "аудандық және қалалық аумақтық басқармалардың басшылары",
            "heads of district and town territorial administrations",
        ),
        (
            "district-court-office-head",
            "заведующие канцелярией районного и приравненного к нему суда",
            "аудандық және оған теңестірілген сот кеңсесінің меңгерушілері",
            "heads of the office of a district court or its equal",
        ),
        (
            "district-branch-deputy-head",
            "заместители руководителей районных и городских территориальных управлений",
            "аудандық және қалалық аумақтық басқармалар басшыларының орынбасарлары",
            "deputy heads of district and town territorial administrations",
        ),
    )
    | _posts(
        "akim-office",
        (
            "region-section-head",
            "руководители отделов аппарата акима, маслихата, ревизионной комиссии области",
            "облыс әкімі аппараты, мәслихаты, тексеру комиссиясы бөлімдерінің басшылары",
            "heads of sections of the staffs of the regional akim, maslikhat and audit commission",
        ),
        ("region-assistant", "помощники", "көмекшілер", "assistants"),
        ("region-adviser", "советники", "кеңесшілер", "advisers"),
        ("region-chief-inspector", "главные инспектора", "бас инспекторлар", "chief inspectors"),
        ("region-press-secretary", "пресс-секретари", "баспасөз хатшылары", "press secretaries"),
        (
            "region-chief-specialist",
            "главные специалисты аппарата акима, маслихата, ревизионной комиссии области и областных управлений",
            "облыс әкімі аппаратының, мәслихатының, тексеру комиссиясының, облыстық басқармалардың бас мамандары",
            "chief specialists of the region's staffs and of regional departments",
        ),
        (
            "region-leading-specialist",
            "ведущие специалисты аппарата акима, маслихата, ревизионной комиссии области и областных управлений",
            "облыс әкімі аппаратының, мәслихатының, тексеру комиссиясының, облыстық басқармалардың жетекші мамандары",
            "leading specialists of the region's staffs and of regional departments",
        ),
        (
            "regional-department-deputy-head",
            "заместители руководителей областных управлений",
            "облыстық басқармалар басшыларының орынбасарлары",
            "deputy heads of regional departments",
        ),
        (
            "regional-department-section-head",
            "руководители отделов областных управлений",
            "облыстық басқармалар бөлімдерінің басшылары",
            "heads of sections of regional departments",
        ),
        (
            "district-deputy-akim",
            "заместители акимов городов и районов",
            "қалалар мен аудандар әкімдерінің орынбасарлары",
            "deputy akims of towns and districts",
        ),
        (
            "district-akim-staff-head",
            "руководители аппаратов акимов городов и районов",
            "қалалар мен аудандар әкімдері аппараттарының басшылары",
            "heads of staff of the akims of towns and districts",
        ),
        (
            "district-office-head",
            "руководители самостоятельных отделов в городах и районах",
            "қалалар мен аудандардағы дербес бөлімдердің басшылары",
            "heads of independent offices in towns and districts",
        ),
        (
            "village-akim",
            "акимы сел, поселков, сельских округов",
            "ауылдар, кенттер, ауылдық округтер әкімдері",
            "akims of villages, settlements and rural districts",
        ),
    )
    | _posts(
        "district-branch",
        (
            "district-branch-section-head",
            "руководители отделов городских и районных территориальных управлений",
            "қалалық және аудандық аумақтық басқармалар бөлімдерінің басшылары",
            "heads of sections of town and district territorial administrations",
        ),
        (
            "district-branch-chief-specialist",
            "главные специалисты городских и районных территориальных управлений",
            "қалалық және аудандық аумақтық басқармалардың бас мамандары",
            "chief specialists of town and district territorial administrations",
        ),
        (
            "district-branch-leading-specialist",
            "ведущие специалисты городских и районных территориальных управлений",
            "қалалық және аудандық аумақтық басқармалардың жетекші мамандары",
            "leading specialists of town and district territorial administrations",
        ),
    )
    | _posts(
        "district-akim-office",
        (
            "district-akim-staff",
            "сотрудники аппаратов акимов городов и районов",
            "қалалар мен аудандар әкімдері аппараттарының қызметкерлері",
            "staff of the akims of towns and districts",
        ),
        (
            "district-office-staff",
            "сотрудники самостоятельных отделов городов и районов",
            "қалалар мен аудандардың дербес бөлімдерінің қызметкерлері",
            "staff of independent offices of towns and districts",
        ),
        (
            "village-akim-staff",
            "сотрудники аппаратов акимов сельских округов, сел, поселков",
            "ауылдық округтер, ауылдар, кенттер әкімдері аппараттарының қызметкерлері",
            "staff of the akims of rural districts, villages and settlements",
        ),
    )
)


def post_of(written: str) -> Post:
    """The post with this code, in any case. Raises `InvalidInput` that lists the codes."""
    code = str(written).strip().lower().replace("_", "-")
    if code not in POSTS:
        raise InvalidInput(f"there is no post '{written}' of Corps B; there are: {', '.join(POSTS)}")
    return POSTS[code]
