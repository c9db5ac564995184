"""Credentials, sources and their digests: what is found, what is left alone, what is said."""

from __future__ import annotations

import hashlib
import time
from typing import Any

import pytest

from dflow_graph.diagnostics import Diagnostic, Severity
from dflow_graph.index import build_index
from dflow_graph.model import Workflow
from dflow_graph.passes.credential_assignments import assigned_credentials
from dflow_graph.passes.credential_names import Strength, may_be_credential, strength_of
from dflow_graph.passes.credential_shapes import (
    entropy,
    hint_of_credential,
    is_placeholder,
    known_credentials,
)
from dflow_graph.passes.security import check_security

# Put together here, so that no scanner of repositories takes them for leaks.
LETTERS = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
AWS = "AKIA" + "2E0A8F3B244C9986"
GITHUB = "ghp_" + LETTERS
JWT = "eyJ" + "hbGciOiJIUzI1NiJ9.eyJ" + "zdWIiOiIxMjM0In0.dBjftJeZ4CVP"
PRIVATE_KEY = "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7\n"
TELEGRAM = "1234567890:" + "AA" + LETTERS[:33]
WEBHOOK = "the secret address of a webhook"
SECRET = "k3J9x7Qw2Lm5"
AWS_SECRET = "wJa1rXUt2nFEMI" + "K7MDENGbPxRf3iCYk4EXb5LzKEY"
DIGEST = "sha256:" + "0123456789abcdef" * 4
UUID = "6d1f2a34-5b7c-4e8d-9f01-23456789abcd"


def graph(*steps: dict[str, Any], **rest: Any) -> Any:
    root = rest.pop("workflow", {})
    groups = [[{"name": s["template"], **s}] for s in steps]
    return {
        "dflow_graph": "1.0",
        "name": "demo",
        "entrypoint": "main",
        **root,
        "templates": {"main": {"kind": "Steps", "steps": groups}, **rest},
    }


def shell(**fields: Any) -> dict[str, Any]:
    return {"kind": "ShellOPTemplate", "image": "alpine:3", "script": "true", **fields}


def found(document: Any) -> list[Diagnostic]:
    return list(check_security(build_index(Workflow.from_dict(document))))


def the_one(document: Any) -> Diagnostic:
    diagnostics = found(document)
    assert len(diagnostics) == 1, [(d.code, d.pointer, d.message) for d in diagnostics]
    return diagnostics[0]


def places(document: Any) -> list[tuple[str, str]]:
    return sorted((d.code, d.pointer) for d in found(document))


def with_script(script: str) -> Any:
    return graph({"template": "run"}, run=shell(script=script))


def with_template(**fields: Any) -> Any:
    return graph({"template": "run"}, run=shell(**fields))


def with_step(**fields: Any) -> Any:
    return graph({"template": "run", **fields}, run=shell())


RUN = "/templates/run"
STEP = "/templates/main/steps/0/0"


# Known forms


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


# Names


@pytest.mark.parametrize(
    ("name", "strength"),
    [
        ("password", Strength.STRONG),
        ("DB_PASSWORD", Strength.STRONG),
        ("dbPassword", Strength.STRONG),
        ("api-key", Strength.STRONG),
        ("apiKey", Strength.STRONG),
        ("AWS_SECRET_ACCESS_KEY", Strength.STRONG),
        ("AWS_ACCESS_KEY_ID", Strength.STRONG),
        ("client.secret", Strength.STRONG),
        ("MYSQL_PWD", Strength.STRONG),
        ("token", Strength.WEAK),
        ("HF_TOKEN", Strength.WEAK),
        ("secret", Strength.WEAK),
        ("credentials", Strength.WEAK),
        ("PWD", Strength.NONE),
        ("OLDPWD2", Strength.NONE),
        ("tokenizer", Strength.NONE),
        ("max_tokens", Strength.NONE),
        ("password_file", Strength.NONE),
        ("secret_name", Strength.NONE),
        ("key", Strength.NONE),
        ("public_key", Strength.NONE),
        ("mytoken", Strength.NONE),
        ("", Strength.NONE),
    ],
)
def test_name_says_how_sure_it_is(name: str, strength: Strength) -> None:
    assert strength_of(name) is strength


