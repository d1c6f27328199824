# sort.py: merge sort of lists.  Reads how long, and how often.
import sys


def numbers(seed, n, list):
    while n > 0:
        seed = seed * 16807 % 2147483647
        list = (seed, list)
        n -= 1
    return list, seed


def merge(left, right):
    if not left:
        return right
    if not right:
        return left
    x, y = left[0], right[0]
    if y < x:
        return (y, merge(left, right[1]))
    return (x, merge(left[1], right))


def skip(list, n):
    while n > 0:
        list = list[1]
        n -= 1
    return list


def sort(list, n):
    if n == 1:
        return (list[0], None)
    half = n // 2
    left = sort(list, half)
    return merge(left, sort(skip(list, half), n - half))


def add_all(list, sum):
    while list:
        x, list = list
        sum = (sum * 31 + x) % 1000003
    return sum


sys.setrecursionlimit(10**8)
length, times = map(int, input().split())
seed, sum = 1, 0
for _ in range(times):
    made, seed = numbers(seed, length, None)
    sum = add_all(sort(made, length), sum)
print(sum)
