#!/usr/bin/env python3
"""Draws again from a frame and a value, from the documented rules and nothing of cpdfolio: twin.py FRAME VALUE

Prints the tokens that are drawn, stratum by stratum, the lowest ticket first.
"""
import hashlib
import sys


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def draw(frame, value):
    seed = sha256(f"cpdfolio-draw/1:{sha256(frame)}:{value}")
    drawn = []
    for part in frame.split("\nstratum ")[1:]:
        head, *tokens = part.splitlines()
        quota = int(head.split()[1])
        ticket = {token: str(int(sha256(seed + token), 16))[::-1] for token in tokens}
        drawn += sorted(tokens, key=ticket.get)[:quota]
    return drawn


if __name__ == "__main__":
    with open(sys.argv[1], newline="") as file:
        print("\n".join(draw(file.read(), sys.argv[2])))
