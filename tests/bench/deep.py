# deep.py: recursion that is no loop.  Reads how deep, and how often.
import sys


def deep(n):
    if n == 0:
        return n
    return deep(n - 1) + 1


sys.setrecursionlimit(10**8)
depth, times = map(int, input().split())
print(sum(deep(depth) for _ in range(times)))
