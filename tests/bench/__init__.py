"""Tests of what measures the server."""
