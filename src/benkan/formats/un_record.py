"""One record of the UN list: a person or an organisation, with everything that its fields hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from benkan.core.errors import N_, Invalid
from benkan.formats import un_names
from benkan.formats.entity import Entity, checked
from benkan.formats.report import Report
from benkan.formats.un_countries import code_of
from benkan.formats.un_dates import Born, born, listed
from benkan.formats.un_documents import number_in
from benkan.formats.un_names import squeezed

_FORMER = re.compile(r"\b(?:previously|formerly)\s+listed", re.IGNORECASE)
_ORIGINAL = re.compile(r"(?:original script|in arabic)\s*:\s*(.+)$", re.IGNORECASE | re.DOTALL)
_NOTHING = ("", "na", "n/a", "-", "none", "unknown")
_LINKED = {"QUALITY", "ALIAS_NAME", "NOTE", "DATE_OF_BIRTH", "CITY_OF_BIRTH", "COUNTRY_OF_BIRTH"}
_KNOWN = {
    "DATAID", "VERSIONNUM", "FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME", "NAME_ORIGINAL_SCRIPT",
    "UN_LIST_TYPE", "REFERENCE_NUMBER", "LISTED_ON", "COMMENTS1", "TITLE", "DESIGNATION", "NATIONALITY", "LIST_TYPE",
    "LAST_DAY_UPDATED", "GENDER", "SORT_KEY", "SORT_KEY_LAST_MOD", "INDIVIDUAL_ALIAS", "INDIVIDUAL_ADDRESS",
    "INDIVIDUAL_DATE_OF_BIRTH", "INDIVIDUAL_PLACE_OF_BIRTH", "INDIVIDUAL_DOCUMENT", "ENTITY_ALIAS", "ENTITY_ADDRESS",
}  # fmt: skip
_QUALITIES = {"good": "alias", "low": "weakAlias", "a.k.a.": "alias", "f.k.a.": "previousName", "": "alias"}


class Reading:
    """One record under the reader's eye; ``entities`` gives what it becomes."""

    def __init__(self, element: Element, report: Report) -> None:
        self.element = element
        self.report = report
        self.tag = element.tag
        self.person = element.tag == "INDIVIDUAL"
        self.identifier = squeezed(element.findtext("DATAID"))
        self.path = f"/CONSOLIDATED_LIST/{'INDIVIDUALS' if self.person else 'ENTITIES'}/{self.tag}[{self.identifier}]"
        self.properties: dict[str, dict[str, None]] = {}

    def entities(self) -> Iterator[Entity]:
        """The person or organisation, then its documents.

        Raises:
            Invalid: the record has no DATAID or no name, or a value that cannot be kept.
        """
        if not self.identifier:
            raise Invalid(
                "un.no-dataid", N_("A record has no DATAID."), N_("Fetch the list again."), place=f"{self.path}/DATAID"
            )
        for child in self.element:
            if child.tag not in _KNOWN:
                self._note(child.tag, "un.unknown-element", N_("The element %(tag)s is not known in this place."),
                           N_("Passed over."), tag=child.tag[:60])  # fmt: skip
        self._names()
        self._aliases()
        self._facts()
        documents = list(self._documents()) if self.person else []
        schema = "Person" if self.person else "Organization"
        kept = {name: list(values) for name, values in self.properties.items()}
        yield checked(f"un-{self.identifier}", schema, kept, place=self.path)
        yield from documents

    def _names(self) -> None:
        written = [self._text(tag) for tag in ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")]
        whole = squeezed(" ".join(written))
        if self.person:
            if title := un_names.TITLES.search(whole):
                self._note("FIRST_NAME", "un.title-in-name", N_("The name holds a title: %(title)s."),
                           N_("Kept; matching ignores titles."), title=title[0])  # fmt: skip
            self._keep("name", un_names.plain(whole))
            for name, value in (("firstName", written[0]), ("lastName", written[-1] or written[1])):
                self._keep(name, un_names.plain(value))
        else:
            found = un_names.read(whole, person=False)
            if found.split:
                self._note("FIRST_NAME", "un.several-names", N_("One field holds several names."),
                           N_("The first is the name, the others are aliases."))  # fmt: skip
            self._keep("name", *found.names[:1])
            self._keep("alias", *found.names[1:])
            self._acronyms("FIRST_NAME", found)
        original = self.element.findtext("NAME_ORIGINAL_SCRIPT") or ""
        if squeezed(original):
            self._tidied("NAME_ORIGINAL_SCRIPT", original)
            if un_names.scripts(original) == {"LATIN"}:
                self._note("NAME_ORIGINAL_SCRIPT", "un.not-original", N_("The original script is Latin."),
                           N_("Kept as an alias."))  # fmt: skip
            self._keep("alias", un_names.plain(original))

    def _aliases(self) -> None:
        for number, alias in enumerate(self.element.findall(f"{self.tag}_ALIAS"), 1):
            at = f"{self.tag}_ALIAS[{number}]"
            written, quality = alias.findtext("ALIAS_NAME") or "", squeezed(alias.findtext("QUALITY"))
            if not squeezed(written):
                self._note(at, "un.empty-alias", N_("An alias has no name."), N_("Passed over."))
                continue
            property_ = _QUALITIES.get(quality.casefold(), "alias")
            if not quality:
                self._note(at, "un.no-quality", N_("An alias has no quality."), N_("Kept as an ordinary alias."))
            found = un_names.read(written, person=self.person)
            self._tidied(at, written)
            note = squeezed(alias.findtext("NOTE"))
            if found.former or _FORMER.search(note):
                property_ = "previousName"
                self._note(at, "un.previously-listed", N_("The alias is the name under which it was listed before."),
                           N_("Kept as a former name."))  # fmt: skip
            if found.split:
                self._note(at, "un.several-names", N_("One alias field holds %(count)d names."),
                           N_("Each is kept as a name of its own."), count=len(found.names))  # fmt: skip
            if not found.names:
                self._note(at, "un.not-a-name", N_("An alias has no letters that make a name."), N_("Kept in notes."))
                self._keep("notes", squeezed(written))
            self._keep(property_, *found.names)
            self._acronyms(at, found)
            self._remarks(at, found)
            self._alias_details(at, alias, found, note, property_)

    def _alias_details(self, at: str, alias: Element, found: un_names.Names, note: str, property_: str) -> None:
        """What an alias says beside its name: another script, other spellings, another birth."""
        note = squeezed(_FORMER.sub("", note).removesuffix(" as").removeprefix("as").strip(" .,"))
        original = _ORIGINAL.search(note)
        only_names = un_names.scripts(note) == {"LATIN"} and ";" in note and not re.search(r"\d|:|\(", note)
        if original:
            more = un_names.read(original[1], person=self.person).names
            foreign = [name for name in more if un_names.scripts(name) - {"LATIN"}]
            self._keep(property_, *foreign)
            self._note(f"{at}/NOTE", "un.name-in-note", N_("A note holds the name in its original script."),
                       N_("Kept as a name of its own."))  # fmt: skip
            note = squeezed(note[: original.start()])
        elif only_names:
            self._keep(property_, *un_names.read(note, person=self.person).names)
            self._note(f"{at}/NOTE", "un.name-in-note", N_("A note holds other spellings of the name."),
                       N_("Each is kept as a name of its own."))  # fmt: skip
            note = ""
        label = found.names[0] if found.names else ""
        if squeezed(note) and note.casefold() != "as":
            self._keep("notes", f"{label}: {note}")
        when = squeezed(alias.findtext("DATE_OF_BIRTH"))
        if when:
            self._note(f"{at}/DATE_OF_BIRTH", "un.birth-of-alias", N_("The birth date is that of an alias."),
                       N_("Kept among the birth dates."))  # fmt: skip
            self._keep("birthDate", *self._born(f"{at}/DATE_OF_BIRTH", {"DATE": when}).dates)
        where = [squeezed(alias.findtext(tag)) for tag in ("CITY_OF_BIRTH", "COUNTRY_OF_BIRTH")]
        if any(where):
            self._keep("birthPlace", ", ".join(part for part in where if part))
            self._country("birthCountry", f"{at}/COUNTRY_OF_BIRTH", where[1])

    def _facts(self) -> None:
        self._keep("program", self._text("UN_LIST_TYPE"))
        self._keep("keywords", self._text("REFERENCE_NUMBER"))
        self._keep("topics", "sanction")
        self._keep("publisher", "United Nations Security Council")
        self._keep("notes", self._text("COMMENTS1"))
        self._keep("createdAt", *self._listed("LISTED_ON", [self._text("LISTED_ON")]))
        updates = [squeezed(value.text) for value in self.element.findall("LAST_DAY_UPDATED/VALUE")]
        self._keep("modifiedAt", *self._listed("LAST_DAY_UPDATED", updates))
        for number, address in enumerate(self.element.findall(f"{self.tag}_ADDRESS"), 1):
            self._address(f"{self.tag}_ADDRESS[{number}]", address)
        if not self.person:
            return
        self._keep("title", *(squeezed(value.text) for value in self.element.findall("TITLE/VALUE")))
        self._keep("position", *(squeezed(value.text) for value in self.element.findall("DESIGNATION/VALUE")))
        for value in self.element.findall("NATIONALITY/VALUE"):
            self._country("nationality", "NATIONALITY/VALUE", squeezed(value.text))
        gender = self._text("GENDER").lower()
        if gender in ("male", "female"):
            self._keep("gender", gender)
        elif gender:
            self._note("GENDER", "un.gender", N_("The gender cannot be read."), N_("Passed over."))
        for number, element in enumerate(self.element.findall("INDIVIDUAL_DATE_OF_BIRTH"), 1):
            at = f"INDIVIDUAL_DATE_OF_BIRTH[{number}]"
            found = self._born(at, {child.tag: squeezed(child.text) for child in element})
            self._keep("birthDate", *found.dates)
        for number, element in enumerate(self.element.findall("INDIVIDUAL_PLACE_OF_BIRTH"), 1):
            parts = [squeezed(element.findtext(tag)) for tag in ("STREET", "CITY", "STATE_PROVINCE", "COUNTRY", "NOTE")]
            self._keep("birthPlace", ", ".join(part for part in parts if part))
            self._country("birthCountry", f"INDIVIDUAL_PLACE_OF_BIRTH[{number}]/COUNTRY", parts[3])

    def _address(self, at: str, address: Element) -> None:
        parts = [squeezed(address.findtext(tag)) for tag in ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY")]
        if any(parts[:4]):
            self._keep("address", ", ".join(part for part in parts if part))
        self._country("country", f"{at}/COUNTRY", parts[4])
        if note := squeezed(address.findtext("NOTE")):
            self._keep("notes", f"Address {', '.join(part for part in parts if part)}: {note}")

    def _documents(self) -> Iterator[Entity]:
        for number, document in enumerate(self.element.findall("INDIVIDUAL_DOCUMENT"), 1):
            at = f"INDIVIDUAL_DOCUMENT[{number}]"
            values = {child.tag: squeezed(child.text) for child in document if squeezed(child.text)}
            if not values:
                continue
            kind = values.get("TYPE_OF_DOCUMENT") or values.get("TYPE_OF_DOCUMENT2", "")
            passport = bool(re.search(r"passe?port|pasaporte", kind, re.IGNORECASE))
            found, source = None, ""
            for tag in ("NUMBER", "TYPE_OF_DOCUMENT2", "NOTE"):
                if tag in values and (found := number_in(values[tag])):
                    source = tag
                    break
            whole = "; ".join(f"{values[tag]}" for tag in values)
            if found is None:
                self._note(at, "un.document-without-number", N_("A document has no number that can be read."),
                           N_("Kept in notes."))  # fmt: skip
                self._keep("notes", f"Document: {whole}")
                continue
            if found.taken_out or source != "NUMBER":
                self._note(f"{at}/{source}", "un.number-in-text", N_("The document number stands in a sentence."),
                           N_("Taken out; the sentence is kept with the document."))  # fmt: skip
            self._keep("passportNumber" if passport else "idNumber", found.value)
            properties: dict[str, list[str]] = {
                "number": [found.value],
                "holder": [f"un-{self.identifier}"],
                "type": [
                    " · ".join(
                        dict.fromkeys(values[t] for t in ("TYPE_OF_DOCUMENT", "TYPE_OF_DOCUMENT2") if t in values)
                    )
                ],
                "authority": [values.get("CITY_OF_ISSUE", "")],
                "description": [whole] if found.taken_out or "NOTE" in values else [],
                "startDate": list(self._listed(f"{at}/DATE_OF_ISSUE", [values.get("DATE_OF_ISSUE", "")])),
                "country": [
                    code
                    for tag in ("ISSUING_COUNTRY", "COUNTRY_OF_ISSUE")
                    if (code := self._code(f"{at}/{tag}", values.get(tag, "")))
                ][:1],
            }
            schema = "Passport" if passport else "Identification"
            yield checked(f"un-{self.identifier}-document-{number}", schema, properties, place=f"{self.path}/{at}")

    def _born(self, at: str, values: dict[str, str]) -> Born:
        found = born(values)
        for code, text, done in found.findings:
            self._note(at, code, text, done)
        self._keep("notes", *(f"Birth date: {note}" for note in found.notes))
        return found

    def _listed(self, at: str, values: list[str]) -> Iterator[str]:
        for value in values:
            day = listed(value)
            if day and day != value:
                self._note(at, "un.date-form", N_("A date carries a time zone."), N_("Kept as a day."))
            elif value and not day:
                self._note(at, "un.date-unreadable", N_("A date cannot be read."), N_("Kept in notes."))
                self._keep("notes", f"{at}: {value}")
            if day:
                yield day

    def _country(self, name: str, at: str, country: str) -> None:
        if code := self._code(at, country):
            self._keep(name, code)

    def _code(self, at: str, country: str) -> str:
        if country.casefold() in _NOTHING:
            if country:
                self._note(at, "un.no-country", N_("The country says that there is none."), N_("Passed over."))
            return ""
        if not (code := code_of(country)):
            self._note(at, "un.country-unknown", N_("The country is not one of the names that the UN uses."),
                       N_("Kept in notes."))  # fmt: skip
            self._keep("notes", f"{at}: {country}")
        return code

    def _acronyms(self, at: str, found: un_names.Names) -> None:
        if found.acronyms:
            self._note(at, "un.acronym", N_("An acronym stands behind the name."), N_("Kept as a weak alias."))
            self._keep("weakAlias", *found.acronyms)

    def _remarks(self, at: str, found: un_names.Names) -> None:
        if found.fathers:
            self._keep("fatherName", *found.fathers)
        if found.remarks:
            self._note(at, "un.remark-in-name", N_("A remark stands in the name."), N_("Kept in notes."))
            self._keep("notes", *found.remarks)

    def _tidied(self, at: str, written: str) -> None:
        """Says what was done to the letters of a name."""
        if un_names.has_presentation_forms(written):
            self._note(at, "un.presentation-forms", N_("Arabic presentation forms or tatweel stand in the name."),
                       N_("Turned into the letters that people type."))  # fmt: skip
        if "\n" in written.strip():
            self._note(at, "un.line-break", N_("A line break stands in the name."), N_("Turned into a space."))

    def _text(self, tag: str) -> str:
        return squeezed(self.element.findtext(tag))

    def _keep(self, name: str, *values: str) -> None:
        kept = self.properties.setdefault(name, {})
        kept.update(dict.fromkeys(value for value in values if value.strip()))

    def _note(self, at: str, code: str, text: str, done: str, **facts: object) -> None:
        self.report.note(f"{self.path}/{at}", code, text, done, **facts)
