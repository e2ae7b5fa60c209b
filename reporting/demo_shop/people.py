"""Customers who never lived: names mixed from many countries, at domains that belong to nobody."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from random import Random

_NAMES: dict[str, tuple[str, str]] = {
    "DE": (
        "Anneke Birte Clemens Dörte Eike Frauke Gesa Hauke Imke Jannik Karsten Lorenz Merle Nele Ortwin Rieke Sönke "
        "Tjark Ulrike Wiebke Jonas Leni Mats Paula",
        "Achterberg Brinkhaus Claasen Dierksen Eilers Feddersen Grothe Hinrichs Isermann Jessen Kröger Lindhorst "
        "Mönch Nottbohm Oelrich Petersen Quandt Rademacher Steffens Tietjen Uhlmann Vogts Wulff Zander",
    ),
    "AT": (
        "Burgi Florian Gregor Hannelore Jakob Katharina Leopold Magdalena Resi Severin Theresia Valentin",
        "Aigner Brandstätter Edlinger Fuchsberger Haslinger Kirchmayr Moosbrugger Obermoser Pichlmair Tschugg",
    ),
    "FR": (
        "Amélie Bastien Capucine Damien Élodie Fabrice Gaëlle Hugo Inès Jérôme Léa Maëlle Noémie Quentin Rémi Solène",
        "Aubriot Beaulieu Chastain Delcroix Estienne Fauvel Garnaud Hervieux Jaubert Lacombe Montbrun Peyrot Roussin",
    ),
    "NL": (
        "Anouk Bram Daan Eline Femke Gijs Hidde Jelle Lotte Maud Niek Roos Sanne Teun Wouter",
        "Bakhuis Dijkgraaf Elzinga Groeneveld Hoekstra Kuipers Molenaar Nijboer Postma Rietveld Terpstra Veldkamp",
    ),
    "BE": (
        "Arthur Ciska Dries Elise Jef Liesbet Margaux Pieter Seppe Tine",
        "Baeten Claeskens Deprez Goossens Lambrechts Nijs Vercauteren Wauters",
    ),
    "ES": (
        "Ainhoa Blanca Carmen Diego Elena Gonzalo Irene Joaquín Lucía Marta Nuria Pilar Rocío Sergio Teresa",
        "Abascal Bermejo Cordero Echeverría Fuentes Galindo Hinojosa Larrea Montoya Olmedo Quiroga Salcedo Urrutia",
    ),
    "IT": (
        "Alessia Bruno Chiara Davide Elisa Fabio Giada Ilaria Lorenzo Martina Niccolò Serena Tommaso",
        "Albertini Bonaccorsi Cattaneo Donadoni Fabbri Galvani Locatelli Marchetti Panzeri Rinaldi Tarantini",
    ),
    "IE": (
        "Aoife Brendan Ciara Declan Eimear Fionn Gráinne Niamh Oisín Róisín",
        "Brannigan Corrigan Devane Flanagan Geraghty Hanrahan Lenihan Mulcahy Tierney",
    ),
    "FI": (
        "Aino Eero Helmi Juhani Kaisa Lauri Minna Olavi Päivi Tuomas",
        "Aaltonen Heikkinen Kallio Lehtonen Mäkelä Nieminen Rantala Saarinen",
    ),
    "GB": (
        "Abigail Benedict Cerys Dougal Esme Fergus Gwen Hamish Isla Jolyon Kirsty Lachlan Morag Nigel Orla Piers "
        "Rhiannon Stuart Tamsin Priya Imran Yusuf Zadie Femi",
        "Ashcombe Bracewell Cartmell Dunsmore Entwistle Farnworth Gillespie Hathersage Ibbotson Kinsella Lockhart "
        "Merriweather Oakshott Pendleton Rowntree Shackleford Thistlewood Umpleby Wainscott Adeyemi Chaudhry Mistry",
    ),
    "US": (
        "Addison Brooke Caleb Dakota Elijah Faith Grayson Hailey Isaiah Jocelyn Kendra Logan Marisol Noelle Owen "
        "Paige Reese Shelby Trevor Wyatt Xiomara Tyrone Mei Arjun",
        "Ackerman Birdsong Castellanos Delacroix Eastwick Fairbanks Goldfarb Hollister Ivey Jankowski Kessler "
        "Lindqvist Macklin Nakagawa Ochoa Pruitt Quintero Rutledge Santoro Tillman Underhill Vandermeer Whitlock",
    ),
    "JP": (
        "Akari Daichi Emi Haruka Itsuki Kaede Makoto Nanami Rin Sora Takumi Yui Hinata Misaki Ren Tsubasa",
        "Aoyagi Endo Fujisawa Hirano Ishikawa Kawai Minami Nishimoto Okada Sakamoto Tachibana Uchida Yamane",
    ),
}
_LANGUAGES = {
    "DE": "de",
    "AT": "de",
    "FR": "fr",
    "ES": "es",
    "IT": "it",
    "NL": "nl",
    "BE": "nl",
    "GB": "en",
    "IE": "en",
    "US": "en",
}
_CHOICES = {country: (first.split(), last.split()) for country, (first, last) in _NAMES.items()}
_DOMAINS = ("example.com", "example.org", "example.net")


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    email: str
    country: str


MILA = Person("Mila Novak", "mila.novak@example.com", "DE")
TOM = Person("Tom Berg", "tom.berg@example.org", "GB")


def language_of(person: Person) -> str:
    """What somebody reads, by country; of some nothing is known. Mila and Tom are met in the demo's own language."""
    return "en" if person in (MILA, TOM) else _LANGUAGES.get(person.country, "")


def passer_by(rng: Random, country: str) -> Person:
    """Somebody of whom there may be many; the address is one only with a number of the writer's own."""
    first, last = (rng.choice(names) for names in _CHOICES[country])
    return Person(f"{first} {last}", f"{_plain(first)}.{_plain(last)}@{rng.choice(_DOMAINS)}", country)


class Newcomers:
    """Meets people, none of them twice."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._taken = {MILA.email, TOM.email}

    def meet(self, country: str) -> Person:
        """Somebody new from this country."""
        first, last = (self._rng.choice(names.split()) for names in _NAMES[country])
        return Person(f"{first} {last}", self._address(first, last), country)

    def _address(self, first: str, last: str) -> str:
        first, last = _plain(first), _plain(last)
        shapes = (f"{first}.{last}", f"{first[0]}.{last}", f"{first}{last}", f"{last}.{first}")
        local, domain = self._rng.choice(shapes), self._rng.choice(_DOMAINS)
        address = f"{local}@{domain}"
        while address in self._taken:
            address = f"{local}{self._rng.randint(2, 99)}@{domain}"
        self._taken.add(address)
        return address


def _plain(name: str) -> str:
    """Write a name as a mail address can carry it."""
    spelled = name.lower().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")
    return unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