@pytest.mark.parametrize(
    ("strength", "value", "expected"),
    [
        (Strength.NONE, SECRET, False),
        (Strength.STRONG, "hunter2", True),
        (Strength.STRONG, "abc", False),
        (Strength.STRONG, "/run/secrets/word", False),
        (Strength.STRONG, "~/.ssh/id_rsa", False),
        (Strength.STRONG, "vault://lab/word", False),
        (Strength.STRONG, "the word of the day", False),
        (Strength.STRONG, "correct horse", True),
        (Strength.STRONG, DIGEST, True),
        (Strength.WEAK, SECRET, True),
        (Strength.WEAK, "lab-2024", True),
        (Strength.WEAK, "1234567890", False),
        (Strength.WEAK, "identifier", False),
        (Strength.WEAK, "a1b2c3", False),
        (Strength.WEAK, "aaaa1111", False),
        (Strength.WEAK, "gpt 4 mini", False),
        (Strength.WEAK, "two 22222", False),
        (Strength.WEAK, UUID, False),
        (Strength.WEAK, DIGEST, False),
        (Strength.WEAK, "d41d8cd98f00b204e9800998ecf8427e", False),
    ],
)
def test_value_counts_by_how_sure_its_name_is(
    strength: Strength, value: str, expected: bool
) -> None:
    assert may_be_credential(strength, value) is expected


# Assignments


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('password = "hunter2"', "password"),
        ("db_password='hunter2'", "db_password"),
        ('password: str = "hunter2"', "password"),
        ('connect(user="me", password="hunter2")', "password"),
        ('{"api_key": "k3J9x7Qw"}', "api_key"),
        ('os.environ["LAB_PASSWORD"] = "hunter2"', "LAB_PASSWORD"),
        (f'token = "{LETTERS}"', "token"),
        ("export DB_PASSWORD=hunter2\n", "DB_PASSWORD"),
        ("set -e\n  API_TOKEN=k3J9x7Qw2Lm5\nrun\n", "API_TOKEN"),
        ("mysql --password=hunter2 lab", "password"),
        ("login --api-token k3J9x7Qw2Lm5 lab", "api-token"),
        ("password: 'hunter2'", "password"),
        (f"aws_secret_access_key={AWS_SECRET}", "aws_secret_access_key"),
        (f"[default]\naws_secret_access_key = {AWS_SECRET}\n", "aws_secret_access_key"),
        (f"echo aws_secret_access_key={AWS_SECRET} >> c", "aws_secret_access_key"),
        (f'export AWS_SECRET_ACCESS_KEY="{AWS_SECRET}"', "AWS_SECRET_ACCESS_KEY"),
        (f"AWS_SECRET_ACCESS_KEY={AWS_SECRET} aws s3 ls", "AWS_SECRET_ACCESS_KEY"),
        (f"docker run -e API_TOKEN={LETTERS} lab", "API_TOKEN"),
        (f"mc --secret-key '{AWS_SECRET}' ls", "secret-key"),
        (f'echo "{{\\"secret_key\\": \\"{AWS_SECRET}\\"}}"', "secret_key"),
        (f'--data \'{{"secretKey":"{AWS_SECRET}"}}\'', "secretKey"),
        (f"aws configure set aws_secret_access_key {AWS_SECRET}", "aws_secret_access_key"),
        ("setenv API_KEY k3J9x7Qw2Lm5", "API_KEY"),
        ("set -x API_KEY k3J9x7Qw2Lm5", "API_KEY"),
        ("ENV API_KEY k3J9x7Qw2Lm5", "API_KEY"),
        ("stringData:\n  password: hunter2x\n", "password"),
        (f"os.environ.setdefault('API_TOKEN', '{LETTERS}')", "API_TOKEN"),
        ('(password := "hunter2")', "password"),
        ("password => 'hunter2'", "password"),
        ('password = rb"hunter2"', "password"),
        ('password = """hunter2"""', "password"),
        (r'password = "hun\ter2"', "password"),
        (f"//registry.npmjs.org/:_authToken={LETTERS}", "_authToken"),
        (f"_auth={LETTERS}=", "_auth"),
        (f"export BOHRIUM_TICKET={SECRET}", "BOHRIUM_TICKET"),
        (f"curl -H 'X-Api-Key: {SECRET}' https://a", "X-Api-Key"),
        (f'curl --header "PRIVATE-TOKEN: {SECRET}" https://a', "PRIVATE-TOKEN"),
    ],
)
def test_assignment_is_found(text: str, name: str) -> None:
    (match,) = assigned_credentials(text)
    assert match.what == name
    assert match.start > text.index(name)


