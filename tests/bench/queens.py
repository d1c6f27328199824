# queens.py: in how many ways do n queens stand on a board in peace?
# Reads n.  The queens placed are a list of columns, the last row first.
def peace(column, placed):
    distance = 1
    while placed:
        queen, placed = placed
        gap = queen - column
        if gap == 0 or gap * gap == distance * distance:
            return False
        distance += 1
    return True


def place(row, size, placed):
    if row == size:
        return 1
    sum = column = 0
    while column < size:
        if peace(column, placed):
            sum += place(row + 1, size, (column, placed))
        column += 1
    return sum


print(place(0, int(input()), None))
