"""The instruments of evaluation that come with refdesk, in both languages."""
