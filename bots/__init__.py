"""Channels of the reference desk, each a client of the public protocol."""
