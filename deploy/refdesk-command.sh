#!/bin/sh
# `refdesk` as its service runs: with its account, its settings and its secrets, from any folder.
# Install as /usr/local/bin/refdesk. Files that a command reads must be readable by that account.
set -eu
if [ "$(id -u)" -ne 0 ]; then
    exec sudo "$0" "$@"
fi
exec systemd-run --quiet --collect --wait --pipe --same-dir \
    --property=User=refdesk --property=Group=refdesk --property=UMask=0077 \
    --property=EnvironmentFile=-/etc/refdesk/secrets.env \
    --setenv=REFDESK_SETTINGS=/etc/refdesk/refdesk.toml \
    /opt/refdesk/bin/refdesk "$@"
