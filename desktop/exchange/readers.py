"""Rows → facts: every cell read by its parser, every doubt kept with the cell's own text."""

from dataclasses import replace
from datetime import date
from functools import lru_cache

from desktop.exchange.facts import BuildingFacts, ContactFacts, Doubting, ElderFacts, Facts, OrganisationFacts, VolunteerFacts
from desktop.exchange.rows import RecordRow, SheetRows
from desktop.people.address import Address, read_address, read_address_parts
from desktop.people.availability import read_availability
from desktop.people.categories import CategoryDef, read_categories, words
from desktop.people.dates import read_date, read_days
from desktop.people.identity import ResidentId, read_id
from desktop.people.lunar import age, parse_lunar
from desktop.people.names import read_name
from desktop.people.phones import read_phones
from desktop.people.text import cell_text, chinese_number, fold, is_nothing, squeeze
from desktop.people.words import read_grids, read_number, read_relation, read_sex, read_yes_no

AGE_SLACK = 3  # years by which a ledger's age may be off (虚岁, not brought up to date) before it is worth a hint


class RowReader:
    """Reads the records of one sheet. `today` refuses births in the future, `reference` is the month of days without a year."""

    def __init__(self, rows: SheetRows, today: date, categories: tuple[CategoryDef, ...]) -> None:
        self.rows = rows
        self.map = rows.map
        self.today = today
        self.reference = self.map.reference or today
        self.categories = categories
        self.flags = [(c.column, c.field.removeprefix("category:")) for c in self.map.columns if c.field.startswith("category:")]
        self.groups = sorted({c.group or 1 for c in self.map.columns if c.field.startswith("contact_")})

    def read(self, record: RecordRow) -> Facts:
        """The facts of one record."""
        match self.map.kind:
            case "elders":
                return self._elder(record)
            case "volunteers":
                return self._volunteer(record)
            case "organisations":
                return self._organisation(record)
            case _:
                return self._building(record)

    # ------------------------------------------------------------------------------------------ cells

    def _column(self, field: str) -> int | None:
        return self.map.first(field)

    def _value(self, record: RecordRow, field: str) -> object:
        return self.rows.value(record.row, self._column(field))

    def _text(self, record: RecordRow, field: str) -> str:
        """The joined text of all columns that mean `field`; '无' and the like stay for health, so that nothing is lost."""
        return ";".join(t for c in self.map.columns_of(field) if (t := fold(self.rows.text(record.row, c.column))))

    def _number(self, record: RecordRow, field: str, doubts: Doubting, low: float, high: float) -> float | None:
        fact = read_number(self._value(record, field), low, high)
        doubts.add(field, fact.text, fact.reason, self._column(field))
        return fact.value

    def _whole(self, record: RecordRow, field: str, doubts: Doubting, low: float, high: float) -> int | None:
        number = self._number(record, field, doubts, low, high)
        return None if number is None else round(number)

    def _yes_no(self, record: RecordRow, field: str, doubts: Doubting) -> bool | None:
        fact = read_yes_no(self._value(record, field))
        doubts.add(field, fact.text, fact.reason, self._column(field))
        return fact.value

    def _listed(self, record: RecordRow, field: str, table: str, doubts: Doubting) -> str:
        """The code of a word that must be in a list (risk, frequency)."""
        text = self._text(record, field)
        code = _word(table, text)
        doubts.add(field, text, None if code or is_nothing(text) else "word_unknown", self._column(field))
        return code

    def _day(self, record: RecordRow, field: str, doubts: Doubting) -> date | None:
        fact = read_date(self._value(record, field), self.today)
        doubts.add(field, fact.text, fact.reason or ("date_unreadable" if fact.lunar else None), self._column(field))
        return None if fact.reason else fact.value

    def _name(self, record: RecordRow, doubts: Doubting) -> tuple[str, str]:
        """(name, remark that stood in brackets)."""
        fact = read_name(self._value(record, "name"))
        doubts.add("name", fact.text, fact.reason, self._column("name"), mild=fact.reason == "name_remark")
        return fact.value, fact.remark

    def _phones(self, record: RecordRow, fields: tuple[str, ...], doubts: Doubting, group: int | None = None) -> tuple[str, ...]:
        numbers: dict[str, None] = {}
        for column in self.map.columns:
            if column.field not in fields or (group is not None and (column.group or 1) != group):
                continue
            fact = read_phones(self.rows.value(record.row, column.column))
            numbers.update(dict.fromkeys(p.number for p in fact.numbers))
            doubts.add(column.field, fact.text, fact.reason, column.column)
        return tuple(numbers)

    # ------------------------------------------------------------------------------------------ persons

    def _identity(self, record: RecordRow, doubts: Doubting) -> ResidentId:
        found = read_id(self._value(record, "id"), self.today)
        doubts.add("id", found.text.strip(), found.reason, self._column("id"))
        return found

    def _birth(self, record: RecordRow, found: ResidentId, doubts: Doubting) -> tuple[date | None, tuple[int, int, bool] | None]:
        """The solar birth (ID number first, official), and the lunar birthday."""
        fact = read_date(self._value(record, "birth"), self.today)
        doubts.add("birth", fact.text, fact.reason, self._column("birth"))
        lunar = fact.lunar
        lunar_text = self._text(record, "lunar_birth")
        if lunar_text and not is_nothing(lunar_text):
            lunar = parse_lunar(lunar_text) or parse_lunar("农历" + lunar_text)
            doubts.add("lunar_birth", lunar_text, None if lunar else "date_unreadable", self._column("lunar_birth"))
        said = None if fact.reason else fact.value
        born = found.born or said
        if found.born and said and found.born != said and fact.lunar is None:  # papers often hold the lunar day as if it were solar
            doubts.add("birth", fact.text, "birth_differs_from_id", self._column("birth"))
        self._age(record, born, doubts)
        return born, (lunar.month, lunar.day, lunar.leap) if lunar else None

    def _age(self, record: RecordRow, born: date | None, doubts: Doubting) -> None:
        said = read_number(self._value(record, "age"), 0, 130)
        if born and said.value is not None and abs(age(born, self.today) - said.value) > AGE_SLACK:
            doubts.add("age", said.text, "age_differs", self._column("age"), mild=True)

    def _sex(self, record: RecordRow, found: ResidentId, doubts: Doubting) -> str:
        sex, reason = read_sex(self._value(record, "sex"))
        text = self.rows.text(record.row, self._column("sex"))
        doubts.add("sex", text, reason, self._column("sex"))
        if sex and found.sex and sex != found.sex and found.state == "valid":
            doubts.add("sex", text, "sex_differs_from_id", self._column("sex"))
        return sex or found.sex

    def _address(self, record: RecordRow, doubts: Doubting) -> Address | None:
        whole = self._column("address")
        if whole is not None and not is_nothing(self.rows.text(record.row, whole)):
            found = read_address(self.rows.value(record.row, whole))
            if found.reason and any(self._column(f) is not None for f in ("building", "room")):
                split = self._split_address(record)
                if split.reason is None:
                    return split
        elif any(self._column(f) is not None for f in ("building", "room")):
            found = self._split_address(record)
        elif whole is None:
            return None
        else:
            found = read_address("")
        text = found.text if found.reason != "address_missing" else ""
        doubts.add("address", text, found.reason, whole if whole is not None else self._column("room"))
        return found

    def _split_address(self, record: RecordRow) -> Address:
        estate = self._value(record, "estate")
        if estate is None and self._column("address") is not None:
            estate = self._value(record, "address")
        found = read_address_parts(estate, *(self._value(record, f) for f in ("building", "unit", "room")))
        floor = chinese_number(squeeze(self.rows.text(record.row, self._column("floor"))).rstrip("层楼"))
        if floor is not None and found.room and len(found.room) < 3:
            return replace(found, floor=floor)
        return found

    def _elder(self, record: RecordRow) -> ElderFacts:
        doubts = Doubting(record.row + 1)
        name, remark = self._name(record, doubts)
        found = self._identity(record, doubts)
        born, lunar = self._birth(record, found, doubts)
        phones = self._phones(record, ("phone", "phone_more"), doubts)
        category = read_categories(self._value(record, "category"), self.categories)
        doubts.add("category", category.text, category.reason, self._column("category"))
        codes = dict.fromkeys(category.codes)
        for column, code in self.flags:
            said = read_yes_no(self.rows.value(record.row, column))
            doubts.add("category", said.text, said.reason, column)
            if said.value:
                codes[code] = None
        grid = self._text(record, "grid") or record.section
        return ElderFacts(
            sheet=self.rows.sheet.name, row=record.row + 1, name=name, sex=self._sex(record, found, doubts),
            id_number=found.number or "", id_state=found.state,
            id_verbatim="" if found.number or found.state == "missing" else found.text.strip()[:60],
            born=born, lunar=lunar, phone=phones[0] if phones else "", phones=phones[1:],
            address=self._address(record, doubts), note=_joined(remark, self._text(record, "note")), code=self._text(record, "code"),
            categories=tuple(codes), new_categories=category.unknown, grid="" if is_nothing(grid) else grid,
            contacts=self._contacts(record, doubts), health=_said(self._text(record, "health")),
            hazards=_said(self._text(record, "hazards")), risk=self._listed(record, "risk", "risks", doubts),
            frequency=self._listed(record, "frequency", "frequencies", doubts), opened_on=self._day(record, "opened", doubts),
            consent_on=self._day(record, "consent", doubts), doubts=tuple(doubts.doubts),
        )

    def _contacts(self, record: RecordRow, doubts: Doubting) -> tuple[ContactFacts, ...]:
        contacts = []
        for group in self.groups:
            phones = self._phones(record, ("contact_phone",), doubts, group)
            name_column = next((c.column for c in self.map.columns_of("contact_name") if (c.group or 1) == group), None)
            relation_column = next((c.column for c in self.map.columns_of("contact_relation") if (c.group or 1) == group), None)
            fact = read_name(self.rows.value(record.row, name_column))
            name, relation = fact.value, read_relation(self.rows.value(record.row, relation_column))
            if is_nothing(fact.text):
                name = ""
            elif fact.reason == "name_digits":  # '李芳13800000000' or '女儿 138...'
                inside = read_phones(fact.text)
                if inside.numbers and inside.reason is None:
                    phones = tuple(dict.fromkeys((*phones, *(p.number for p in inside.numbers))))
                    name = inside.numbers[0].remark
                else:
                    doubts.add("contact_name", fact.text, fact.reason, name_column)
            elif fact.reason and fact.reason != "name_remark":
                doubts.add("contact_name", fact.text, fact.reason, name_column)
            if fact.remark and not relation:
                relation = read_relation(fact.remark)
            if name or phones or relation:
                contacts.append(ContactFacts(name, relation, phones[0] if phones else "", phones[1:]))
        return tuple(contacts)

    def _volunteer(self, record: RecordRow) -> VolunteerFacts:
        doubts = Doubting(record.row + 1)
        name, remark = self._name(record, doubts)
        found = self._identity(record, doubts)
        born, lunar = self._birth(record, found, doubts)
        phones = self._phones(record, ("phone", "phone_more"), doubts)
        available = read_availability(self._value(record, "available"))
        doubts.add("available", available.text, available.reason, self._column("available"))
        off = read_days(self._value(record, "off"), self.reference)
        doubts.add("off", off.text, off.reason, self._column("off"))
        organisation = fold(self.rows.text(record.row, self._column("organisation")))
        return VolunteerFacts(
            sheet=self.rows.sheet.name, row=record.row + 1, name=name, sex=self._sex(record, found, doubts),
            id_number=found.number or "", id_state=found.state,
            id_verbatim="" if found.number or found.state == "missing" else found.text.strip()[:60],
            born=born, lunar=lunar, phone=phones[0] if phones else "", phones=phones[1:], address=self._address(record, doubts),
            note=_joined(remark, self._text(record, "note")), code=self._text(record, "code"),
            organisation="" if is_nothing(organisation) else organisation,
            party=self._yes_no(record, "party", doubts), trained=self._yes_no(record, "trained", doubts),
            trained_on=self._day(record, "trained_on", doubts), years=self._number(record, "years", doubts, 0, 60),
            available=available.slots if self._column("available") is not None and not is_nothing(available.text) else None,
            off=off.days if self._column("off") is not None and not is_nothing(off.text) else None,
            max_week=self._whole(record, "max_week", doubts, 0, 21), weekly_hours=self._number(record, "weekly_hours", doubts, 0, 100),
            capacity=self._whole(record, "capacity", doubts, 0, 500), grids=read_grids(self._value(record, "grids")),
            joined_on=self._day(record, "joined", doubts), doubts=tuple(doubts.doubts),
        )

    # ------------------------------------------------------------------------------------------ places and organisations

    def _organisation(self, record: RecordRow) -> OrganisationFacts:
        doubts = Doubting(record.row + 1)
        name = fold(self.rows.text(record.row, self._column("name")))
        doubts.add("name", "", None if name else "name_missing", self._column("name"))
        kind = squeeze(self._text(record, "kind"))
        partner = kind in words()["partner_kinds"]
        phones = self._phones(record, ("phone",), doubts)
        return OrganisationFacts(
            sheet=self.rows.sheet.name, row=record.row + 1, name=name, organisation_kind="" if partner else _word("organisation_kinds", kind),
            partner=partner, head=_said(self._text(record, "head")), phone="/".join(phones), note=_said(self._text(record, "note")),
            members=self._whole(record, "members", doubts, 0, 1_000_000), doubts=tuple(doubts.doubts),
        )

    def _building(self, record: RecordRow) -> BuildingFacts:
        doubts = Doubting(record.row + 1)
        text = squeeze(self.rows.text(record.row, self._column("building")))
        address = read_address_parts("", text, "", "")
        name, estate = text, fold(self.rows.text(record.row, self._column("estate")))
        if not address.building and text:  # '红葵里3幢'
            whole = read_address(text)
            if whole.building:
                address, estate = whole, estate or whole.estate
        number = address.building_number
        doubts.add("name", "", None if name else "name_missing", self._column("building"))
        phones = self._phones(record, ("head_phone",), doubts)
        grid = self._text(record, "grid") or record.section
        return BuildingFacts(
            sheet=self.rows.sheet.name, row=record.row + 1, name=f"{number}幢" if number is not None else name, number=number,
            estate=estate, grid="" if is_nothing(grid) else grid, units=self._whole(record, "units", doubts, 1, 50),
            floors=self._whole(record, "floors", doubts, 1, 150), lift=self._yes_no(record, "lift", doubts),
            head=_said(self._text(record, "head")), head_phone="/".join(phones),
            x=self._number(record, "x", doubts, -20_000, 20_000), y=self._number(record, "y", doubts, -20_000, 20_000),
            note=_said(self._text(record, "note")), doubts=tuple(doubts.doubts),
        )


def _said(text: str) -> str:
    """'' for '-' and '/', the text for anything else ('无' says that there is nothing, which is worth keeping)."""
    return "" if is_nothing(text) and squeeze(text) != "无" else text


def _joined(*parts: str) -> str:
    return ";".join(p for p in parts if p and not is_nothing(p))


@lru_cache(maxsize=8)
def _lookup(table: str) -> dict[str, str]:
    lists: dict[str, list[str]] = words()[table]
    return {squeeze(word): code for code, names in lists.items() for word in (code, *names)}


def _word(table: str, text: str) -> str:
    """The code of a word in a table of words.json; an unknown kind of organisation stays as written, others become ''."""
    plain = squeeze(text)
    if is_nothing(plain):
        return ""
    return _lookup(table).get(plain, cell_text(text) if table == "organisation_kinds" else "")
