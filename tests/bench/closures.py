# closures.py: makes a function out of two new ones and calls it.  Reads n.
def compose(f, g):
    return lambda x: g(f(x))


def count(n):
    total = 0
    while n:
        total = compose(lambda x: x + n, lambda x: x % 1000003)(total)
        n -= 1
    return total


print(count(int(input())))
