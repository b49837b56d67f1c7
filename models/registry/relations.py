"""Reasons that concern more than one row, or a row and the registry."""

from models.registry.reasons import Reason
from models.texts import Text

NO_AUTHORITY = Reason(
    "no-authority",
    ru="не сказано, какого органа эта строка, а органов в реестре: {count}; добавьте столбец «Орган» или "
    "укажите --authority",
    kk="бұл жол қай органға тиесілі екені айтылмаған, ал тізілімдегі органдар: {count}; «Орган» бағанын қосыңыз "
    "немесе --authority көрсетіңіз",
    en="the row does not say which authority it belongs to and the registry has {count}; add the column "
    "“authority” or say --authority",
)
NO_AUTHORITIES = Reason(
    "no-authorities",
    ru="в реестре ещё нет ни одного органа: сначала импортируйте таблицу «Органы» (код, наименования)",
    kk="тізілімде әлі бірде-бір орган жоқ: алдымен «Органдар» кестесін (коды, атаулары) импорттаңыз",
    en="the registry has no authority yet: import the table “authorities” (code, names) first",
)
UNKNOWN = Reason(
    "unknown-reference",
    ru="такого кода нет ни в файле, ни в реестре: {what}",
    kk="мұндай код файлда да, тізілімде де жоқ: {what}",
    en="no such code in the file or in the registry: {what}",
)
UNKNOWN_LOOKALIKE = Reason(
    "unknown-reference",
    ru="такого кода нет ни в файле, ни в реестре: {what}; есть «{other}», он записан другими буквами",
    kk="мұндай код файлда да, тізілімде де жоқ: {what}; «{other}» бар, ол басқа әріптермен жазылған",
    en="no such code in the file or in the registry: {what}; there is “{other}”, written with other letters",
)
DEPENDS = Reason(
    "depends-on-bad-row",
    ru="строка опирается на непринятую строку: {place}",
    kk="жол қабылданбаған жолға сүйенеді: {place}",
    en="the row rests on one that is not taken: {place}",
)
REPEATED = Reason(
    "repeated-row",
    ru="строка повторяет строку {place}",
    kk="жол {place} жолын қайталайды",
    en="the row repeats {place}",
)
CONFLICT = Reason(
    "conflicting-rows",
    ru="то же самое уже описано иначе: {place}",
    kk="дәл осы басқаша сипатталған: {place}",
    en="the same is described otherwise: {place}",
)
PERSON_TWICE = Reason(
    "duplicate-person",
    ru="лицо с этим кодом уже описано: {place}",
    kk="бұл кодпен адам сипатталған: {place}",
    en="a person with this code is described already: {place}",
)
SAME_PERSON = Reason(
    "duplicate-person",
    ru="это лицо уже есть под другим кодом, «{other}» ({by}): {place}",
    kk="бұл адам «{other}» деген басқа кодпен бар ({by}): {place}",
    en="this person is there already under another code, “{other}” ({by}): {place}",
)
NAMESAKE = Reason(
    "namesake",
    ru="полный тёзка есть под кодом «{other}»; если это одно лицо, оставьте один код: {place}",
    kk="аты-жөні бірдей адам «{other}» кодымен бар; бір адам болса, бір кодты қалдырыңыз: {place}",
    en="someone of the same full name is there as “{other}”; if it is one person, keep one code: {place}",
)
SHARED_ADDRESS = Reason(
    "shared-address",
    ru="тот же адрес у другого лица, «{other}»: личные письма придут обоим",
    kk="дәл осы мекенжай басқа адамда да бар, «{other}»: жеке хаттар екеуіне де барады",
    en="another person, “{other}”, has the same address: letters to one will reach both",
)
TAKEN_AS = Reason(
    "taken-as",
    ru="по имени принято за лицо «{other}» из реестра; если это тёзка, укажите табельный номер",
    kk="аты-жөні бойынша тізілімдегі «{other}» деп қабылданды; аты-жөні бірдей басқа адам болса, табельдік "
    "нөмірін көрсетіңіз",
    en="taken, by name, for “{other}” of the registry; if it is a namesake, give the personnel number",
)
AMBIGUOUS_PERSON = Reason(
    "ambiguous-person",
    ru="под этим именем есть несколько лиц ({others}); укажите табельный номер",
    kk="бұл аты-жөнмен бірнеше адам бар ({others}); табель нөмірін көрсетіңіз",
    en="several persons have this name ({others}); give the personnel number",
)
AMBIGUOUS_ORGANISATION = Reason(
    "ambiguous-organisation",
    ru="под этим названием в реестре несколько организаций ({others}); укажите код организации",
    kk="тізілімде бұл атаумен бірнеше ұйым бар ({others}); ұйым кодын көрсетіңіз",
    en="several organisations of the registry have this name ({others}); give the organisation's code",
)
ACTING = Reason(
    "acting",
    ru="исполняющий обязанности записан первым руководителем; если этот срок не идёт в стаж, добавьте столбец "
    "«Стаж первого руководителя» со значением «нет»",
    kk="міндетін атқарушы бірінші басшы ретінде жазылды; бұл мерзім өтілге кірмесе, «Бірінші басшы өтілі» "
    "бағанын «жоқ» мәнімен қосыңыз",
    en="an acting head is recorded as first head; if the time is not to count, add the column “counts as first "
    "head” with “no”",
)
END_BEFORE_START = Reason(
    "end-before-start",
    ru="конец раньше начала ({start})",
    kk="аяқталуы басталуынан ({start}) бұрын",
    en="the end is before the start ({start})",
)
POST_HELD_TWICE = Reason(
    "overlapping-posts",
    ru="должность первого руководителя этой организации в те же дни занимает {other} ({period}): {place}",
    kk="осы ұйымның бірінші басшысы лауазымын сол күндері {other} атқарады ({period}): {place}",
    en="the post of first head of this organisation is held on the same days by {other} ({period}): {place}",
)
HEADS_TWO = Reason(
    "heads-two-organisations",
    ru="это лицо в те же дни возглавляет другую организацию, {other} ({period}): {place}; если это тёзки, "
    "укажите табельные номера",
    kk="бұл адам сол күндері басқа ұйымды, {other}, басқарады ({period}): {place}; аты-жөні бірдей екі адам болса, "
    "табель нөмірлерін көрсетіңіз",
    en="this person heads another organisation, {other}, on the same days ({period}): {place}; if they are "
    "namesakes, give personnel numbers",
)
STINTS_OVERLAP = Reason(
    "overlapping-stints",
    ru="у этого лица в этой организации уже есть срок на те же дни ({period}): {place}",
    kk="бұл адамның осы ұйымда сол күндерге мерзімі бар ({period}): {place}",
    en="this person has a term in this organisation on the same days already ({period}): {place}",
)
END_KEPT = Reason(
    "end-kept",
    ru="в реестре здесь стоит {held}; пустая ячейка этого не отменяет (отменит --replace)",
    kk="тізілімде мұнда {held} тұр; бос ұяшық оны жоймайды (--replace жояды)",
    en="the registry has {held} here; an empty cell does not undo it (--replace does)",
)
PARAMETERS = Reason(
    "bad-parameters",
    ru="акт не допускает таких значений: {detail}",
    kk="акт мұндай мәндерге жол бермейді: {detail}",
    en="the act does not allow these values: {detail}",
)
BAD_FACT = Reason(
    "bad-fact",
    ru="так это сведение не читается: {detail}",
    kk="бұл мәлімет осылай оқылмайды: {detail}",
    en="this fact can't be read so: {detail}",
)
OTHER_PERSON = Text(ru="другое лицо", kk="басқа адам", en="another person")
CLOSED = Reason(
    "organisation-closed",
    ru="организация закрыта {on}, а срок в ней не окончен к этому дню",
    kk="ұйым {on} жабылған, ал ондағы мерзім ол күнге дейін аяқталмаған",
    en="the organisation closed on {on}, and the term in it had not ended by then",
)
OWN_PREDECESSOR = Reason(
    "own-predecessor",
    ru="организация стоит среди собственных предшественников: {chain}",
    kk="ұйым өзінің ізашарларының арасында тұр: {chain}",
    en="the organisation is among its own predecessors: {chain}",
)
OWN_SUPERIOR = Reason(
    "own-superior",
    ru="лицо стоит над собой самим: {chain}",
    kk="адам өзінен жоғары тұр: {chain}",
    en="the person stands above themself: {chain}",
)
TWO_CHAIRS = Reason(
    "two-chairs",
    ru="у комиссии больше одного председателя: {place}",
    kk="комиссияда бірден көп төраға бар: {place}",
    en="the commission has more than one chair: {place}",
)
SECRETARY_IS_MEMBER = Reason(
    "secretary-is-member",
    ru="секретарь комиссии не является её членом (п. 9)",
    kk="комиссия хатшысы оның мүшесі болып табылмайды (9-т.)",
    en="the secretary is not a member of the commission (clause 9)",
)
COMMISSION_DIFFERS = Reason(
    "commission-differs",
    ru="строки одной комиссии расходятся в этом столбце: {place}",
    kk="бір комиссияның жолдары осы бағанда сәйкес келмейді: {place}",
    en="the rows of one commission differ in this column: {place}",
)
CATEGORY_UNDATED = Reason(
    "category-undated",
    ru="категория не записана: нет даты её присвоения; добавьте столбец «Категория присвоена»",
    kk="санат жазылмады: оның берілген күні жоқ; «Санат берілген күні» бағанын қосыңыз",
    en="the category is not recorded: the day it was given is missing; add the column “category given on”",
)
DAY_ALREADY_SO = Reason(
    "day-already-so",
    ru="по календарю этот день и так {kind}: исправлять нечего",
    kk="күнтізбе бойынша бұл күн онсыз да {kind}: түзететін ештеңе жоқ",
    en="by the calendar that day is {kind} as it is: there is nothing to correct",
)
WORKING_DAY = Text(ru="рабочий", kk="жұмыс күні", en="a working day")
DAY_OFF = Text(ru="выходной", kk="демалыс күні", en="a day off")
NAME_KK_TAKEN = Reason(
    "no-kazakh-name",
    ru="у новых организаций ({count}) нет казахского наименования: записано то же, что по-русски",
    kk="жаңа ұйымдардың ({count}) қазақша атауы жоқ: орысшасындай жазылды",
    en="new organisations ({count}) have no name in Kazakh: the Russian one is recorded",
)
REFUSED_BY_DATABASE = Reason(
    "refused-by-database",
    ru="база данных не приняла запись: {detail}",
    kk="дерекқор жазбаны қабылдамады: {detail}",
    en="the database refused the record: {detail}",
)
