"""Two nodes on one database."""

import pytest

from tests.fakes.two_nodes import Node


@pytest.fixture
def first() -> Node:
    """Give a node."""
    return Node()


@pytest.fixture
def second(first: Node) -> Node:
    """Give another node on the same database."""
    return Node(first)
