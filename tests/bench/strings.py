# strings.py: builds a string, a letter at a time, and adds up its codes.
# Reads how long, and how often.
def main(length, times):
    total = 0
    for _ in range(times):
        text = "".join([chr(97 + i % 26) for i in range(length)])
        for letter in text:
            total += ord(letter)
    return total


print(main(*map(int, input().split())))
