"""The plain form: asking and reading the answer without scripts."""

import re
from datetime import timedelta

from refdesk.domain.actors import Actor, Party, StaffRole
from refdesk.domain.commands import Claim, End, Say
from tests.web.conftest import Client
from tests.web.site import Site

Headers = dict[str, str]
LIBRARIAN = Actor(Party.STAFF, "s1", "Bu Ani", roles=frozenset({StaffRole.LIBRARIAN}))


def hidden(text: str) -> dict[str, str]:
    """Read the hidden fields of a page; of repeated ones the last."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', text))


def code_of(text: str) -> str:
    """Read the return code shown on a page."""
    found = re.search(r"<strong>([A-Z2-7]{5}-[A-Z2-7]{5})</strong>", text)
    assert found is not None
    return found[1]


async def ask(client: Client, own: Headers, body: str = "jam buka?") -> str:
    """Ask by the form; give the page that follows."""
    fields = hidden(await (await client.get("/tanya?lang=id")).text())
    data = {**fields, "act": "ask", "body": body, "name": "Rina"}
    response = await client.post("/tanya?lang=id", data=data, headers=own)
    assert response.status == 200
    assert response.headers["Cache-Control"] == "no-store"
    return await response.text()


async def answer(site: Site, conversation: str, body: str) -> None:
    """Let a librarian claim and answer."""
    turns = site.parts.desk.turns
    receipt = await turns.take(LIBRARIAN, conversation, Claim(), cid="a" * 32)
    await turns.take(LIBRARIAN, conversation, Say(body, receipt.seq), cid="b" * 32)


async def test_question_gets_a_code_and_a_promise(client: Client, own: Headers) -> None:
    """With nobody on duty the page shows question, promised time and a return code."""
    text = await ask(client, own, "apakah ada <b>buku</b> resep?")
    assert "apakah ada &lt;b&gt;buku&lt;/b&gt; resep?" in text
    assert "Dijawab paling lambat Selasa, 3 Maret 2026 09.00 WIB" in text
    assert code_of(text)


async def test_answer_is_read_by_the_code(site: Site, client: Client, own: Headers) -> None:
    """Another browser with the code reads the answer, writes again, and gets a new code."""
    asked = await ask(client, own)
    await answer(site, hidden(asked)["conversation"], "Buka pukul 8.")
    given = {"act": "open", "code": code_of(asked).lower()}
    response = await client.post("/tanya?lang=id", data=given, headers=own)
    text = await response.text()
    assert "Bu Ani" in text
    assert "Buka pukul 8." in text
    assert code_of(text) != code_of(asked)
    more = {**hidden(text), "act": "say", "body": "Terima kasih!"}
    assert "Terima kasih!" in await (await client.post("/tanya", data=more, headers=own)).text()


async def test_code_works_once(client: Client, own: Headers) -> None:
    """A code that was used, or was never given, is refused in words, and typing is kept."""
    asked = await ask(client, own)
    given = {"act": "open", "code": code_of(asked)}
    assert (await client.post("/tanya", data=given, headers=own)).status == 200
    response = await client.post("/tanya?lang=id", data=given, headers=own)
    assert response.status == 404
    assert "Kode ini salah, sudah dipakai" in (text := await response.text())
    assert f'value="{code_of(asked)}"' in text


async def test_pressing_twice_asks_once(site: Site, client: Client, own: Headers) -> None:
    """The same form sent again meets its conversation instead of opening a second."""
    fields = hidden(await (await client.get("/tanya")).text())
    data = {**fields, "act": "ask", "body": "jam buka?", "name": ""}
    pages = [await (await client.post("/tanya", data=data, headers=own)).text() for _ in range(2)]
    assert hidden(pages[0])["conversation"] == hidden(pages[1])["conversation"]
    assert (await site.store.lists.asked("main"))[1] == 1


async def test_empty_question_is_told(client: Client, own: Headers) -> None:
    """Nothing written: the page says so and keeps the name."""
    fields = hidden(await (await client.get("/tanya")).text())
    data = {**fields, "act": "ask", "body": "  ", "name": "Rina"}
    response = await client.post("/tanya?lang=en", data=data, headers=own)
    assert response.status == 400
    assert "Write the message first." in (text := await response.text())
    assert 'value="Rina"' in text


async def test_a_refused_message_keeps_its_text(site: Site, client: Client, own: Headers) -> None:
    """What was typed into an ended conversation is shown again beside the reason."""
    asked = await ask(client, own)
    fields = hidden(asked)
    await answer(site, fields["conversation"], "Sudah.")
    await end(site, fields["conversation"])
    site.behind.now += timedelta(hours=2)
    more = {**fields, "act": "say", "body": "satu lagi"}
    response = await client.post("/tanya?lang=id", data=more, headers=own)
    assert response.status == 400
    assert "Percakapan ini sudah selesai" in (text := await response.text())
    assert ">satu lagi</textarea>" in text


async def end(site: Site, conversation: str) -> None:
    """Let the librarian end the conversation."""
    turns = site.parts.desk.turns
    state = await turns.conversation(conversation)
    await turns.take(LIBRARIAN, conversation, End(state.fence), cid="c" * 32)


async def test_another_token_reads_nothing(client: Client, own: Headers) -> None:
    """Knowing a conversation's id is not enough to read it."""
    asked = await ask(client, own)
    other = hidden(await (await client.get("/tanya")).text())
    given = {**other, "conversation": hidden(asked)["conversation"], "act": "read"}
    response = await client.post("/tanya", data=given, headers=own)
    assert response.status == 404
    assert "jam buka?" not in await response.text()