@pytest.mark.parametrize(
    "text",
    [
        'print("hello")',
        'password = os.environ["LAB_PASSWORD"]',
        'password = getpass("password: ")',
        "password = ''",
        'password = "changeme"',
        'password = "<password>"',
        'password = "{{inputs.parameters.password}}"',
        'password = "${PASSWORD}"',
        'if password == "hunter2":',
        'password != "hunter2"',
        'token = "identifier"',
        'token = "short1"',
        'tokenizer = "bert-base-uncased-v2"',
        'pad_token = "<pad>"',
        f'token = "{DIGEST}"',
        f'secret = "{UUID}"',
        "export API_TOKEN=$TOKEN",
        "export API_TOKEN=$(cat token)",
        "API_TOKEN=TOKEN_OF_LAB",
        "PASSWORD=DEFAULT_WORD",
        "PASSWORD=get(1, 2)",
        "PASSWORD_FILE=/run/secrets/1",
        "mysql --password lab",
        "mysql --password=$WORD",
        "login --token-file token1.txt",
        "key: value1234",
        "secret:\n  secretName: lab-keys-1\n",
    ],
)
def test_what_is_no_assignment_of_a_credential_is_left_alone(text: str) -> None:
    assert list(assigned_credentials(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "sshpass -p hunter2x ssh lab",
        "mysql -u me -phunter2x lab",
        "docker login -u me -p hunter2x r.example.org",
        "redis-cli -h lab -a hunter2x",
        "az login -u me -p hunter2x",
        "wandb login hunter2x",
        "mc alias set lab http://lab me hunter2x",
        "curl -s -u me:hunter2x https://lab",
        "curl --user 'me:hunter2x' https://lab",
        "machine lab login me password hunter2x",
        "machine lab\n  login me\n  password hunter2x\n",
    ],
)
def test_password_that_a_program_is_given_is_found(text: str) -> None:
    (match,) = assigned_credentials(text)
    assert match.what == "password"
    assert text[match.start : match.end] == "hunter2x"


@pytest.mark.parametrize(
    "text",
    [
        "sshpass -p $WORD ssh lab",
        "sshpass -p changeme ssh lab",
        "mysql -u me -p lab",
        "mysql -u me; run -phunter2x",
        "docker login --password-stdin",
        "docker run -u 1000:1000 -p 8080:8080 lab",
        "curl -u me:$WORD https://lab",
        "curl -u me:<password> https://lab",
        "curl -H 'X-Request-Id: k3J9x7Qw2Lm5' https://a",
        "login me password",
        "aws_secret_access_key=value_number_2_of_lab",
        "connect(password=settings.hunter2x_of_the_lab)",
        "private_key = hpke.MLKEM1024P384PrivateKey",
        "secret_key: str",
        "    password: SecretStr\n",
        '("password", "user")',
        'fields = ["token", "session", "lab2024-key"]',
        'ACCESS_KEY = "AWS_ACCESS_KEY_ID"',
        '"AWS::IAM::AccessKey": "62d91b17309e76c8"',
        'password = "two words"',
        f"secret = {DIGEST}",
        "_auth=$AUTH",
        "set password",
    ],
)
def test_program_without_a_password_is_left_alone(text: str) -> None:
    assert list(assigned_credentials(text)) == []


def test_assignment_is_found_once() -> None:
    assert len(list(assigned_credentials('run --password="hunter2"'))) == 1


# Where credentials are looked for


