"""An S3 store as its user has set it up: endpoint, region and credentials of the environment.

Needs the extra `s3`.
"""

from __future__ import annotations

import re
from typing import IO, Any

from dflow_graph.record import Record

__all__ = ["S3Store", "S3Target", "StoreError", "s3_target"]

_NOT_FOUND = ("404", "NoSuchKey", "NotFound")
_FORBIDDEN = ("403", "Forbidden", "AccessDenied")
_REFUSED = (*_FORBIDDEN, "InvalidAccessKeyId", "SignatureDoesNotMatch")
_TARGET = re.compile(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(.*))?")


class StoreError(OSError):
    """A store that does not do what is asked: what it answered, and what to look at."""


class S3Target(Record):
    """A bucket, and the prefix of all keys in it."""

    bucket: str
    prefix: str


def s3_target(text: str) -> S3Target:
    """The bucket and prefix of `s3://BUCKET/PREFIX`. Raises `ValueError` for any other text."""
    match = _TARGET.fullmatch(text)
    prefix = (match[2] or "").strip("/") if match else ""
    if match is None or ".." in prefix.split("/") or "{{" in prefix:
        raise ValueError(f"{text!r} is no s3://BUCKET/PREFIX")
    return S3Target(match[1], prefix)


class S3Store:
    """A bucket of any server that speaks S3.

    `AWS_ENDPOINT_URL_S3` or `AWS_ENDPOINT_URL` names the server, `AWS_ACCESS_KEY_ID`,
    `AWS_SECRET_ACCESS_KEY`, `AWS_PROFILE` and `AWS_REGION` are those of every AWS tool; `settings`
    are arguments of `boto3.client` that take their place.
    """

    def __init__(self, target: S3Target, **settings: Any) -> None:
        try:
            import boto3  # noqa: PLC0415 - an extra
            from botocore.config import Config  # noqa: PLC0415
            from botocore.exceptions import BotoCoreError  # noqa: PLC0415
        except ImportError:
            raise StoreError("uploading needs boto3: `pip install 'dflow-graph[s3]'`") from None
        self.prefix = target.prefix
        self._bucket = target.bucket
        try:
            self._client: Any = boto3.client(
                "s3",
                **settings,
                config=Config(
                    connect_timeout=10,
                    retries={"max_attempts": 4, "mode": "standard"},
                    # Servers other than Amazon's know no newer checksums.
                    request_checksum_calculation="when_required",
                    response_checksum_validation="when_required",
                ),
            )
        except (BotoCoreError, ValueError) as error:
            raise StoreError(f"the settings of S3 cannot be used: {error}") from None

    def has(self, key: str) -> bool:
        """Whether there is an object of this key, as far as one may know. Raises `StoreError`.

        Who may store but not list is told that he may not know: the object is then stored anew.
        """
        answer = self._ask(key, lambda: self._client.head_object(Bucket=self._bucket, Key=key))
        return answer is not None

    def put(self, key: str, content: IO[bytes]) -> None:
        """Stores an object, in parts where it is large. Raises `StoreError`."""
        self._ask(key, lambda: self._client.upload_fileobj(content, self._bucket, key) or {})

    def _ask(self, key: str, call: Any) -> Any:
        """The answer of the store; None where there is no such object."""
        from boto3.exceptions import Boto3Error  # noqa: PLC0415
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

        try:
            return call()
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code")
            if code in (*_NOT_FOUND, *_FORBIDDEN) and error.operation_name == "HeadObject":
                return None
            raise self._refusal(key, error) from None
        except (BotoCoreError, Boto3Error) as error:
            raise self._refusal(key, error) from None

    def _refusal(self, key: str, error: Exception) -> StoreError:
        text = f"s3://{self._bucket}/{key}: {error}"
        code = getattr(error, "response", {}).get("Error", {}).get("Code")
        # The multi-part upload wraps what the server says.
        if code in _REFUSED or any(f"({word})" in text for word in _REFUSED):
            text += "; do the credentials of the environment allow to store there?"
        return StoreError(text)
