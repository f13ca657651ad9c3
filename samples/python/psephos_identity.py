"""What a client keeps: an Ed25519 key, by the openssl command, and files that outlive a crash."""

import base64
import json
import os
import subprocess
import time


class Key:
    """Made where the folder has none; used with one server only."""

    def __init__(self, folder):
        self.file, self.text = folder / "key.pem", folder / "to-sign"
        if not self.file.exists():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            durably(self.file, openssl("genpkey", "-algorithm", "ed25519"))

    def public(self):
        return b64(openssl("pkey", "-in", self.file, "-pubout", "-outform", "DER")[-32:])

    def signed(self, kind, claims):
        """A compact JWS that is good for four minutes; openssl signs what is in a file."""
        parts = {"alg": "EdDSA", "typ": kind}, {**claims, "exp": int(time.time()) + 240}
        text = ".".join(b64(json.dumps(part).encode()) for part in parts)
        self.text.write_text(text)
        return text + "." + b64(openssl("pkeyutl", "-sign", "-rawin", "-in", self.text, "-inkey", self.file))


def durably(path, content):
    """All or nothing, also when the power fails; for the owner's eyes only."""
    with open(os.open(path.with_suffix(".fresh"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(path.with_suffix(".fresh"), path)


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def openssl(*arguments):
    return subprocess.run(("openssl",) + arguments, check=True, capture_output=True).stdout