def test_dg801_shows_no_more_than_what_all_of_its_kind_begin_with() -> None:
    """SEC-5: a message of a validator MUST NOT repeat a text that it takes for a credential."""
    diagnostic = the_one(with_script(f"curl -u {GITHUB}"))
    assert diagnostic.code == "DG801"
    assert diagnostic.message == "this text holds a GitHub token, which begins with `ghp_…`"
    assert diagnostic.within == (8, 8 + len(GITHUB))
    assert diagnostic.pointer == f"{RUN}/script"


@pytest.mark.parametrize(
    "document",
    [
        with_script(f"a {AWS} {JWT} b"),
        with_script(PRIVATE_KEY),
        with_script("git clone https://me:hunter2x@example.org/a"),
        with_script('password = "hunter2x"'),
        with_template(envs={"PASSWORD": "hunter2x"}),
        with_step(executor={"kind": "E", "config": {"password": "hunter2x"}}),
    ],
)
def test_no_message_or_hint_repeats_a_credential(document: Any) -> None:
    """SEC-5: a message of a validator MUST NOT repeat a text that it takes for a credential."""
    for diagnostic in found(document):
        said = diagnostic.message + diagnostic.hint
        for secret in ("hunter2x", AWS[4:], JWT[3:], "MIIE"):
            assert secret not in said


def test_two_credentials_of_one_text_are_two_findings() -> None:
    diagnostics = found(with_script(f"{GITHUB} {AWS}"))
    assert [d.within for d in diagnostics] == [(0, 40), (41, 61)]


def test_credential_within_another_is_found_once() -> None:
    diagnostic = the_one(with_script(f"https://me:{GITHUB}@example.org"))
    assert diagnostic.message == "this text holds a URL with a password"


def test_assigned_credential_of_a_known_form_is_found_once() -> None:
    assert the_one(with_script(f'token = "{GITHUB}"')).code == "DG801"
    assert places(with_script(f'token = "{GITHUB}"\npassword = "hunter2"')) == [
        ("DG801", f"{RUN}/script"),
        ("DG803", f"{RUN}/script"),
    ]


def test_same_script_of_two_templates_is_found_in_both() -> None:
    bad = shell(script=f"echo {GITHUB}")
    document = graph({"template": "a"}, {"template": "b"}, a=bad, b=bad)
    assert places(document) == [("DG801", "/templates/a/script"), ("DG801", "/templates/b/script")]


RAW = {"kind": "raw", "data": 'password = "hunter2"'}
URL = "https://me:hunter2@example.org"
OP = {"name": "f", "module": "m"}


