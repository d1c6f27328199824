# loop.py: counts to n.  Reads n.
def count(n):
    i = 0
    while i < n:
        i += 1
    return i


print(count(int(input())))
