"""The instruments and exercises that come with refdesk, in both languages."""