@pytest.mark.parametrize(
    ("document", "code", "pointer"),
    [
        (with_template(annotations={"note": GITHUB}), "DG801", f"{RUN}/annotations/note"),
        (with_template(labels={"a": GITHUB}), "DG801", f"{RUN}/labels/a"),
        (
            with_template(annotations={"note": f"aws_secret_access_key={AWS_SECRET}"}),
            "DG803",
            f"{RUN}/annotations/note",
        ),
        (
            with_template(envs={"CONFIG": f'{{"secret_key": "{AWS_SECRET}"}}'}),
            "DG803",
            f"{RUN}/envs/CONFIG",
        ),
        (
            with_step(parameters={"config": f'{{"secret_key": "{AWS_SECRET}"}}'}),
            "DG803",
            f"{STEP}/parameters/config",
        ),
        (with_template(command=["run", GITHUB]), "DG801", f"{RUN}/command/1"),
        (with_template(command=["run", "--password", "hunter2"]), "DG803", f"{RUN}/command/2"),
        (with_template(command=["run", "--password=hunter2"]), "DG803", f"{RUN}/command/1"),
        (
            with_template(extensions={"t": {"password": "hunter2"}}),
            "DG803",
            f"{RUN}/extensions/t/password",
        ),
        (
            with_template(
                sidecars=[{"name": "s", "env": [{"name": "PASSWORD", "value": "hunter2"}]}]
            ),
            "DG802",
            f"{RUN}/sidecars/0/env/0/value",
        ),
        (
            with_template(resource={"action": "create", "manifest": f"a: {GITHUB}"}),
            "DG801",
            f"{RUN}/resource/manifest",
        ),
        (
            with_template(inputs={"parameters": {"password": {"value": "hunter2"}}}),
            "DG803",
            f"{RUN}/inputs/parameters/password/value",
        ),
        (
            with_template(inputs={"parameters": {"p": {"value": 1, "extensions": {"t": GITHUB}}}}),
            "DG801",
            f"{RUN}/inputs/parameters/p/extensions/t",
        ),
        (
            with_template(outputs={"parameters": {"p": {"value": 1, "default": GITHUB}}}),
            "DG801",
            f"{RUN}/outputs/parameters/p/default",
        ),
        (
            with_template(inputs={"artifacts": {"a": {"path": "/a", "source": RAW}}}),
            "DG803",
            f"{RUN}/inputs/artifacts/a/source/data",
        ),
        (with_step(parameters={"p": GITHUB}), "DG801", f"{STEP}/parameters/p"),
        (with_step(parameters={"p": [1, {"x": GITHUB}]}), "DG801", f"{STEP}/parameters/p/1/x"),
        (
            with_step(parameters={"p": {"password": "hunter2"}}),
            "DG803",
            f"{STEP}/parameters/p/password",
        ),
        (with_step(parameters={"password": "hunter2"}), "DG803", f"{STEP}/parameters/password"),
        (with_step(parameters={"p": "{{item}}" + GITHUB}), "DG801", f"{STEP}/parameters/p"),
        (with_step(with_param=["a", GITHUB]), "DG801", f"{STEP}/with_param/1"),
        (with_step(extensions={"t": GITHUB}), "DG801", f"{STEP}/extensions/t"),
        (
            with_step(use_resource={"action": "create", "manifest": f"a: {GITHUB}"}),
            "DG801",
            f"{STEP}/use_resource/manifest",
        ),
        (with_step(artifacts={"a": RAW}), "DG803", f"{STEP}/artifacts/a/data"),
        (with_step(artifacts={"a": ["{{a}}", RAW]}), "DG803", f"{STEP}/artifacts/a/1/data"),
        (
            with_step(artifacts={"a": {"kind": "map", "items": {"x": RAW}}}),
            "DG803",
            f"{STEP}/artifacts/a/items/x/data",
        ),
        (
            with_step(artifacts={"a": {"kind": "http", "url": URL}}),
            "DG801",
            f"{STEP}/artifacts/a/url",
        ),
        (
            with_step(
                artifacts={
                    "a": {"kind": "http", "url": "https://a", "headers": {"X-Lab-Token": "abc"}}
                }
            ),
            "DG802",
            f"{STEP}/artifacts/a/headers/X-Lab-Token",
        ),
        (
            with_step(artifacts={"a": {"kind": "git", "repo": URL}}),
            "DG801",
            f"{STEP}/artifacts/a/repo",
        ),
        (
            with_step(
                artifacts={"a": {"kind": "s3", "key": "a", "extensions": {"password": "hunter2"}}}
            ),
            "DG803",
            f"{STEP}/artifacts/a/extensions/password",
        ),
        (
            with_step(success_hook={"template": "run", "parameters": {"password": "hunter2"}}),
            "DG803",
            f"{STEP}/success_hook/parameters/password",
        ),
        (
            with_step(success_hook={"template": "run", "artifacts": {"a": RAW}}),
            "DG803",
            f"{STEP}/success_hook/artifacts/a/data",
        ),
        (
            graph(
                {"template": "run"}, run=shell(), workflow={"parameters": {"password": "hunter2"}}
            ),
            "DG803",
            "/parameters/password",
        ),
        (
            graph({"template": "run"}, run=shell(), workflow={"annotations": {"a": GITHUB}}),
            "DG801",
            "/annotations/a",
        ),
        (
            graph(
                {"template": "run"},
                run=shell(),
                workflow={"context": {"kind": "E", "config": {"token": SECRET}}},
            ),
            "DG802",
            "/context/config/token",
        ),
    ],
)
def test_credential_is_found_wherever_free_text_stands(
    document: Any, code: str, pointer: str
) -> None:
    """SEC-1: a document MUST NOT hold a credential."""
    diagnostic = the_one(document)
    assert (diagnostic.code, diagnostic.pointer) == (code, pointer)
    expected = Severity.WARNING if code == "DG803" else Severity.ERROR
    assert diagnostic.severity is expected


