"""Credentials that are told by their form, and what only looks like one."""

from __future__ import annotations

import time

import pytest

from dflow_graph.passes.credential_assignments import assigned_credentials
from dflow_graph.passes.credential_shapes import (
    entropy,
    hint_of_credential,
    is_placeholder,
    known_credentials,
)
from tests.passes.security_graphs import (
    AWS,
    DIGEST,
    GITHUB,
    JWT,
    LETTERS,
    PRIVATE_KEY,
    SECRET,
    TELEGRAM,
    UUID,
    WEBHOOK,
)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (AWS, "an AWS access key"),
        ("ASIA" + AWS[4:], "an AWS access key"),
        (GITHUB, "a GitHub token"),
        ("gho_" + LETTERS, "a GitHub token"),
        ("ghu_" + LETTERS, "a GitHub token"),
        ("ghs_" + LETTERS, "a GitHub token"),
        ("ghr_" + LETTERS, "a GitHub token"),
        ("github_pat_" + LETTERS, "a GitHub token"),
        ("glpat-" + LETTERS[:20], "a GitLab token"),
        ("xoxb-" + "123456789012-" + LETTERS, "a Slack token"),
        ("AIza" + LETTERS[:35], "a Google API key"),
        (JWT, "a JSON Web Token"),
        ("npm_" + LETTERS, "an npm token"),
        ("pypi-" + "AgEI" + LETTERS * 2, "a PyPI token"),
        ("hf_" + LETTERS[:34], "a Hugging Face token"),
        *(
            (f"gl{sort}-" + LETTERS[:20], "a GitLab token")
            for sort in ("rt", "ptt", "dt", "cbt", "oas", "soat", "ft", "imt", "agent")
        ),
        ("sk_" + "live_" + LETTERS[:24], "a Stripe key"),
        ("rk_" + "live_" + LETTERS[:24], "a Stripe key"),
        ("SG." + LETTERS[:22] + "." + (LETTERS * 2)[:43], "a SendGrid key"),
        ("SK" + "0123456789abcdef" * 2, "a Twilio key"),
        ("api:key-" + "0123456789abcdef" * 2, "a Mailgun key"),
        ("api:" + "0123456789abcdef" * 2 + "-01234567-89abcdef", "a Mailgun key"),
        ("ntn_" + "12345678901" + (LETTERS * 2)[:35], "a Notion token"),
        ("secret_" + "1" + (LETTERS * 2)[:42], "a Notion token"),
        ("lin_api_" + (LETTERS * 2)[:40], "a Linear key"),
        ("lin_oauth_" + "0123456789abcdef" * 4, "a Linear token"),
        ("dckr_" + "pat_" + LETTERS[:27], "a Docker token"),
        ("dop_" + "v1_" + "0123456789abcdef" * 4, "a DigitalOcean token"),
        ("LTAI" + "5t" + LETTERS[:18], "an Alibaba Cloud access key"),
        ("AccountKey=" + (LETTERS * 3)[:86] + "==", "an Azure storage key"),
        ("sk-" + LETTERS, "a secret API key"),
        ("sk-" + "proj-" + LETTERS, "a secret API key"),
        (PRIVATE_KEY, "a private key"),
        (PRIVATE_KEY.replace("\n", "\\n"), "a private key"),
        ("-----BEGIN " + "PRIVATE KEY-----\r\nMIIEpAIBAAKCAQEA7", "a private key"),
        ("https://a/b?X-Amz-Signature=" + "0a1b2c3d" * 8, "a signed URL"),
        ("https://a/b?sv=1&sig=" + LETTERS + "%2B%3D", "a signed URL"),
        ("https://me:hunter2@example.org", "a URL with a password"),
        ("redis://:hunter2@example.org:6379/0", "a URL with a password"),
        ("curl -H 'Authorization: Bearer " + LETTERS + "'", "an authorization"),
        ('{"authorization": "Basic ' + "bWU6aHVudGVyMg==" + '"}', "an authorization"),
        (TELEGRAM, "a Telegram bot token"),
        ("https://api.telegram.org/bot" + TELEGRAM + "/sendMessage", "a Telegram bot token"),
        ("AKID" + LETTERS[:32], "a Tencent Cloud access key"),
        ("AKLT" + LETTERS, "a Volcengine access key"),
        ("glptt-" + "0123456789abcdef" * 2, "a GitLab token"),
        ("glcbt-" + "64_" + LETTERS[:20], "a GitLab token"),
        ("xoxe.xoxp-" + "1-" + LETTERS, "a Slack token"),
        ("xapp-" + "1-A0123456789-1234567890123-" + "0123456789abcdef" * 4, "a Slack token"),
        ("GOCSPX-" + LETTERS[:28], "a Google client secret"),
        ("ya29." + LETTERS, "a Google token"),
        ("api_org_" + LETTERS[:34], "a Hugging Face token"),
        ("sk-" + "admin-" + LETTERS, "a secret API key"),
        ("gsk_" + (LETTERS * 2)[:52], "a secret API key"),
        ("pplx-" + (LETTERS * 2)[:48], "a secret API key"),
        ("xai-" + (LETTERS * 3)[:80], "a secret API key"),
        ("r8_" + (LETTERS * 2)[:37], "a secret API key"),
        ("dckr_" + "oat_" + LETTERS[:32], "a Docker token"),
        ('{"auths": {"r": {"auth": "' + "bWU6aHVudGVyMg==" + '"}}}', "a login of Docker"),
        ('{\\"auth\\":\\"' + "bWU6aHVudGVyMg==" + '\\"}', "a login of Docker"),
        (".dockerconfigjson: eyJhdXRocyI6" + LETTERS, "the logins of Docker"),
        ("dapi" + "0123456789abcdef" * 2, "a Databricks token"),
        ("hvs." + LETTERS, "a Vault token"),
        ("SharedAccessKey=" + (LETTERS * 2)[:43] + "=", "an Azure access key"),
        ("a1B" + "8Q~" + LETTERS[:34], "an Azure client secret"),
        ("https://hooks.slack.com/services/T0A1B2C3D/B0A1B2C3D/" + LETTERS[:24], WEBHOOK),
        ("https://discord.com/api/webhooks/123456789012345678/" + (LETTERS * 2)[:68], WEBHOOK),
        ("https://open.feishu.cn/open-apis/bot/v2/hook/" + UUID, WEBHOOK),
        ("https://open.larksuite.com/open-apis/bot/v2/hook/" + UUID, WEBHOOK),
        ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=" + UUID, WEBHOOK),
        ("https://oapi.dingtalk.com/robot/send?access_token=" + "0a1b2c3d" * 8, WEBHOOK),
        ("https://conda.anaconda.org/t/me-" + UUID + "/lab", "a token in a URL"),
        (
            '"-----BEGIN RSA ' + 'PRIVATE KEY-----\\n"\n"MIIEpAIBAAKCAQEA7',
            "a private key",
        ),
    ],
)
def test_known_form_is_found_in_the_middle_of_a_text(text: str, what: str) -> None:
    (match,) = known_credentials(f"x = {text} # y")
    assert match.what == what
    assert f"x = {text} # y"[match.start : match.end].strip() in text
    assert hint_of_credential(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "AKIA" + "IOSFODNN7EXAMPLE",
        "AKIA" + "1" * 16,
        "x" + AWS,
        AWS + "A",
        "ghp_" + "x" * 36,
        "ghp_short",
        "eyJhbGciOiJIUzI1NiJ9",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIi",
        "sk-learn-some-long-name-of-a-package-1",
        "task-" + LETTERS,
        "sk-" + "a" * 40,
        "hf_hub_download",
        "LTAIsaWordOfLettersAlone",
        "SG.short.text",
        "SK" + "0123456789abcdef" * 2 + "0",
        "DISK" + "0123456789abcdef" * 2,
        "key-" + "0123456789abcdef" * 2,
        "cache-api:key-0123",
        "ntn_" + "1234567890" + (LETTERS * 2)[:36].replace("1", "a"),
        "secret_" + "abcdefghijklmnopqrstuvwxyzabcdefghijklmnop",
        "my_secret_" + "1" + (LETTERS * 2)[:42],
        "AccountKey=...",
        "npm_config_cache",
        "pypi-server",
        "xoxo",
        "xoxb-your-token-goes-into-a-secret",
        "glpat-your-token-goes-here",
        "github_pat_REPLACE_ME_WITH_A_TOKEN",
        "sk-proj-insert-the-key-of-your-project-here",
        "sk-or-v1-" + "xxxx" + LETTERS,
        "-----BEGIN CERTIFICATE-----\nMIIEpAIBAAKCAQEA7",
        'if "-----BEGIN PRIVATE KEY-----" in text:',
        "-----BEGIN PUBLIC KEY-----\nMIIEpAIBAAKCAQEA7",
        "sig=" + "0" * 50,
        "https://example.org:8080/a@b",
        "https://me@example.org",
        "git@example.org:a/b.git",
        "https://user:password@example.org",
        "https://user:${TOKEN}@example.org",
        "https://user:$TOKEN@example.org",
        "https://{{inputs.parameters.u}}:{{inputs.parameters.p}}@example.org",
        "https://user:<password>@example.org",
        "https://user:changeme@example.org",
        "Authorization: Bearer $TOKEN_OF_LAB",
        "Authorization: Bearer {{inputs.parameters.token}}",
        "Authorization: Bearer YOUR_TOKEN_HERE",
        "the authorization of a person by another",
        DIGEST,
        UUID,
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk",
        "12:AA" + LETTERS[:33],
        "1234567890:AAAA",
        "AKIDisOnlyAPrefixOfLettersAlonexyz",
        "glpat-short",
        "hooks.slack.com/services/T000/B000/XXX",
        "open.feishu.cn/open-apis/bot/v2/hook/<id>",
        '{"auth": "not base64!"}',
        '{"auth": "bm9jb2xvbmhlcmU="}',
        '{"auth": "bWU6cGFzc3dvcmQ="}',
        '{"auth": "/////////+8="}',
        "the auth of a person",
    ],
)
def test_text_without_a_credential_is_left_alone(text: str) -> None:
    assert list(known_credentials(text)) == []


