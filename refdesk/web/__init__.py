"""Everything that is served over HTTP: pages, the console's API, sockets, health."""
