"""Messages as Indonesian patrons type them, with planted personal values beside look-alikes."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random


def parted(text: str) -> tuple[str, ...]:
    """What stands between the bars."""
    return tuple(text.split("|"))


KINDS = ("nik", "kk", "phone", "email", "card", "member")

PROVINCES = parted(
    "11|12|13|14|15|16|17|18|19|21|31|32|33|34|35|36|51|52|53|61|62|63|64|64|64|65|71|72|73|74|75"
    "|76|81|82|91|92|93|94|95|96"
)
MOBILE = parted(
    "0811|0812|0812|0813|0821|0822|0823|0851|0852|0853|0814|0815|0816|0855|0856|0857|0858|0817"
    "|0818|0819|0859|0877|0878|0831|0832|0833|0838|0895|0896|0897|0898|0899|0881|0882|0887|0888"
)
AREAS = parted("0548|0548|0541|0542|021|022|024|0274|031|0361|0411|0511|0561|061|0751")
DOMAINS = parted(
    "gmail.com|gmail.com|gmail.com|yahoo.com|yahoo.co.id|ymail.com|rocketmail.com|outlook.com"
    "|hotmail.com|icloud.com|student.unmul.ac.id|ui.ac.id|mail.ugm.ac.id|sman1btg.sch.id"
    "|bontangkota.go.id|pupukkaltim.co.id|proton.me|rumahbaca.or.id|belajar.id|kreasi.my.id"
    "|tokoku.biz"
)
NAMES = parted(
    "rani|dewi|budi|agus|siti|nur|putri|rizky|fajar|andi|yusuf|maya|lestari|hendra|wulan|dimas|ayu"
    "|bayu|eko|intan|joko|kartika"
)
CHATS = ("wa.me/", "api.whatsapp.com/send?phone=")
CARD_STARTS = ("4", "4", "4556", "51", "53", "5521", "2223", "3528", "3566", "6013", "6019", "1946")
# What patrons write, by what it is about; a name in braces stands for one of the values below.
WORDINGS: dict[str, list[str]] = json.loads(
    Path(__file__).with_name("wordings.json").read_text("utf-8")
)


@dataclass(frozen=True, slots=True)
class Planted:
    """One personal value in a text, by its characters."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Message:
    """One message with what was planted in it."""

    text: str
    planted: tuple[Planted, ...]


def digits(random: Random, count: int) -> str:
    """Any digits, as many as asked for."""
    return "".join(random.choices("0123456789", k=count))