@pytest.mark.parametrize(
    ("fields", "code", "pointer"),
    [
        ({"op": {**OP, "state": {"args": [GITHUB]}}}, "DG801", "/op/state/args/0"),
        (
            {"op": {**OP, "state": {"kwargs": {"password": "hunter2"}}}},
            "DG803",
            "/op/state/kwargs/password",
        ),
        (
            {
                "op": {
                    **OP,
                    "inputs": {
                        "password": {"kind": "Parameter", "type": "str", "default": "hunter2"}
                    },
                }
            },
            "DG803",
            "/op/inputs/password/default",
        ),
        (
            {"op": OP, "output_parameter_default": {"password": "hunter2"}},
            "DG803",
            "/output_parameter_default/password",
        ),
        ({"op": OP, "pre_script": 'password = "hunter2"'}, "DG803", "/pre_script"),
        (
            {"op": OP, "python_packages": [{"kind": "git", "repo": URL}]},
            "DG801",
            "/python_packages/0/repo",
        ),
    ],
)
def test_credential_is_found_in_the_fields_of_a_python_op(
    fields: Any, code: str, pointer: str
) -> None:
    template = {"kind": "PythonOPTemplate", "image": "python:3.11", **fields}
    diagnostic = the_one(graph({"template": "run"}, run=template))
    assert (diagnostic.code, diagnostic.pointer) == (code, RUN + pointer)


def test_credential_in_the_source_of_an_op_is_found() -> None:
    source = 'API_TOKEN = "k3J9x7Qw2Lm5"\ndef f(): pass\n'
    digest = "sha256:" + hashlib.sha256(source.encode()).hexdigest()
    op = {"name": "f", "source": source, "source_digest": digest}
    template = {"kind": "PythonOPTemplate", "image": "python:3.11", "op": op}
    diagnostic = the_one(graph({"template": "run"}, run=template))
    assert (diagnostic.code, diagnostic.pointer) == ("DG803", f"{RUN}/op/source")
    assert diagnostic.message == "the value of `API_TOKEN` may be a credential"


def http(**fields: Any) -> Any:
    template = {"kind": "HTTPOPTemplate", "url": "https://example.org", **fields}
    return graph({"template": "run"}, run=template)


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Authorization", "Basic bWU6aHVudGVyMg=="),
        ("authorization", "letmein"),
        ("Proxy-Authorization", "Bearer letmein"),
        ("Cookie", "session=1"),
        ("X-Api-Key", "letmein"),
        ("X-Lab-Token", "letmein"),
        ("PRIVATE-TOKEN", "letmein"),
    ],
)
def test_dg802_is_said_of_headers_that_log_in(header: str, value: str) -> None:
    """SEC-1: headers with a literal value."""
    diagnostic = the_one(http(headers={header: value}))
    assert (diagnostic.code, diagnostic.pointer) == ("DG802", f"{RUN}/headers/{header}")
    assert diagnostic.message == f"the setting `{header}` holds a credential"
    assert diagnostic.clause == "SEC-1"


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Authorization", "Bearer {{inputs.parameters.token}}"),
        ("Authorization", "Bearer <token>"),
        ("Authorization", ""),
        ("Authorization", {"kind": "Secret", "name": "lab"}),
        ("Accept", "letmein"),
        ("X-Request-Id", UUID),
    ],
)
def test_other_headers_are_left_alone(header: str, value: Any) -> None:
    assert places(http(headers={header: value})) == []


def test_header_with_a_known_form_is_found_once() -> None:
    assert the_one(http(headers={"Authorization": f"token {GITHUB}"})).code == "DG801"


def test_request_is_looked_at() -> None:
    document = http(url=URL, body='{"password": "hunter2"}')
    assert places(document) == [("DG801", f"{RUN}/url"), ("DG803", f"{RUN}/body")]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PASSWORD", {"kind": "Secret", "name": "lab"}),
        ("PASSWORD", ""),
        ("PASSWORD_FILE", "/run/secrets/word"),
        ("PASSWORD", "{{inputs.parameters.word}}"),
        ("TOKENIZERS_PARALLELISM", "false"),
        ("MAX_TOKENS", "4096"),
        ("TOKEN", "4096"),
        ("COMMIT", DIGEST),
    ],
)
def test_environment_without_a_credential_is_left_alone(name: str, value: Any) -> None:
    assert places(with_template(envs={name: value})) == []


