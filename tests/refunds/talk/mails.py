"""Mails as programs really write them, byte by byte. `to` is the reply address of a case."""

from __future__ import annotations

import base64
from itertools import count
from textwrap import fill

_numbers = count(1)


def mail(to: str, *body: str, sender: str = "Mila Novak <mila@home.example>", **heads: str) -> bytes:
    """Heads, an empty line, and the body's lines. `heads` are further ones, with _ for -."""
    known = {
        "Return_Path": "<mila@home.example>",
        "From": sender,
        "To": f"Recourse <{to}>",
        "Subject": "Re: We have your request",
        "Date": "Fri, 27 Nov 2026 10:15:00 +0100",
        "Message_ID": f"<mail-{next(_numbers)}@home.example>",
        "MIME_Version": "1.0",
        **heads,
    }
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in known.items() if value]
    return "\r\n".join([*lines, "", *body, ""]).encode()


def plain(to: str, *lines: str, **more: str) -> bytes:
    return mail(to, *lines, Content_Type='text/plain; charset="utf-8"', Content_Transfer_Encoding="8bit", **more)


def apple_german(to: str) -> bytes:
    """Apple Mail in German, quoted-printable in Latin-1, the quote below."""
    return mail(
        to,
        "Guten Tag,=20",
        "",
        "das Paket ist zur=FCck. Sch=F6ne Gr=FC=DFe",
        "Mila",
        "",
        "> Am 26.11.2026 um 09:12 schrieb Recourse <refunds@localhost>:",
        ">=20",
        "> Hallo Mila Novak,",
        "> wir haben Ihren Antrag.",
        "",
        "Von meinem iPhone gesendet",
        Content_Type="text/plain; charset=iso-8859-1",
        Content_Transfer_Encoding="quoted-printable",
    )


def gmail_german(to: str) -> bytes:
    """Gmail in German: the line before the quote is broken in two."""
    return plain(
        to,
        "Ich habe Ihnen am 3. November geschrieben: die Lampe brummt.",
        "",
        "Am Do., 26. Nov. 2026 um 09:12 Uhr schrieb Recourse <",
        "refunds@localhost>:",
        "",
        "> Hallo Mila Novak,",
        ">",
        "> wir haben Ihren Antrag.",
    )


def outlook(to: str) -> bytes:
    """Outlook quotes without signs: a rule and a head."""
    return plain(
        to,
        "Please send it to my new address.",
        "",
        "Kind regards",
        "Mila",
        "________________________________",
        "From: Recourse <refunds@localhost>",
        "Sent: Thursday, November 26, 2026 9:12 AM",
        "To: Mila Novak <mila@home.example>",
        "Subject: We have your request",
        "",
        "Hello Mila Novak,",
        "we have your request.",
    )


def outlook_html(to: str) -> bytes:
    """HTML only, as Outlook on the web sends it: what it quotes stands below a marked line."""
    return mail(
        to,
        "<html><head><style>p{color:red}</style><title>No</title></head><body>",
        "<p>The lamp is <b>broken</b> &amp; it smells.</p><p>Mila<br>Berlin</p>",
        "<script>alert(1)</script>",
        '<div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> Recourse</div>',
        "<div>we have your request.</div></body></html>",
        Content_Type="text/html; charset=utf-8",
    )


def base64_bottom_posting(to: str) -> bytes:
    """Everything in base64, and the answer below the quote, as some still write."""
    words = (
        "On Thu, 26 Nov 2026, Recourse wrote:\n> Which lamp is it?\n\nThe left one – see below.\n\n-- \nMila Novak\n"
    )
    coded = base64.b64encode(words.encode()).decode()
    return mail(to, fill(coded, 76), Content_Type="text/plain; charset=UTF-8", Content_Transfer_Encoding="base64")


def with_files(to: str, *files: tuple[str, str, bytes], **more: str) -> bytes:
    """Text, a picture of a signature inside the HTML, and attachments: (name, type, content)."""
    parts = [
        "--outer\r\nContent-Type: multipart/alternative; boundary=inner\r\n\r\n"
        "--inner\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHere are the pictures.\r\n"
        "--inner\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Here are the pictures.</p>\r\n--inner--\r\n"
    ]
    for name, kind, content in files:
        coded = fill(base64.b64encode(content).decode(), 76)
        parts.append(
            f'--outer\r\nContent-Type: {kind}; name="{name}"\r\nContent-Transfer-Encoding: base64\r\n'
            f'Content-Disposition: attachment; filename="{name}"\r\n\r\n{coded}\r\n'
        )
    return mail(to, *parts, "--outer--", Content_Type="multipart/mixed; boundary=outer", **more)


def away(to: str) -> bytes:
    """An out-of-office answer."""
    return plain(to, "I am away until Monday.", Auto_Submitted="auto-replied", Subject="Automatic reply")


def bounce(letter: int, reply_to: str, domain: str = "localhost", action: str = "failed") -> bytes:
    """A delivery report with our letter's head in it."""
    return mail(
        "refunds@localhost",
        "--report",
        "Content-Type: text/plain; charset=us-ascii",
        "",
        "Your message could not be delivered.",
        "--report",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; mx.home.example",
        "",
        "Final-Recipient: rfc822; mila@home.example",
        f"Action: {action}",
        "Status: 5.1.1",
        "Diagnostic-Code: smtp; 550 5.1.1 <mila@home.example>:",
        "    no such mailbox",
        "--report",
        "Content-Type: text/rfc822-headers",
        "",
        f"Message-ID: <message-{letter}@{domain}>",
        f"Reply-To: {reply_to}",
        "Subject: We have your request",
        "--report--",
        sender="MAILER-DAEMON@home.example",
        Return_Path="<>",
        Content_Type="multipart/report; report-type=delivery-status; boundary=report",
    )
