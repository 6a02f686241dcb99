"""The shared fixtures do what the other tests rely on."""

from __future__ import annotations

import socket

import pytest


def test_a_test_cannot_reach_another_machine():
    with pytest.raises(PermissionError, match=r"tried to reach 192\.0\.2\.1"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


def test_a_test_can_reach_this_machine():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=5).close()


def test_the_browser_draws_with_webgl(page):
    page.set_content("<canvas></canvas>")
    assert page.evaluate("document.querySelector('canvas').getContext('webgl2') !== null")


def test_axe_names_a_picture_without_text(page, axe):
    page.set_content('<html lang="en"><title>t</title><main><h1>h</h1><img src="data:,"></main></html>')
    assert [line.split(":")[0] for line in axe(page)] == ["image-alt"]
