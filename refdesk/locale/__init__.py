"""Translations of the server's Indonesian words; one PO file per language."""
