"""The content security policies."""

from refdesk.web.headers import app_policy, hash_source, page_policy


def test_pages_run_no_script() -> None:
    """A server-rendered page allows no script; a data block only by its hash."""
    assert "script-src 'none'" in page_policy()
    assert "script-src 'sha256-RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o='" in page_policy(
        scripts=hash_source("{}")
    )
    assert "unsafe" not in page_policy()


def test_only_named_sites_frame_the_panel() -> None:
    """The panel's ancestors are the sites given; without any, none."""
    sites = ["https://perpus.example", "https://kota.example"]
    framed = app_policy(["https://tanya.example"], sites)
    assert "frame-ancestors https://perpus.example https://kota.example" in framed
    assert "frame-ancestors 'none'" in app_policy(["https://tanya.example"])


def test_sockets_of_the_own_origin_are_allowed() -> None:
    """Old Safari needs the socket's origin named."""
    assert "wss://tanya.example" in app_policy(["https://tanya.example"])
    assert "ws://127.0.0.1:8080" in app_policy(["http://127.0.0.1:8080"])
