"""refdesk: a virtual reference chat service with a knowledge base for public libraries."""
