"""Every frame of the protocol `refdesk.1` by direction; documents and TypeScript come from here.

Frames are JSON texts discriminated by `type`. Servers refuse unknown fields and types, clients
ignore unknown fields and step over unknown types (G18).
"""

from __future__ import annotations

from refdesk.protocol.channel import (
    ChannelEdit,
    ChannelHello,
    ChannelPress,
    ChannelText,
    Failed,
    Hook,
    Hooked,
    Inquired,
    Inquiry,
    Intake,
    Send,
    Sent,
    Stumble,
    Stumbled,
    Take,
    Taken,
    Took,
    Tried,
    Trying,
    UnknownFate,
    Wait,
)
from refdesk.protocol.inbound import (
    AskCode,
    Claim,
    Code,
    Decline,
    Duty,
    Edit,
    End,
    Follow,
    Hello,
    Hold,
    Judge,
    Note,
    Open,
    Pong,
    Rate,
    Resume,
    Return,
    Say,
    Seen,
    Suggest,
    Transfer,
    Typing,
    Unfollow,
    Unwatch,
    Watch,
)
from refdesk.protocol.outbound import (
    Ack,
    Error,
    Events,
    Live,
    Ping,
    Reload,
    Reset,
    ReturnCode,
    State,
    Suggestions,
    Welcome,
    Writes,
)

PatronFrame = (
    Hello
    | Open
    | Say
    | Edit
    | Judge
    | End
    | Rate
    | AskCode
    | Follow
    | Unfollow
    | Watch
    | Unwatch
    | Typing
    | Seen
    | Pong
)
StaffFrame = (
    Hello
    | Say
    | Edit
    | Judge
    | End
    | Claim
    | Decline
    | Return
    | Transfer
    | Hold
    | Resume
    | Note
    | Code
    | Duty
    | Suggest
    | Follow
    | Unfollow
    | Watch
    | Unwatch
    | Typing
    | Seen
    | Pong
)
ChannelFrame = (
    ChannelHello
    | Take
    | Intake
    | Stumble
    | Inquiry
    | Hooked
    | Trying
    | Sent
    | UnknownFate
    | Failed
    | Wait
    | Pong
)
ServerFrame = (
    Welcome
    | Events
    | Live
    | Reset
    | Ack
    | Error
    | State
    | Suggestions
    | Writes
    | ReturnCode
    | Ping
    | Reload
    | Taken
    | Took
    | Inquired
    | Stumbled
    | Hook
    | Send
    | Tried
)

__all__ = [
    "Ack",
    "AskCode",
    "ChannelEdit",
    "ChannelFrame",
    "ChannelHello",
    "ChannelPress",
    "ChannelText",
    "Claim",
    "Code",
    "Decline",
    "Duty",
    "Edit",
    "End",
    "Error",
    "Events",
    "Failed",
    "Follow",
    "Hello",
    "Hold",
    "Hook",
    "Hooked",
    "Inquired",
    "Inquiry",
    "Intake",
    "Judge",
    "Live",
    "Note",
    "Open",
    "PatronFrame",
    "Ping",
    "Pong",
    "Rate",
    "Reload",
    "Reset",
    "Resume",
    "Return",
    "ReturnCode",
    "Say",
    "Seen",
    "Send",
    "Sent",
    "ServerFrame",
    "StaffFrame",
    "State",
    "Stumble",
    "Stumbled",
    "Suggest",
    "Suggestions",
    "Take",
    "Taken",
    "Took",
    "Transfer",
    "Tried",
    "Trying",
    "Typing",
    "Unfollow",
    "UnknownFate",
    "Unwatch",
    "Wait",
    "Watch",
    "Welcome",
    "Writes",
]
