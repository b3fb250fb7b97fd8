"""In-memory adapters of the ports; they pass the contract suites of the real ones."""
