"""The HTTP status of each error code."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

STATUSES: Mapping[str, int] = MappingProxyType(
    {
        "bad_request": HTTPStatus.BAD_REQUEST,
        "unauthorized": HTTPStatus.UNAUTHORIZED,
        "forbidden_or_absent": HTTPStatus.NOT_FOUND,
        "conflict": HTTPStatus.CONFLICT,
        "rate_limited": HTTPStatus.TOO_MANY_REQUESTS,
        "busy": HTTPStatus.SERVICE_UNAVAILABLE,
        "storage_full": HTTPStatus.INSUFFICIENT_STORAGE,
        "unavailable": HTTPStatus.SERVICE_UNAVAILABLE,
        "lost_claim": HTTPStatus.CONFLICT,
        "too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    }
)
