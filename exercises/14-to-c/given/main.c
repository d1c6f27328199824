/* main.c: runs compiled programs.
 *
 * Standard input has a line for each run: the number of the program, a and b.  Each
 * prints a line: `answer VALUE live CELLS' or `fault KIND'.  Comes last in a file, behind
 * runtime.h, the programs and the table of them, `program'.
 */

static void print(Value v) {
  if (is_int(v)) printf("%lld", (long long)(v / 4));
  else if (v == FALSE) printf("#f");
  else if (v == TRUE) printf("#t");
  else if (v == NIL) printf("()");
  else if (!is_cell(v)) broken("no value is handed to k");
  else if (is_closure(v)) printf("#<closure>");
  else {
    const char *before = "(";
    for (; is_pair(v); v = cell_of(v)->field[1], before = " ") {
      printf("%s", before);
      print(cell_of(v)->field[0]);
    }
    if (v != NIL) {
      printf(" . ");
      print(v);
    }
    printf(")");
  }
}

static void run(Program *p, Value a, Value b) {
  live = 0;
  if (setjmp(where_faults_go)) {
    /* What lived is left where it is. */
    memset(unused, 0, sizeof unused);
    printf("fault %s\n", fault_kind);
    return;
  }
  Value answer = p(close(0, 1, 0), a, b);
  printf("answer ");
  print(answer);
  release(answer);
  printf(" live %lld\n", (long long)live);
}

int main(void) {
  int number;
  long long a, b;
  while (scanf("%d %lld %lld", &number, &a, &b) == 3) {
    run(program[number], INT(a), INT(b));
    fflush(stdout);
  }
}