async def test_unknown_buttons_and_forms_are_refused(client: Client, own: Headers) -> None:
    """A form that is not ours gets a page that says so."""
    assert (await client.post("/tanya", data={"act": "fly"}, headers=own)).status == 400
    assert (await client.post("/tanya", json={"act": "ask"}, headers=own)).status == 400
    bad = {"act": "ask", "body": "x", "token": "short", "cid": "0" * 32}
    assert (await client.post("/tanya", data=bad, headers=own)).status == 401


async def test_suggestions_are_shown_at_once(client: Client, own: Headers) -> None:
    """The page after asking links the entries that may answer already."""
    text = await ask(client, own, "bagaimana cara memperpanjang buku?")
    assert "Mungkin ini sudah menjawab" in text
    assert 'href="/kb/perpanjang?lang=id"' in text


async def test_code_and_links_stay_while_the_answer_is_awaited(
    client: Client, own: Headers
) -> None:
    """Looking again, or writing again, shows the same code and the same suggested links."""
    asked = await ask(client, own, "bagaimana cara memperpanjang buku?")
    for act in ({"act": "read"}, {"act": "say", "body": "terima kasih"}):
        data = {**hidden(asked), **act}
        again = await (await client.post("/tanya?lang=id", data=data, headers=own)).text()
        assert code_of(again) == code_of(asked)
        assert 'href="/kb/perpanjang?lang=id"' in again


async def test_a_question_too_long_is_told_and_kept_whole(client: Client, own: Headers) -> None:
    """The browser cuts nothing off; the page says how long a message may be."""
    page = await (await client.get("/tanya?lang=id")).text()
    assert 'maxlength="4000"' not in page
    data = {**hidden(page), "act": "ask", "body": "x" * 4_001, "name": ""}
    response = await client.post("/tanya?lang=id", data=data, headers=own)
    assert response.status in {400, 413}
    text = await response.text()
    assert "paling banyak 4.000 huruf" in text
    assert "x" * 4_001 in text


async def test_a_conversation_is_erased_without_scripts(
    site: Site, client: Client, own: Headers
) -> None:
    """The button gives a receipt; the page of the conversation shows that nothing is left."""
    asked = await ask(client, own, "apakah ada buku tentang HIV?")
    given = {**hidden(asked), "act": "forget"}
    text = await (await client.post("/tanya?lang=id", data=given, headers=own)).text()
    (row, *_) = await site.behind.store.staff.audited()
    assert f"Nomor bukti: {row.target}" in text
    read = {**hidden(asked), "act": "read"}
    text = await (await client.post("/tanya?lang=id", data=read, headers=own)).text()
    assert "Isi percakapan ini sudah dihapus." in text
    assert "HIV" not in text
    assert "Ya, hapus untuk selamanya" not in text


async def test_without_scripts_a_patron_takes_their_data_and_chooses(
    client: Client, own: Headers
) -> None:
    """One press gives the file; a purpose that is not ticked is refused, and shown so."""
    held = hidden(await ask(client, own))
    given = {"act": "data", "token": held["token"]}
    response = await client.post("/tanya", data=given, headers=own)
    assert "attachment" in response.headers["Content-Disposition"]
    assert "jam buka?" in await response.text()
    chosen = {**held, "act": "consent", "purpose.evaluation": "1"}
    shown = await (await client.post("/tanya", data=chosen, headers=own)).text()
    assert 'name="purpose.evaluation" value="1" checked' in shown
    assert 'name="purpose.learning" value="1">' in shown
