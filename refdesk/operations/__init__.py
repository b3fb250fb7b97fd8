"""What keeps an installation healthy: the doctor, the sample page, keys, first-run."""
