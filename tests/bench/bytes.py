# bytes.py: the sieve of Eratosthenes in bytes.  Reads n: how many primes are
# below it?
def sieve(n):
    alive = bytearray(b"\1") * n
    found = 0
    for i in range(2, n):
        if alive[i]:
            found += 1
            for multiple in range(i + i, n, i):
                alive[multiple] = 0
    return found


print(sieve(int(input())))
