"""The commands of `refdesk`."""