@pytest.mark.parametrize(
    "value",
    [
        "",
        "xxx",
        "XXXXXXXX",
        "****",
        "changeme",
        "change-me",
        "<token>",
        "[token]",
        "{token}",
        "%(token)s",
        "@TOKEN@",
        "__TOKEN__",
        "${TOKEN}",
        "$TOKEN",
        "a-${TOKEN}",
        "$(cat token)",
        "{{inputs.parameters.token}}",
        "your-token",
        "my token",
        "test",
        "None",
        "password",
        "db-password",
        "sk-xxxxxxxx",
        "…",
        "TODO",
    ],
)
def test_placeholder_is_told_from_a_credential(value: str) -> None:
    assert is_placeholder(value)


@pytest.mark.parametrize("value", ["hunter2", SECRET, "a" * 300, "p4ssword", "admin"])
def test_credential_is_no_placeholder(value: str) -> None:
    assert not is_placeholder(value)


def test_entropy_counts_bits_a_character() -> None:
    assert entropy("aaaa") == 0
    assert entropy("abab") == 1
    assert entropy("abcdefgh") == 3


@pytest.mark.parametrize(
    "word",
    [
        "eyJ",
        "AKIA",
        "://a:",
        "password",
        "token=",
        "-----BEGIN ",
        "--",
        "1",
        "1:AA",
        "a1Q~",
        'auth":"',
        "login a password ",
        "mysql ",
        "mysql -p",
        "curl a ",
        "curl -u a:",
        "a-",
        "password: ",
        "secret_key=1",
        "ENV a ",
        "docker login ",
        "mc alias set ",
        "-H 'a:",
        'key="a',
        "- ",
    ],
)
def test_hostile_text_takes_no_more_than_linear_time(word: str) -> None:
    text = word * (100_000 // len(word))
    started = time.process_time()
    list(known_credentials(text))
    list(assigned_credentials(text))
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    "text",
    [
        "s://u:Kq7@h.",
        "authorization: bearer",
        "Authorization: basic",
        "AUTHORIZATION=",
        '"auth": "bWU6',
        "'auth': 'bWU6",
        '\\"auth\\": ',
    ],
)
def test_what_a_longer_form_begins_with_is_a_hint(text: str) -> None:
    assert hint_of_credential(text)