def luhn(body: str) -> str:
    """The check digit that makes a card number valid."""
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(body[::-1])]
    return str(-sum(value // 10 + value % 10 for value in doubled) % 10)


def grouped(random: Random, value: str, sizes: tuple[int, ...]) -> str:
    """Write a number in groups; the last takes what is left."""
    parts, at = [], 0
    for size in sizes:
        parts.append(value[at : at + size])
        at += size
    parts.append(value[at:])
    return random.choice("   .--").join(part for part in parts if part)


def identity(random: Random, *, women: bool) -> str:
    """Sixteen digits: place, date, serial."""
    day = random.randint(1, 28) + (40 if women else 0)
    place = random.choice(PROVINCES) + f"{random.randint(1, 79):02}{random.randint(1, 30):02}"
    date = f"{day:02}{random.randint(1, 12):02}{random.randint(0, 99):02}"
    return place + date + f"{random.choice((random.randint(1, 9), random.randint(1, 9999))):04}"


def sixteen(random: Random, value: str) -> str:
    """Write an identity number plainly, in groups, or over two lines."""
    form, sizes = random.random(), ((4, 4, 4), (4, 4, 4), (6, 6), (2, 2, 2, 6), (8,), (6,))
    if form < 0.5:
        return value
    if form < 0.9:
        return grouped(random, value, random.choice(sizes))
    cut = random.choice((4, 6, 8, 12))
    return value[:cut] + "\n" + value[cut:]


def nik(random: Random) -> str:
    """A person's identity number."""
    return sixteen(random, identity(random, women=random.random() < 0.5))


def kk(random: Random) -> str:
    """A family card's number."""
    return sixteen(random, identity(random, women=False))


def phone(random: Random) -> str:
    """A mobile number in one of the ways people write it."""
    start = random.choice(MOBILE)
    national = start + digits(random, random.choice((6, 7, 8, 8, 8, 9)))
    lead = random.choice(("0", "0", "0", "+62", "+62 ", "62", "+62-"))
    form, sizes = random.random(), ((3, 4), (3, 4), (3, 3), (3, 2, 2, 2), (3,))
    if form < 0.45:
        return lead + national[1:]
    if form < 0.92:
        return lead + grouped(random, national[1:], random.choice(sizes))
    if form > 0.97:
        return random.choice(("https://", "")) + random.choice(CHATS) + "62" + national[1:]
    cut = random.choice((4, 7))
    return lead + national[1:cut] + "\n" + national[cut:]


def landline(random: Random) -> str:
    """A fixed line's number with its area code."""
    area = random.choice(AREAS)
    length = 6 if len(area) == 3 else random.choice((4, 5))
    local = random.choice("2345678") + digits(random, length)
    if random.random() < 0.4:
        local = local[:3] + random.choice(" -") + local[3:]
    forms = (f"({area}) {local}", f"({area}){local}", f"{area}-{local}", f"{area} {local}")
    return random.choice((*forms, f"+62 {area[1:]} {local}", f"{area}{local}"))


def email(random: Random) -> str:
    """An address, plain or mangled."""
    first, second = random.sample(NAMES, 2)
    number = digits(random, random.choice((1, 2, 4)))
    user = random.choice((first + number, f"{first}.{second}", f"{first}_{second}{number}", first))
    domain = random.choice(DOMAINS)
    if random.random() < 0.5:
        return random.choice((f"{user}@{domain}", f"{user.title()}@{domain}", f"{user}@{domain}"))
    dotted = domain.replace(".", random.choice(("(dot)", " dot ", "[dot]")))
    spaced = (f"{user} @ {domain}", f"{user} @{domain}", f"{user}@ {domain}")
    signs = [f"{user}{at}{domain}" for at in ("(at)", " (at) ", "[at]")]
    lines = (f"{user}@\n{domain}", f"{user}\n@{domain}", f"{user}@{domain.replace('.', ' . ', 1)}")
    return random.choice((*spaced, *signs, f"{user}(at){dotted}", *lines))


def card(random: Random) -> str:
    """A bank card's number, valid by its check digit."""
    amex = random.random() < 0.1
    start = random.choice(("34", "37") if amex else CARD_STARTS)
    body = start + digits(random, (14 if amex else 15) - len(start))
    value, form = body + luhn(body), random.random()
    if form < 0.4:
        return value
    if form < 0.9:
        return grouped(random, value, (4, 6) if amex else (4, 4, 4))
    return value[:8] + "\n" + value[8:]


def member(random: Random) -> str:
    """A library card's number, carefully or carelessly typed."""
    year, serial = random.choice(("2019", "2023", digits(random, 4))), digits(random, 5)
    forms = ("BTG-{}-{}",) * 6 + ("btg-{}-{}", "Btg-{}-{}", "BTG {} {}", "BTG{}{}", "BTG - {} - {}")
    return random.choice((*forms, "btg{}{}", "BTG.{}.{}", "BTG-{}-\n{}")).format(year, serial)


def isbn(random: Random) -> str:
    """A book number of either length, with a true check digit."""
    if random.random() < 0.35:
        body = random.choice(("979602", "602851", "081297", "030640")) + digits(random, 3)
        rest = -sum((10 - place) * int(digit) for place, digit in enumerate(body)) % 11
        value = body + ("X" if rest == 10 else str(rest))
        first, second = (1, 5) if value[0] == "0" else (3, 6)
        return random.choice(
            (value, f"{value[:first]}-{value[first:second]}-{value[second:9]}-{value[9]}")
        )
    value = ean(random.choice(("978602", "978623", "978979", "978014")) + digits(random, 6))
    forms = (value, f"{value[:3]}-{value[3:6]}-{value[6:8]}-{value[8:12]}-{value[12]}")
    return random.choice((*forms, forms[1].replace("-", " "), f"{value[:3]}-{value[3:]}"))


def ean(body: str) -> str:
    """Twelve digits with the thirteenth that checks them."""
    weights = (int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body))
    return body + str(-sum(weights) % 10)


def call(random: Random) -> str:
    """A shelf mark."""
    fraction = random.choice(("04", "122", "598", digits(random, 3)))
    number = digits(random, 3) + "." + fraction + random.choice(("", " 604", "3 604"))
    return f"{number} {random.choice(NAMES)[:3].upper()} {random.choice('abcdhlmps')}"


def date(random: Random) -> str:
    """A day in one of many forms."""
    day, month, year = random.randint(1, 28), random.randint(1, 12), random.randint(1960, 2026)
    named = f"{day} {random.choice(('Jan', 'Maret', 'mei', 'Agustus', 'okt', 'Des'))} {year}"
    numeric = (f"{day:02}{sign}{month:02}{sign}{year}" for sign in "-/. ")
    short = (f"{day}/{month}", f"{day:02}{month:02}{year}", f"{day:02}-{month:02}-{year % 100:02}")
    return random.choice((named, *numeric, *short, f"{year}-{month:02}-{day:02}"))


def transaction(random: Random) -> str:
    """Sixteen digits that are no identity: no such province, no valid check digit."""
    start = random.choice(("2024", "2025", "8808", "0098", "4099", "9900"))
    body = start + digits(random, 11)
    wrong = (int(luhn(body)) + random.randint(1, 9)) % 10
    return body + str(wrong)


def numbered(patterns: str) -> Callable[[Random], str]:
    """A value made from a pattern whose # are digits."""
    return lambda random: re.sub("#", lambda _: digits(random, 1), random.choice(parted(patterns)))


MAKERS = (nik, kk, phone, landline, email, card, member, isbn, call, date, transaction)
VALUES: dict[str, Callable[[Random], str]] = {maker.__name__: maker for maker in MAKERS} | {
    "title": lambda random: random.choice(WORDINGS["titles"]),
    "barcode": lambda random: ean("899" + digits(random, 9)),
    "issn": numbered("####-####|1###-####|2###-####|####-###X|########"),
    "time": numbered("0#.30|1#:0#|1#.30-1#.00|0#:00 - 1#:00 WITA|1#.15 wita"),
    "years": numbered("19##-19##|20##/20##|1945–1949|20##-20##|thn 198# s/d 199#"),
    "year": numbered("20##"),
    "small": numbered("##|1#/2#|0#"),
    "price": numbered("Rp 1.2##.000|Rp#5.000|rp. 3#.500,-|1##rb|IDR 2,##0,000|250000"),
    "inventory": numbered("00###/PD/2019|2019.01.00###|#####/P/H/20##|012###-2021|B00#####"),
    "parcel": numbered(
        "JX##########|JP##########|0048########|SPXID04##########|1100############|TLJR########"
        "|5801##########|CM#########|0112 #### #### ##|10008#########"
    ),
    "pages": numbered("112-14#|1021–103#|hlm. 45-6#|2##-3##|pp. 0#1-0##"),
    "handle": numbered("@perpus.bontang|@rani_baca##|@dispusip.btg|@kutubuku.id"),
    "url": numbered(
        "https://opac.bontang.go.id/detail/8#############|bit.ly/daftar-perpus#|wa.me/msg"
        "|https://www.instagram.com/p/C#x##/|https://shopee.co.id/buku-i.1########.2##########"
        "|https://medium.com/@kutubuku/resensi-0812########|https://doi.org/10.1080/0812####.20"
    ),
    "queue": numbered("A-0##|INV/2024031#/XX/####|#240312######|ORD-########|no. 08##"),
}


def careless(random: Random, text: str) -> str:
    """Type words as in a hurry: a lost letter or a doubled one."""
    at = random.randrange(len(text))
    if random.random() > 0.25 or not text[at].isalpha():
        return text
    return text[:at] + random.choice(("", text[at] * 2)) + text[at + 1 :]


def template(random: Random) -> str:
    """Choose what a message says: nothing, look-alikes, or one or two personal values."""
    share = random.random()
    if share < 0.33:
        return careless(
            random,
            random.choice(WORDINGS["plain"]).replace("{title}", random.choice(WORDINGS["titles"])),
        )
    if share < 0.58:
        return " ".join(random.sample(WORDINGS["alike"], random.choice((1, 1, 2))))
    body = random.choice(WORDINGS[random.choice(KINDS)])
    also = random.random()
    if also < 0.12:
        between = random.choice((", ", "\n", " "))
        return body + between + random.choice(WORDINGS[random.choice(KINDS)])
    return body + ("\n" + random.choice(WORDINGS["alike"]) if also < 0.25 else "")


def message(random: Random) -> Message:
    """Fill one template, noting where the personal values stand."""
    body = template(random)
    if random.random() < 0.5:
        opening = careless(random, random.choice(WORDINGS["openings"]))
        body = opening + random.choice((", ", " ", "\n", "... ")) + body
    if random.random() < 0.4:
        body += random.choice((" ", ", ", "\n", ". ")) + careless(
            random, random.choice(WORDINGS["closings"])
        )
    text, planted = "", list[Planted]()
    for place, part in enumerate(re.split(r"\{(\w+)\}", body)):
        value = VALUES[part](random) if place % 2 else part
        kind = "phone" if part == "landline" else part
        if place % 2 and kind in KINDS:
            shown = value.rfind("/") + 1 if "wa.me/" in value else value.rfind("=") + 1
            planted.append(Planted(kind, len(text) + shown, len(text) + len(value)))
        text += value
    return Message(text, tuple(planted))


def messages(seed: int, count: int) -> list[Message]:
    """The same messages for the same seed."""
    random = Random(seed)
    return [message(random) for _ in range(count)]
