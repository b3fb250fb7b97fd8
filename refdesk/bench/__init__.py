"""What the server costs, measured beside the bare minimum of the same path in the same run."""
