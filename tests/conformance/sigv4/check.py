# SPDX-License-Identifier: Apache-2.0
# An upstream that signs again what it was sent, by botocore, and compares.
import http.server
import json
import os
import subprocess
import sys
import tempfile
import threading
from urllib.parse import quote, unquote

from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

KEY, SECRET = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
arrived = []


class Upstream(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        # self.path has one slash in front where two came.
        arrived.append((self.command, self.requestline.split(" ")[1], dict(self.headers.items()), body))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    do_GET = do_PUT = do_POST = do_DELETE = answer

    def log_message(self, *_):
        pass


def signed(service, request):
    """The Authorization header that botocore gives a request."""
    method, target, headers, body = request
    low = {k.lower(): v for k, v in headers.items()}
    kind = S3SigV4Auth if service == "s3" else SigV4Auth
    auth = kind(Credentials(KEY, SECRET, low.get("x-amz-security-token")), service, "eu-west-1")
    ours = {k: v for k, v in headers.items() if k.lower() in low["authorization"].split("SignedHeaders=")[1].split(",")[0].split(";")
            and k.lower() not in ("host", "x-amz-date")}
    # botocore signs what it is about to send: a path of S3 escaped, a query of
    # values.  AWS undoes what was sent and does the same.
    path, _, query = target.partition("?")
    if service == "s3":
        path = quote(unquote(path), safe="/-_.~")
    pairs = [tuple(unquote(t) for t in pair.partition("=")[::2]) for pair in query.split("&") if pair]
    again = AWSRequest(method=method, url="http://" + low["host"] + path, headers=ours, data=body, params=pairs)
    again.context["timestamp"] = low["x-amz-date"]
    if "X-Amz-Date" not in again.headers:
        again.headers["X-Amz-Date"] = low["x-amz-date"]
    text = auth.canonical_request(again)
    return (f"AWS4-HMAC-SHA256 Credential={KEY}/{auth.scope(again).split('/', 1)[1]}, SignedHeaders="
            f"{auth.signed_headers(auth.headers_to_sign(again))}, Signature={auth.signature(auth.string_to_sign(again, text), again)}", text)


def parameter(name, where, **more):
    return {"name": name, "in": where, "required": where == "path", "schema": {}, **more}


ITEM = [parameter("x", "path"), parameter("q", "query"), parameter("list", "query", explode=False),
        parameter("free", "query", allowReserved=True), parameter("o", "query", style="deepObject"), parameter("X-Amz-Target", "header"),
        parameter("x-amz-acl", "header"), parameter("X-Amz-Meta-Note", "header"), parameter("X-Amz-Date", "header"),
        parameter("X-Amz-Security-Token", "header"), parameter("X-Other", "header")]
BODY = {"content": {"application/json": {"schema": {"type": "object"}}}}
PATHS = {"/a/{x}": "plain", "//two//{x}/": "slashes", "/c:d/e,f=g/{x}": "marks", "/q?z=1&a=2&flag&e=": "query"}
CALLS = [{"x": x} for x in ("b", "a b", "a/b", "é中", "%2F", "a+b", "~-._", "a,b;c=d:e@f", "*'()!", "$&?#[]", "%", "\U0001F600")]
CALLS += [{"x": "b", **more} for more in (
    {"q": "a b"}, {"q": "a=b&c"}, {"q": ""}, {"q": "+"}, {"list": ["b", "a", "c,d"]}, {"list": [3, 1]}, {"free": "a:b/c?d@e,f;g=h"}, {"q": "é", "list": ["z"]},
    {"o": {"b": 1, "a": {"c": "x"}}}, {"X-Amz-Target": "Service_1.Op"}, {"x-amz-acl": "  private   read  "}, {"X-Amz-Meta-Note": ""},
    {"X-Amz-Target": "A", "x-amz-acl": "b", "X-Amz-Meta-Note": "c d", "X-Other": "e"}, {"X-Amz-Date": "20000101T000000Z"},
    {"X-Amz-Security-Token": "mine"})]


def document():
    paths = {}
    for path, name in PATHS.items():
        params = [p for p in ITEM if p["in"] != "path" or "{x}" in path]
        paths[path] = {m: {"operationId": f"{name}_{m}", "parameters": params, "responses": {"200": {"description": ""}},
                           **({"requestBody": BODY} if m in ("put", "post") else {})} for m in ("get", "put", "post", "delete")}
    return {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths}


PROGRAM = """
const lost = [];
for (const [name, args] of calls)
    try { await api[name](args) } catch (e) { lost.push(name + ": " + e.message) }
return lost;
"""


def write(place, name, text, mode=0o600):
    path = os.path.join(place, name)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w", encoding="utf-8") as f:
        f.write(text)
    return path


def calls():
    for name in PATHS.values():
        for args in CALLS:
            given = args if name != "query" else {k: v for k, v in args.items() if k != "x"}
            yield f"{name}_get", given
        yield f"{name}_post", {**given, "body": {"a": "é"}}
        yield f"{name}_put", {**given, "body": {}}
        yield f"{name}_delete", given


def run(place, port, service, session):
    """Makes all calls; what arrived, and what failed."""
    config = tempfile.mkdtemp(dir=place)
    os.mkdir(os.path.join(config, "connectors.d"))
    secret, token = write(place, "secret", SECRET), write(place, "session", "session/token+with=marks")
    auth = f"{{kind: aws, key_id: {KEY}, region: eu-west-1, service: {service}, secret: 'file:{secret}'"
    auth += f", session: 'file:{token}'}}" if session else "}"
    api = write(place, "api.json", json.dumps(document()))
    write(config, "connectors.d/api.yaml", f"kind: openapi\ndocument: {api}\nurl: http://127.0.0.1:{port}\nnetwork: [127.0.0.1/32]\nauth: {auth}\n")
    write(config, "cordon.yaml", "writes: allow\n")
    program = write(place, "program.js", f"const calls = {json.dumps(list(calls()))};\n{PROGRAM}")
    arrived.clear()
    done = subprocess.run([os.path.join(os.environ["CORDON_BIN"], "cordon"), "--config", config, "run", "--timeout", "120s", program],
                          capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    good = True
    with tempfile.TemporaryDirectory() as place:
        for service, session in (("execute-api", False), ("execute-api", True), ("s3", False), ("s3", True)):
            said = run(place, server.server_port, service, session)
            wrong = []
            for request in arrived:
                want, text = signed(service, request)
                if request[2]["Authorization"] != want:
                    wrong.append(f"{request[0]} {request[1]}\n{request[2]}\n{want}\n{text}")
            n = sum(1 for _ in calls())
            ok = not wrong and len(arrived) == n and said.strip() == "[]"
            good = good and ok
            print(f"{'ok' if ok else 'not ok'} - {service}{', with a session' if session else ''}: {len(arrived) - len(wrong)} of {n} as botocore signs them")
            for line in wrong[:2] + ([] if ok else [said[-600:]]):
                print("#", line.replace("\n", "\n#   "))
            own = [r for r in arrived if "mine" in r[2].values() or "20000101T000000Z" in r[2].values()]
            print(f"{'not ok' if own else 'ok'} - what is the signature's own is not the program's to say")
            good = good and not own
    sys.exit(0 if good else 1)


main()