def test_short_texts_and_numbers_of_steps_are_left_alone() -> None:
    parameters = {
        "password": "",
        "n": 1,
        "x": None,
        "name": "water",
        "long": "a text of some length",
    }
    parameters["again"] = parameters["long"]
    step = {"template": "run", "parameters": parameters}
    assert places(graph(step, {**step, "name": "again"}, run=shell())) == []


def test_references_of_steps_are_left_alone() -> None:
    parameters = {"password": "{{inputs.parameters.password}}", "n": 3, "more": [4]}
    step = with_step(parameters=parameters, artifacts={"a": "{{inputs.artifacts.a}}"})
    assert places(step) == []


# Executors


def test_dg802_is_said_of_a_setting_inside_of_another() -> None:
    config = {"machine": [{"remote_profile": {"password": 123456, "port": 22}}]}
    diagnostic = the_one(with_step(executor={"kind": "E", "config": config}))
    assert diagnostic.pointer == f"{STEP}/executor/config/machine/0/remote_profile/password"
    assert diagnostic.clause == "SEC-2"
    assert diagnostic.hint == (
        "Keep it in a Kubernetes secret, and name that secret and its key here."
    )


def test_settings_that_are_no_credentials_are_left_alone() -> None:
    config = {"private_key_file": "/home/me/.ssh/id", "password": None, "token": True, "port": 22}
    executor = {"kind": "E", "config": config, "secrets": {"word": {"name": "lab", "key": "w"}}}
    assert places(with_step(executor=executor)) == []
    assert places(with_step(executor={"kind": "E"})) == []


def test_dg804_names_the_secret() -> None:
    secrets = {"user": {"name": "lab", "key": "user"}}
    executor = {"kind": "E", "config": {"user": "me"}, "secrets": secrets}
    diagnostic = the_one(with_step(executor=executor))
    assert diagnostic.code == "DG804"
    assert diagnostic.message == "the setting `user` stands both in `config` and in `secrets`"
    assert diagnostic.related[0].pointer == f"{STEP}/executor/secrets/user"


def test_dg804_leaves_a_credential_to_dg802() -> None:
    secrets = {"password": {"name": "lab", "key": "word"}}
    executor = {"kind": "E", "config": {"password": "hunter2"}, "secrets": secrets}
    assert the_one(with_step(executor=executor)).code == "DG802"


# Sources


def with_op(**op: Any) -> Any:
    template = {"kind": "PythonOPTemplate", "image": "python:3.11", "op": {"name": "f", **op}}
    return graph({"template": "run"}, run=template)


SOURCE = "def f(): pass\n"
RIGHT = "sha256:" + hashlib.sha256(SOURCE.encode()).hexdigest()


@pytest.mark.parametrize("op", [{}, {"module": "__main__"}, {"source_digest": RIGHT}])
def test_dg805_says_why_the_code_is_nowhere(op: Any) -> None:
    diagnostic = the_one(with_op(**op))
    assert (diagnostic.code, diagnostic.pointer) == ("DG805", f"{RUN}/op")
    why = "`__main__` is no module of a pod" if "module" in op else "no `module`"
    assert diagnostic.message.endswith(why)


def test_source_that_is_no_utf_8_has_a_digest_all_the_same() -> None:
    diagnostic = the_one(with_op(source="def f(): return '\ud800'\n"))
    assert diagnostic.code == "DG806"


def test_dg806_gives_the_digest() -> None:
    diagnostic = the_one(with_op(source=SOURCE))
    assert diagnostic.code == "DG806"
    assert diagnostic.hint == f'Add "source_digest": "{RIGHT}".'


@pytest.mark.parametrize("digest", [RIGHT.upper(), RIGHT[7:], RIGHT + "\n", RIGHT[:-1], "md5:0"])
def test_dg807_is_said_of_every_other_form(digest: str) -> None:
    assert the_one(with_op(source=SOURCE, source_digest=digest)).code == "DG807"


