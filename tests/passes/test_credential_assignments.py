"""Credentials that a text assigns, or gives to a program."""

from __future__ import annotations

import pytest

from dflow_graph.passes.credential_assignments import assigned_credentials
from tests.passes.security_graphs import AWS_SECRET, DIGEST, LETTERS, SECRET, UUID


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
