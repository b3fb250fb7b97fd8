"""Tests of how well patrons' questions find their entry."""
