"""What the handlers of accounts, tokens, webhooks take, what they give."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from refdesk.web import account_api, announcing_api, password_page, sign_in, staff_api
from refdesk.web.parts import Handler
from refdesk.web.shape import HTML, Field, Nothing, Shape

_KEPT = ("bad_request", "forbidden_or_absent")
_PROVED = ("bad_request", "forbidden_or_absent", "rate_limited")

PEOPLE_SHAPES: Mapping[Handler, Shape] = MappingProxyType(
    {
        sign_in.sign_in: Shape(
            takes=sign_in.Credentials,
            gives=sign_in.MeAnswer,
            refuses=("unauthorized", "rate_limited", "busy"),
        ),
        sign_in.first_run: Shape(takes=sign_in.FirstAdministrator, gives=Nothing),
        sign_in.sign_out: Shape(gives=Nothing),
        sign_in.me: Shape(gives=sign_in.MeAnswer),
        account_api.account: Shape(gives=account_api.Account, refuses=("forbidden_or_absent",)),
        account_api.change_password: Shape(
            takes=account_api.NewPassword, gives=Nothing, refuses=(*_PROVED, "busy")
        ),
        account_api.begin_factor: Shape(
            takes=account_api.OwnPassword,
            gives=account_api.FactorSetup,
            refuses=(*_PROVED, "busy"),
        ),
        account_api.confirm_factor: Shape(
            takes=account_api.Code, gives=account_api.RecoveryCodes, refuses=_KEPT
        ),
        account_api.remove_factor: Shape(takes=account_api.Code, gives=Nothing, refuses=_PROVED),
        account_api.renew_codes: Shape(
            takes=account_api.Code, gives=account_api.RecoveryCodes, refuses=_PROVED
        ),
        account_api.end_sign_in: Shape(takes=account_api.Ending, gives=Nothing, refuses=_KEPT),
        account_api.make_token: Shape(
            takes=account_api.NewToken, gives=account_api.MadeToken, refuses=(*_PROVED, "busy")
        ),
        account_api.revoke_token: Shape(takes=account_api.Revoking, gives=Nothing, refuses=_KEPT),
        staff_api.index: Shape(gives=staff_api.StaffList, refuses=("forbidden_or_absent",)),
        staff_api.invite: Shape(
            takes=staff_api.Invitation, gives=staff_api.PasswordLink, refuses=_KEPT
        ),
        staff_api.change: Shape(takes=staff_api.StaffChange, gives=Nothing, refuses=_KEPT),
        staff_api.revoke_token: Shape(takes=account_api.Revoking, gives=Nothing, refuses=_KEPT),
        staff_api.help_back_in: Shape(gives=staff_api.PasswordLink, refuses=_KEPT),
        announcing_api.index: Shape(
            gives=announcing_api.WebhookList, refuses=("forbidden_or_absent",)
        ),
        announcing_api.create: Shape(
            takes=announcing_api.NewWebhook, gives=announcing_api.MadeWebhook, refuses=_KEPT
        ),
        announcing_api.change: Shape(
            takes=announcing_api.WebhookChange, gives=Nothing, refuses=_KEPT
        ),
        announcing_api.remove: Shape(gives=Nothing, refuses=("forbidden_or_absent",)),
        announcing_api.announcements: Shape(
            gives=announcing_api.AnnouncementList, refuses=("forbidden_or_absent",)
        ),
        announcing_api.replay: Shape(gives=Nothing, refuses=("forbidden_or_absent",)),
        password_page.show: Shape(gives=HTML),
        password_page.send: Shape(
            gives=HTML,
            form=(
                Field("token", "The code of the link."),
                Field("password", "The password to be."),
                Field("again", "The same password again."),
            ),
            refuses=("busy",),
        ),
    }
)