def test_dg808_shows_how_both_digests_begin() -> None:
    diagnostic = the_one(with_op(source=SOURCE + " ", source_digest=RIGHT))
    other = "sha256:" + hashlib.sha256((SOURCE + " ").encode()).hexdigest()
    assert diagnostic.code == "DG808"
    assert f"it has {other[:15]}…, not {RIGHT[:15]}…" in diagnostic.message
    assert other in diagnostic.hint


def test_digest_is_of_the_bytes_in_utf_8() -> None:
    source = "f = 'Zürich – 東京 🙂'\n"
    digest = "sha256:" + hashlib.sha256(source.encode("utf-8")).hexdigest()
    assert places(with_op(source=source, source_digest=digest)) == []


def test_dg809_is_said_of_a_digest_alone() -> None:
    diagnostic = the_one(with_op(module="m", source_digest=RIGHT))
    assert (diagnostic.code, diagnostic.pointer) == ("DG809", f"{RUN}/op/source_digest")


def test_source_that_two_templates_share_is_judged_in_both() -> None:
    op = {"name": "f", "source": SOURCE, "source_digest": RIGHT[:-1] + "x"}
    template = {"kind": "PythonOPTemplate", "image": "python:3.11", "op": op}
    document = graph({"template": "a"}, {"template": "b"}, a=template, b=template)
    assert [code for code, _ in places(document)] == ["DG807", "DG807"]


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("Relax", "class Relax(OP):\n    pass\n"),
        ("Outer.Inner", "class Outer:\n    class Inner:\n        pass\n"),
        ("relax", "@OP.function\ndef relax(x: int) -> int: return x"),
        ("relax", "async  def relax(): ...\n"),
        ("Relax", "Relax = make(OP)\n"),
        ("Relax", "Relax: type = make(OP)\n"),
        ("Relax", "from ops import Other, Relax\n"),
        ("Relax", "from ops import (\n    Other,\n    Relax,\n)\n"),
        ("Relax", "import ops.relax as Relax\n"),
        ("Größe", "class Größe: pass\n"),
    ],
)
def test_source_that_defines_its_op_is_accepted(name: str, source: str) -> None:
    digest = "sha256:" + hashlib.sha256(source.encode()).hexdigest()
    assert places(with_op(name=name, source=source, source_digest=digest)) == []


@pytest.mark.parametrize(
    ("name", "source", "rest"),
    [
        ("Relax", "class Relaxed: pass\ndef other(): pass\n", "`Relax`; it defines `Relaxed`"),
        ("Relax", "print('class')\nRelax()\n", "`Relax`"),
        ("Outer.Inner", "class Outer: pass\n", "`Inner`; it defines `Outer`"),
        ("f", "if f == 1:\n    pass\n", "`f`"),
        ("Outer.Inner", "pass\n", "`Outer`"),
        (
            "Relax",
            "".join(f"def {name}(): pass\n" for name in ("a", "b", "c", "d", "e", "g")),
            "`Relax`; it defines `a`, `b`, `c`, `d`, `e`",
        ),
    ],
)
def test_dg811_names_what_the_source_defines(name: str, source: str, rest: str) -> None:
    digest = "sha256:" + hashlib.sha256(source.encode()).hexdigest()
    diagnostic = the_one(with_op(name=name, source=source, source_digest=digest))
    assert (diagnostic.code, diagnostic.pointer) == ("DG811", f"{RUN}/op/name")
    assert diagnostic.message == f"the source of OP `{name}` does not define {rest}"


def test_dg810_is_a_warning() -> None:
    diagnostic = the_one(http(insecure_skip_verify=True))
    assert (diagnostic.code, diagnostic.severity) == ("DG810", Severity.WARNING)
    assert places(http(insecure_skip_verify=False)) == []


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


def test_extensions_of_an_executor_are_searched() -> None:
    executor = {"kind": "E", "extensions": {"lab": {"password": SECRET}}}
    diagnostic = the_one(with_step(executor=executor))
    assert diagnostic.pointer == f"{STEP}/executor/extensions/lab/password"
