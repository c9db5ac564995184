"""An implementation that answers every case right but those whose id is `bad`: `MODE` says how."""

import json
import os
import signal
import sys
import time

MODE = sys.argv[1]


def say(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def write(text):
    sys.stdout.write(text)
    sys.stdout.flush()


def right(seq):
    return {"seq": seq, "result": {"ok": True}}


def crash(seq):
    sys.stderr.write("Traceback\nValueError: no good\n")
    sys.exit(3)


def close(seq):
    os.close(1)
    time.sleep(60)


def flood(seq):
    while True:
        write("noise\n" * 1000)


def child(seq):
    if os.fork() == 0:
        time.sleep(300)
    sys.exit(4)


def daemon(seq):
    if os.fork() == 0:
        os.setsid()
        time.sleep(5)
        os._exit(0)
    sys.exit(5)


def patient(seq):
    sys.stderr.write("x" * 3_000_000 + "\n")
    say(right(seq))


BAD = {
    "crash": crash,
    "signal": lambda seq: os.kill(os.getpid(), signal.SIGKILL),
    "hang": lambda seq: time.sleep(60),
    "half line": lambda seq: (write('{"seq": '), time.sleep(60)),
    "garbage": lambda seq: write("warning: something\n"),
    "no utf-8": lambda seq: (sys.stdout.buffer.write(b"\xff\xfe\n"), sys.stdout.flush()),
    "no object": lambda seq: say([seq]),
    "deep": lambda seq: write("[" * 200_000 + "\n"),
    "wrong shape": lambda seq: say({"seq": seq, "result": {"ok": "yes"}}),
    "two kinds": lambda seq: say({**right(seq), "errored": "as well"}),
    "out of order": lambda seq: say(right(seq + 1)),
    "stale": lambda seq: say(right(seq - 1)),
    "no seq": lambda seq: say({"result": {"ok": True}}),
    "closed pipe": close,
    "long line": lambda seq: write('{"seq": 1, "x": "' + "x" * 300_000 + '"}\n'),
    "flood": flood,
    "grandchild": child,
    "daemon": daemon,
    "loud": patient,
    "skips": lambda seq: say({"seq": seq, "skipped": "no such language"}),
    "errs": lambda seq: say({"seq": seq, "errored": "it broke"}),
    "wrong": lambda seq: say({"seq": seq, "result": {"ok": False}}),
}


def start():
    reply = {
        "protocol": 1,
        "implementation": {"name": "fake", "version": "1", "language": "Python", "more": 1},
        "claims": {"levels": ["semantic"]},
    }
    if MODE == "slow start":
        time.sleep(60)
    if MODE == "dead at start":
        sys.exit("no such file")
    if MODE == "wrong version":
        reply["protocol"] = 2
    if MODE == "no claims":
        del reply["claims"]
    if MODE == "unknown level":
        reply["claims"] = {"levels": ["everything"]}
    if MODE == "garbage at start":
        write("Welcome!\n")
    say(reply)


for line in sys.stdin:
    message = json.loads(line)
    if message["command"] == "stop":
        if MODE == "never stops":
            time.sleep(60)
        break
    if message["command"] == "start":
        start()
    elif message["id"].startswith("bad"):
        BAD[MODE](message["seq"])
    else:
        say(right(message["seq"]))
