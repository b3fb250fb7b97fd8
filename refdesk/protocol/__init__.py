"""The wire contract of refdesk, sans-I/O: frames, codes, and the two ends as state machines."""
