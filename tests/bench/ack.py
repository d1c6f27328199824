# ack.py: Ackermann's function.  Reads m and n.
import sys


def ack(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ack(m - 1, 1)
    return ack(m - 1, ack(m, n - 1))


sys.setrecursionlimit(10**8)
print(ack(*map(int, input().split())))
