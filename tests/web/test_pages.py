"""The pages that need no scripts."""

from tests.web.conftest import Client


async def test_landing_opens(client: Client) -> None:
    """The landing page is there, in Indonesian unless the browser says otherwise."""
    response = await client.get("/")
    text = await response.text()
    assert response.status == 200
    assert '<html lang="id">' in text
