/* Tests of the C machine's parts, and of the whole with memory that fails.
 *
 * Every machine here gets its memory from a Ledger, which counts what is not
 * given back, and can refuse the n-th request.  Runs in the project's root.
 */
#define _POSIX_C_SOURCE 200809L
#include "baton.h"
#include "image_fix.h"
#include "machine.h"
#include "memory.h"
#include "read.h"
#include "trace.h"
#include "verify.h"
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Memory that is counted. */

typedef struct Ledger {
  uint64_t requests, refuse; /* refuse: the number of the request to refuse */
  size_t largest;            /* request, in bytes */
  bool refuse_on;            /* and all that come after it */
  int64_t blocks;
} Ledger;

static void *ledger_resize(void *context, void *old, size_t size) {
  Ledger *ledger = context;
  if (!size) {
    ledger->blocks -= old != NULL;
    free(old);
    return NULL;
  }
  ledger->requests++;
  if (size > ledger->largest) ledger->largest = size;
  if (ledger->refuse &&
      (ledger->refuse_on ? ledger->requests >= ledger->refuse
                         : ledger->requests == ledger->refuse))
    return NULL;
  void *now = realloc(old, size);
  ledger->blocks += now && !old;
  return now;
}

/* One run of a program, and what came of it. */

typedef struct Run {
  Ledger ledger;
  BatonOptions options;
  const char *input;
  size_t taken; /* of the input */
  char output[4096];
  size_t written;
  char answer[4096];
  char problem[512]; /* the first that was reported */
  int problems;
  bool created, loaded;
  BatonState state;
  uint64_t live;
  BatonCounts counts;
  char fault[64];
  int status;
} Run;

static void run_report(void *context, const BatonReport *report) {
  Run *run = context;
  if (!run->problems++)
    snprintf(run->problem, sizeof run->problem, "%s", report->message);
}
static size_t run_input(void *context, uint8_t *bytes, size_t size) {
  Run *run = context;
  size_t count = run->input ? strlen(run->input + run->taken) : 0;
  if (count > 7) count = 7; /* little at a time */
  if (count > size) count = size;
  if (count) memcpy(bytes, run->input + run->taken, count);
  run->taken += count;
  return count;
}
static void run_output(void *context, const uint8_t *bytes, size_t size) {
  Run *run = context;
  if (size > sizeof run->output - run->written)
    size = sizeof run->output - run->written;
  memcpy(run->output + run->written, bytes, size);
  run->written += size;
}

static void run_prepare(Run *run) {
  memset(run, 0, sizeof *run);
  run->options.heap = 20000;
  run->options.fuel = 1000000;
  run->options.timer = run->options.random = run->options.clock = true;
}

static BatonMachine *run_create(Run *run) {
  BatonOptions *o = &run->options;
  o->memory = (BatonMemory){ledger_resize, &run->ledger};
  o->report = run_report;
  o->input = run_input;
  o->output = run_output;
  o->context = run;
  BatonMachine *m = baton_create(o);
  run->created = m;
  return m;
}

static void run_end(Run *run, BatonMachine *m) {
  run->state = baton_state(m);
  snprintf(run->answer, sizeof run->answer, "%s", baton_answer(m));
  if (run->state == BATON_FAULTED) {
    const char *report = baton_fault_report(m, false);
    if (report) snprintf(run->fault, sizeof run->fault, "%s", report);
    run->fault[strcspn(run->fault, "\n")] = 0;
  }
  run->counts = baton_counts(m);
  run->live = baton_finish(m);
  run->status = baton_exit_status(m);
  baton_destroy(m);
}

static void run_bytes(Run *run, const void *bytes, size_t size) {
  BatonMachine *m = run_create(run);
  if (!m) return;
  run->loaded = baton_load(m, "test", bytes, size);
  if (run->loaded) {
    baton_run(m);
    run_end(run, m);
  } else {
    baton_destroy(m);
  }
}

static void run_text(Run *run, const char *text) {
  run_bytes(run, text, strlen(text));
}

/* The text as an image; the caller frees it. */
static uint8_t *image_of(const char *text, bool strip, size_t *size) {
  Run run;
  uint8_t *image = NULL;
  run_prepare(&run);
  BatonMachine *m = run_create(&run);
  ck_assert_ptr_nonnull(m);
  ck_assert_msg(baton_assemble(m, "test", (const uint8_t *)text, strlen(text),
                               strip, &image, size),
                "%s", run.problem);
  baton_destroy(m);
  return image;
}

static char *file_text(const char *path) {
  FILE *file = fopen(path, "rb");
  char *text = calloc(1, 1 << 16);
  ck_assert_msg(file != NULL, "cannot open %s: run in the project's root",
                path);
  ck_assert_uint_gt(fread(text, 1, (1 << 16) - 1, file), 0);
  fclose(file);
  return text;
}

static const char *const examples[] = {
    "examples/choose.baton", "examples/compile.baton", "examples/counter.baton",
    "examples/fact.baton",   "examples/fib.baton",     "examples/hello.baton",
    "examples/queens.baton", "examples/tak.baton",     "examples/words.baton"};
enum { EXAMPLES = sizeof examples / sizeof *examples };

/* Programs that between them use all that asks for memory. */

#define BUILD                                                                  \
  "(block build (k n l) ()"                                                    \
  "  (if (eq n 0) (then (drop n) (call !k !l))"                                \
  "    (else (let l (cons n !l)) (let n (sub !n 1))"                           \
  "          (jump build !k !n !l))))"

static const struct {
  const char *text, *input, *answer, *output;
} programs[] = {
    {"(block main (k world) () (drop world) (call !k 42))", "", "42", ""},
    {"(block main (k world) () (drop world) (jump build !k 20 ()))" BUILD, "",
     "(1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20)", ""},
    {"(block main (k world) () (drop world) (jump sum !k 30))"
     "(block sum (k n) () (if (eq n 0) (then (call !k !n))"
     "  (else (let m (sub n 1))"
     "        (let f (lambda (s) (!k !n) (let s (add !s !n)) (call !k !s)))"
     "        (jump sum !f !m))))",
     "", "465", ""},
    {"(block main (k world) () (let c (port !world console)) (let d (read c))"
     "  (write c d) (let e (read c)) (drop c) (let p (cons !d !e))"
     "  (call !k !p))",
     "(alpha (beta . \"g\\x3bb;mma\") #(1 #\\a |x y|) #u8(1 2) '()) 12",
     "((alpha (beta . \"gλmma\") #(1 #\\a |x y|) #u8(1 2) (quote ())) . 12)",
     "(alpha (beta . \"gλmma\") #(1 #\\a |x y|) #u8(1 2) (quote ()))"},
    {"(block main (k world) () (let c (port !world console)) (let d (read !c))"
     "  (let f (assemble !d)) (call !f !k 20))",
     "((block main (k n) () (let x (add !n 1)) (let s \"a string\")"
     "   (let v (vector s !s !x 'sym #t)) (call !k !v)))",
     "#(\"a string\" \"a string\" 21 sym #t)", ""},
    {"(block main (k world) () (drop world)"
     "  (let s (make-string 20 #\\x)) (let y (string->symbol !s)) (put a y)"
     "  (let t (symbol->string !y)) (let v (make-vector 40 t))"
     "  (let r (record 'point !v t)) (let b (box !r)) (let g (get a))"
     "  (let n (make-bytes 100 7)) (let x (bref n 99)) (drop n t)"
     "  (let r (unbox !b)) (let v (rref !r 0)) (let w (vref !v 39))"
     "  (let v (vector !g !w !x)) (call !k !v))",
     "", "#(xxxxxxxxxxxxxxxxxxxx \"xxxxxxxxxxxxxxxxxxxx\" 7)", ""},
    {"(block main (k world) () (drop world)"
     "  (let h (lambda (kind irritants place) (k)"
     "    (let l (cons !kind !irritants)) (let l (cons !place !l))"
     "    (call !k !l)))"
     "  (drop k) (let old (set-handler !h)) (drop old)"
     "  (let x (car 5)) (halt !x))",
     "", "((main . 5) type 5)", ""},
    {"(block main (k world) () (let t (port !world timer))"
     "  (let f (lambda (resume) () (call !resume)))"
     "  (set-timer !t 5 !f) (jump count !k 20))"
     "(block count (k n) () (if (eq n 0) (then (call !k !n))"
     "  (else (let n (sub !n 1)) (jump count !k !n))))",
     "", "0", ""},
    {"(block main (k world) () (drop world) (let f (close all))"
     "  (let l (cons 4 ())) (let l (cons 3 !l)) (apply !f !k 1 2 !l))"
     "(block all (k . rest) () (call !k !rest))",
     "", "(1 2 3 4)", ""},
    {"(block main (k world) () (drop world) (jump more !k 200))"
     "(block more (k n) () (if (eq n 0) (then (call !k !n)) (else"
     "  (let p (cons 1 2)) (let b (box p)) (set-car p !b)"
     "  (let q (cons 3 p)) (set-cdr !p !q) (let n (sub !n 1))"
     "  (jump more !k !n))))",
     "", "0", ""},
};
enum { PROGRAMS = sizeof programs / sizeof *programs };

static void right_answer(const Run *run, int i) {
  ck_assert_msg(run->loaded, "program %d: %s", i, run->problem);
  ck_assert_msg(run->state == BATON_HALTED, "program %d: %s", i, run->fault);
  ck_assert_str_eq(run->answer, programs[i].answer);
  ck_assert_uint_eq(run->written, strlen(programs[i].output));
  ck_assert_int_eq(memcmp(run->output, programs[i].output, run->written), 0);
}

START_TEST(programs_answer) {
  Run run;
  run_prepare(&run);
  run.input = programs[_i].input;
  run_text(&run, programs[_i].text);
  right_answer(&run, _i);
  ck_assert_int_eq(run.ledger.blocks, 0);
}
END_TEST

/* Refuses the n-th request for memory, for each n until all goes well. */
static void refuse_each(int i, bool image, bool on) {
  size_t size = strlen(programs[i].text);
  uint8_t *bytes = image ? image_of(programs[i].text, false, &size) : NULL;
  const void *program = image ? (const void *)bytes : programs[i].text;
  for (uint64_t n = 1;; n++) {
    Run run;
    run_prepare(&run);
    run.input = programs[i].input;
    run.ledger.refuse = n;
    run.ledger.refuse_on = on;
    run_bytes(&run, program, size);
    ck_assert_msg(run.ledger.blocks == 0, "program %d, request %d: leaked", i,
                  (int)n);
    if (run.ledger.requests < n) {
      right_answer(&run, i);
      break;
    }
    if (run.created && !run.loaded)
      ck_assert_msg(run.problems > 0, "program %d, request %d: no report", i,
                    (int)n);
    if (run.loaded && run.state == BATON_FAULTED && run.fault[0])
      ck_assert_msg(!strncmp(run.fault, "fault memory", 12),
                    "program %d, request %d: %s", i, (int)n, run.fault);
    else if (run.loaded && run.answer[0] && !strstr(run.answer, "…"))
      ck_assert_str_eq(run.answer, programs[i].answer);
  }
  free(bytes);
}

START_TEST(refuse_once_text) { refuse_each(_i, false, false); }
END_TEST
START_TEST(refuse_once_image) { refuse_each(_i, true, false); }
END_TEST
START_TEST(refuse_always_text) { refuse_each(_i, false, true); }
END_TEST
START_TEST(refuse_always_image) { refuse_each(_i, true, true); }
END_TEST

START_TEST(refuse_other_calls) {
  size_t size;
  uint8_t *image = image_of(programs[5].text, false, &size);
  for (uint64_t n = 1;; n++) {
    Run run;
    run_prepare(&run);
    run.ledger.refuse = n;
    BatonMachine *m = run_create(&run);
    if (m && baton_load(m, "test", image, size)) {
      char *text = NULL;
      size_t length = 0;
      uint8_t registers[256];
      if (baton_disassemble(m, &text, &length))
        ledger_resize(&run.ledger, text, 0);
      for (int i = 0; i < 12; i++) {
        ck_assert_ptr_nonnull(baton_instruction(m));
        ck_assert_ptr_nonnull(baton_block(m));
        size_t live = baton_live(m, registers);
        for (size_t j = 0; j < live; j++) {
          ck_assert_ptr_nonnull(baton_name(m, registers[j]));
          ck_assert_ptr_nonnull(baton_value(m, registers[j]));
        }
        BatonReport place;
        baton_place(m, &place);
        baton_step(m);
      }
      baton_finish(m);
    }
    baton_destroy(m);
    ck_assert_int_eq(run.ledger.blocks, 0);
    if (run.ledger.requests < n) break;
  }
  free(image);
}
END_TEST

/* Heaps of each size from one word up. */

START_TEST(heaps_tiny) {
  int well = 0;
  for (uint64_t heap = 1; well < 40; heap++) {
    Run run;
    run_prepare(&run);
    run.options.heap = heap;
    run.input = programs[_i].input;
    run_text(&run, programs[_i].text);
    ck_assert_int_eq(run.ledger.blocks, 0);
    if (!run.loaded) {
      ck_assert_msg(run.problems > 0, "heap %d: no report", (int)heap);
    } else if (run.state == BATON_FAULTED) {
      ck_assert_msg(!strncmp(run.fault, "fault memory", 12), "heap %d: %s",
                    (int)heap, run.fault);
    } else if (strncmp(run.answer, "((main . ", 9)) {
      right_answer(&run, _i);
      well++;
    } else {
      well++;
    }
    ck_assert_uint_lt(heap, 20000);
  }
}
END_TEST

/* A handler takes the fault `memory`; all sizes of heap end well. */
START_TEST(handler_takes_memory) {
  static const char text[] =
      "(block main (k world) () (drop world)"
      "  (let h (lambda (kind irritants place) (!k)"
      "    (drop irritants place) (call !k !kind)))"
      "  (let old (set-handler !h)) (drop old) (jump fill ()))"
      "(block fill (l) () (let b (box 1)) (let v (vector 1 2 b))"
      "  (set-box !b v) (let s (make-string 9 #\\a)) (let p (cons !v !s))"
      "  (let l (cons !p !l)) (jump fill !l))";
  int caught = 0;
  for (uint64_t heap = 60; heap < 700; heap++) {
    Run run;
    run_prepare(&run);
    run.options.heap = heap;
    run.options.counted = heap & 1;
    run_text(&run, text);
    ck_assert_int_eq(run.ledger.blocks, 0);
    if (!run.loaded || run.state == BATON_FAULTED) {
      ck_assert_int_eq(caught, 0);
      continue;
    }
    caught++;
    ck_assert_str_eq(run.answer, "memory");
  }
  ck_assert_int_gt(caught, 300);
}
END_TEST

/* Symbols are never freed: they fill the heap, and nothing is written beyond.
 */
START_TEST(symbols_fill_heap) {
  static const char text[] =
      "(block main (k world) () (drop world) (jump more !k 0))"
      "(block more (k n) () (let n (add !n 1))"
      "  (try s (make-string n #\\a)"
      "    (then (try y (string->symbol s)"
      "      (then (drop y s) (jump more !k !n))"
      "      (else (drop s n) (jump fill !k () 0))))"
      "    (else (drop n) (jump fill !k () 0))))"
      "(block fill (k l n) ()"
      "  (try p (cons n l)"
      "    (then (drop l) (let n (add !n 1)) (jump fill !k !p !n))"
      "    (else (drop l n) (call !k 7))))";
  for (uint64_t heap = 300; heap < 6000; heap += 97) {
    Run run;
    run_prepare(&run);
    run.options.heap = heap;
    run_text(&run, text);
    ck_assert_msg(run.loaded, "%s", run.problem);
    ck_assert_str_eq(run.answer, "7");
    ck_assert_uint_eq(run.live, 0);
    ck_assert_int_eq(run.ledger.blocks, 0);
  }
}
END_TEST

START_TEST(symbols_read_fill_heap) {
  enum { COUNT = 3000 };
  static const char text[] =
      "(block main (k world) () (let c (port !world console)) (jump more !k "
      "!c))"
      "(block more (k c) () (try x (read c)"
      "  (then (if (eof? x) (then (drop x c) (call !k #t))"
      "    (else (drop x) (jump more !k !c))))"
      "  (else (drop c) (jump fill !k ()))))"
      "(block fill (k l) () (try p (cons 1 l)"
      "  (then (drop l) (jump fill !k !p)) (else (drop l) (call !k #f))))";
  char *input = malloc(COUNT * 8 + 1);
  for (int i = 0; i < COUNT; i++) sprintf(input + i * 8, "name%03x ", i);
  for (uint64_t heap = 500; heap < 30000; heap += 997) {
    Run run;
    run_prepare(&run);
    run.options.heap = heap;
    run.input = input;
    run_text(&run, text);
    ck_assert_msg(run.loaded, "%s", run.problem);
    ck_assert_str_eq(run.answer, heap < 15000 ? "#f" : run.answer);
    ck_assert_uint_eq(run.live, 0);
  }
  free(input);
}
END_TEST

/* The backup trace. */

static const struct {
  const char *make; /* makes a cycle and drops it; n: a number */
  int cells;
} cycles[] = {
    {"(let p (cons n ())) (set-cdr p p) (drop p)", 1},
    {"(let p (cons n ())) (let q (cons p n)) (set-car !p !q)", 2},
    {"(let b (box n)) (let v (vector 1 b 2)) (set-box !b !v)", 2},
    {"(let v (make-vector 3 n)) (vset v 2 v) (drop v)", 1},
    {"(let r (record 'a n n)) (rset r 1 r) (drop r)", 1},
    {"(let b (box n)) (let f (close loop b)) (set-box !b !f)", 2},
    {"(let b (box n)) (let f (close loop b)) (let l (cons f !f))"
     " (set-box !b !l)",
     3},
    {"(let v (make-vector 50 n)) (let p (cons v \"x\")) (vset !v 49 !p)", 2},
};
enum { CYCLES = sizeof cycles / sizeof *cycles };

static void cycle_text(char text[1024], int i, int times) {
  snprintf(text, 1024,
           "(block main (k world) () (drop world) (jump make !k %d))"
           "(block make (k n) () (if (eq n 0) (then (call !k !n)) (else"
           "  %s (let n (sub !n 1)) (jump make !k !n))))"
           "(block loop (x) (b) (drop b) (halt !x))",
           times, cycles[i].make);
}

START_TEST(cycles_found) {
  char text[1024];
  cycle_text(text, _i, 5000);
  for (int counted = 0; counted < 2; counted++) {
    Run run;
    run_prepare(&run);
    run.options.heap = 900;
    run.options.counted = counted;
    run_text(&run, text);
    ck_assert_msg(run.loaded, "%s", run.problem);
    ck_assert_str_eq(run.answer, "0");
    ck_assert_uint_gt(run.counts.collections, 3);
    ck_assert_uint_gt(run.live, 0);
    ck_assert_uint_lt(run.live, 900);
    ck_assert_int_eq(run.ledger.blocks, 0);
    if (!counted) continue;
    ck_assert_uint_eq(run.counts.allocations - run.counts.frees,
                      run.counts.live_cells);
    ck_assert_uint_le(run.counts.peak_words, 900);
    ck_assert_uint_ge(run.counts.peak_cells, run.counts.live_cells);
    ck_assert_uint_le(run.counts.peak_cells, run.counts.peak_words / 2);
  }
}
END_TEST

START_TEST(cycles_counted) {
  char text[1024];
  cycle_text(text, _i, 7);
  Run run;
  run_prepare(&run);
  run_text(&run, text);
  ck_assert_str_eq(run.answer, "0");
  ck_assert_uint_eq(run.live, (uint64_t)cycles[_i].cells * 7);
}
END_TEST

/* What a root alone refers to outlives a trace: here the timer's closure. */
START_TEST(timer_survives_trace) {
  static const char text[] =
      "(block main (k world) () (let t (port !world timer))"
      "  (jump loop !k !t 300))"
      "(block loop (k t n) ()"
      "  (if (eq n 0) (then (drop t) (call !k !n)) (else"
      "    (let x (cons n ()))"
      "    (let f (lambda (resume) (!x) (let n (car !x)) (drop n)"
      "      (call !resume)))"
      "    (set-timer t 2 !f) (jump garbage !k !t !n 3))))"
      "(block garbage (k t n i) ()"
      "  (if (eq i 0) (then (drop i) (let n (sub !n 1)) (jump loop !k !t !n))"
      "    (else (let p (cons 1 2)) (set-cdr p p) (drop p)"
      "          (let i (sub !i 1)) (jump garbage !k !t !n !i))))";
  int well = 0;
  for (uint64_t heap = 200; heap < 500; heap++) {
    Run run;
    run_prepare(&run);
    run.options.heap = heap;
    run_text(&run, text);
    if (!run.loaded) continue;
    if (run.state == BATON_FAULTED) {
      ck_assert_msg(!strncmp(run.fault, "fault memory", 12), "%s", run.fault);
      continue;
    }
    ck_assert_str_eq(run.answer, "0");
    well++;
  }
  ck_assert_int_gt(well, 100);
}
END_TEST

/* The timer has no memory, and a handler takes that: each of the two transfers
 * has a line in the trace. */
START_TEST(timer_starves) {
  static const char text[] =
      "(block main (k world) ()"
      "  (let h (lambda (kind irritants place) (!k)"
      "    (drop kind irritants) (call !k !place)))"
      "  (let old (set-handler !h)) (drop old)"
      "  (let t (port !world timer)) (let f (close rang))"
      "  (set-timer !t 800 !f) (jump fill ()))"
      "(block fill (l) ()"
      "  (try l (cons 1 !l) (then (jump fill !l)) (else (jump loop !l))))"
      "(block loop (l) () (let n 1) (drop n) (jump loop !l))"
      "(block rang (resume) () (halt !resume))";
  for (int i = 0; i < 2; i++) {
    Run run;
    FILE *trace = tmpfile();
    run_prepare(&run);
    run.options.heap = 900;
    run.options.counted = i;
    BatonMachine *m = run_create(&run);
    ck_assert(m && trace);
    ck_assert_msg(baton_load(m, "test", (const uint8_t *)text, sizeof text - 1),
                  "%s", run.problem);
    if (i) baton_trace_run(m, TRACE_TRANSFERS, trace);
    else baton_run(m);
    run_end(&run, m);
    ck_assert_str_eq(run.answer, "(loop . 0)");
    ck_assert_uint_eq(run.live, 0);
    rewind(trace);
    uint64_t lines = 0;
    for (int c; (c = getc(trace)) != EOF;) lines += c == '\n';
    if (i) ck_assert_uint_eq(lines, run.counts.transfers + 2);
    fclose(trace);
  }
}
END_TEST

/* Programs that a program assembles are freed again. */
START_TEST(programs_freed) {
  static const char text[] =
      "(block main (k world) () (let c (port !world console))"
      "  (let d (read !c)) (jump loop !k !d 0 %d))"
      "(block loop (k d last n) ()"
      "  (if (eq n 0) (then (drop d n last) (call !k #t)) (else"
      "    (let f (assemble d)) (let n (sub !n 1))"
      "    (let g (lambda (x) (!k !d !n) (jump loop !k !d !x !n)))"
      "    (drop last) (call !f !g))))";
  int64_t blocks[2];
  for (int i = 0; i < 2; i++) {
    char program[1024];
    Run run;
    snprintf(program, sizeof program, text, i ? 3000 : 300);
    run_prepare(&run);
    run.options.heap = 4000;
    run.input = "((block main (k) () (let x '(1 #(2) \"three\" four)) (put a x)"
                " (let f (close other !x)) (call !k !f))"
                " (block other (k) (x) (drop x) (call !k 1)))";
    BatonMachine *m = run_create(&run);
    ck_assert_msg(baton_load(m, "t", (const uint8_t *)program, strlen(program)),
                  "%s", run.problem);
    ck_assert_int_eq(baton_run(m), BATON_HALTED);
    blocks[i] = run.ledger.blocks;
    ck_assert_str_eq(baton_answer(m), "#t");
    ck_assert_uint_gt(baton_counts(m).collections, 1);
    ck_assert_uint_eq(baton_finish(m), 0);
    baton_destroy(m);
    ck_assert_int_eq(run.ledger.blocks, 0);
  }
  ck_assert_int_lt(blocks[1], blocks[0] + 2000);
}
END_TEST

/* A datum that shares its parts spells a program of any size. */
START_TEST(shared_data_end) {
  static const char assembled[] =
      "(block main (k world) () (drop world) (jump grow !k (\"x\") 100))"
      "(block grow (k d n) () (if (eq n 0) (then (drop n) (jump make !k !d))"
      "  (else (let d (cons d !d)) (let n (sub !n 1)) (jump grow !k !d !n))))"
      "(block make (k d) ()"
      "  (let q (cons !d ())) (let q (cons 'quote !q))"
      "  (let c (cons !q ())) (let c (cons 'k !c)) (let c (cons 'call !c))"
      "  (let b (cons !c ())) (let b (cons () !b))"
      "  (let p (cons 'k ())) (let b (cons !p !b)) (let b (cons 'main !b))"
      "  (let b (cons 'block !b)) (let l (cons !b ()))"
      "  (try f (assemble !l) (then (drop f) (call !k #t))"
      "    (else (drop l) (call !k #f))))";
  static const char printed[] =
      "(block main (k world) () (let c (port !world console))"
      "  (jump grow !k !c 1 100))"
      "(block grow (k c d n) () (if (eq n 0) (then (drop n)"
      "    (try () (write c d) (then (drop c d) (call !k #t))"
      "      (else (drop c d) (call !k #f))))"
      "  (else (let d (cons d !d)) (let n (sub !n 1))"
      "        (jump grow !k !c !d !n))))";
  char text[sizeof assembled + 2];
  strcpy(text, assembled);
  memcpy(strstr(text, "(\"x\")"), "1    ", 5);
  Run run;
  run_prepare(&run);
  run_text(&run, text);
  ck_assert_msg(run.loaded, "%s", run.problem);
  ck_assert_str_eq(run.answer, "#f");
  ck_assert_int_eq(run.ledger.blocks, 0);
  run_prepare(&run);
  run_text(&run, printed);
  ck_assert_msg(run.loaded, "%s", run.problem);
  ck_assert_str_eq(run.answer, "#f");
  ck_assert_int_eq(run.ledger.blocks, 0);
}
END_TEST

/* What ends in a lambda does not end in the block around it. */
START_TEST(lambda_keeps_registers) {
  Run run;
  run_prepare(&run);
  run_text(&run, "(block main (k world) () (let a 1) (let b 2)"
                 "  (if (eq a b)"
                 "    (then (drop world) (let c (lambda (x y z w) ()"
                 "            (drop y z w) (call !x 1)))"
                 "          (drop a b c) (call !k 1))"
                 "    (else (let n 5) (let p (add !n !a)) (drop world)"
                 "          (let q (add !p !b)) (call !k !q))))");
  ck_assert_msg(run.loaded, "%s", run.problem);
  ck_assert_str_eq(run.answer, "8");
}
END_TEST

/* A name that is cut in a message is still text. */
START_TEST(names_cut) {
  Run run;
  run_prepare(&run);
  run_text(&run,
           "(block main (k world) ()"
           "  (let h (lambda (kind irritants place) (!k) (drop place kind)"
           "    (let s (car !irritants)) (let n (slen s)) (let n (sub !n 1))"
           "    (let c (sref !s !n)) (let i (char->int !c)) (call !k !i)))"
           "  (let old (set-handler !h)) (drop old)"
           "  (let d (port !world xλλλλλλλλλλλλλλλλλλλλλλλλλλλλλλλλλλ))"
           "  (halt !d))");
  ck_assert_msg(run.loaded, "%s", run.problem);
  ck_assert_str_eq(run.answer, "100");
}
END_TEST

/* Parts. */

static bool uleb(const char *bytes, size_t size, uint64_t *n, uint32_t *at) {
  *at = 0;
  return baton_uleb_read((const uint8_t *)bytes, at, (uint32_t)size, n);
}

START_TEST(uleb_numbers) {
  static const uint64_t numbers[] = {0,
                                     1,
                                     127,
                                     128,
                                     129,
                                     255,
                                     256,
                                     16383,
                                     16384,
                                     1u << 21,
                                     UINT32_MAX,
                                     (uint64_t)1 << 35,
                                     (uint64_t)1 << 56,
                                     ((uint64_t)1 << 63) - 1,
                                     (uint64_t)1 << 63,
                                     UINT64_MAX - 1,
                                     UINT64_MAX};
  BatonMemory memory = {ledger_resize, &(Ledger){0}};
  Buffer buffer = {.memory = &memory};
  uint64_t n;
  uint32_t at;
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
    buffer.length = 0;
    buffer_uleb(&buffer, numbers[i]);
    ck_assert(uleb((char *)buffer.data, buffer.length, &n, &at));
    ck_assert_uint_eq(n, numbers[i]);
    ck_assert_uint_eq(at, buffer.length);
    for (size_t cut = 0; cut < buffer.length; cut++)
      ck_assert(!uleb((char *)buffer.data, cut, &n, &at));
  }
  buffer_free(&buffer);
  ck_assert(!uleb("", 0, &n, &at));
  ck_assert(!uleb("\x80\x00", 2, &n, &at));
  ck_assert(!uleb("\xff\x80\x00", 3, &n, &at));
  ck_assert(uleb("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 10, &n, &at));
  ck_assert(!uleb("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 10, &n, &at));
  ck_assert(!uleb("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x81\x00", 11, &n, &at));
  ck_assert(!uleb("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", 11, &n, &at));
  static const int64_t signs[] = {0, -1, 1, -2, 2, INT64_MAX, INT64_MIN};
  for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
    ck_assert_int_eq(unzigzag(zigzag(signs[i])), signs[i]);
  ck_assert_uint_eq(zigzag(-1), 1);
  ck_assert_uint_eq(zigzag(1), 2);
}
END_TEST

START_TEST(crc_known) {
  ck_assert_uint_eq(baton_crc32(0, "123456789", 9), 0xcbf43926u);
  ck_assert_uint_eq(baton_crc32(0, "", 0), 0);
  ck_assert_uint_eq(baton_crc32(0, "\0\0\0\0", 4), 0x2144df1cu);
  ck_assert_uint_eq(baton_crc32(baton_crc32(0, "1234", 4), "56789", 5),
                    0xcbf43926u);
}
END_TEST

START_TEST(utf8_all) {
  BatonMemory memory = {ledger_resize, &(Ledger){0}};
  Buffer buffer = {.memory = &memory};
  for (uint32_t c = 0; c <= 0x110000; c++) {
    bool right = c < 0xd800 || (c >= 0xe000 && c < 0x110000);
    buffer.length = 0;
    buffer_utf8(&buffer, c);
    const uint8_t *at = buffer.data, *end = at + buffer.length;
    uint32_t read = baton_utf8_next(&at, end);
    ck_assert_uint_eq(read, right ? c : UTF8_WRONG);
    ck_assert(at == (right ? end : buffer.data + 1));
    for (size_t cut = 1; right && cut < buffer.length; cut++) {
      at = buffer.data;
      ck_assert_uint_eq(baton_utf8_next(&at, buffer.data + cut), UTF8_WRONG);
    }
  }
  for (unsigned byte = 0; byte < 256; byte++) {
    uint8_t bytes[4] = {(uint8_t)byte, 0x80, 0x80, 0x80};
    const uint8_t *at = bytes;
    uint32_t c = baton_utf8_next(&at, bytes + 4);
    if (byte < 0x80) ck_assert_uint_eq(c, byte);
    if (byte >= 0x80 && byte < 0xc2) ck_assert_uint_eq(c, UTF8_WRONG);
    if (byte > 0xf4) ck_assert_uint_eq(c, UTF8_WRONG);
    ck_assert(at > bytes && at <= bytes + 4);
  }
  buffer_free(&buffer);
}
END_TEST

START_TEST(map_many) {
  Ledger ledger = {0};
  BatonMemory memory = {ledger_resize, &ledger};
  Map map = {.entries = {.memory = &memory}};
  ck_assert_ptr_null(map_find(&map, 0));
  for (uint64_t i = 0; i < 50000; i++)
    ck_assert(map_put(&map, i * i << 8, (uint32_t)i));
  ck_assert_uint_eq(map.count, 50000);
  ck_assert(map_put(&map, 1 << 8, 77));
  ck_assert_uint_eq(map.count, 50000);
  ck_assert_uint_eq(*map_find(&map, 1 << 8), 77);
  for (uint64_t i = 2; i < 50000; i++)
    ck_assert_uint_eq(*map_find(&map, i * i << 8), i);
  ck_assert_ptr_null(map_find(&map, 3 << 8));
  ledger.refuse = ledger.requests + 1;
  ledger.refuse_on = true;
  uint64_t i = 50000;
  while (map_put(&map, i * i << 8, (uint32_t)i)) i++;
  ck_assert_ptr_null(map_find(&map, i * i << 8));
  for (uint64_t j = 2; j < i; j++)
    ck_assert_uint_eq(*map_find(&map, j * j << 8), j);
  map_free(&map);
  ck_assert_int_eq(ledger.blocks, 0);
}
END_TEST

START_TEST(buffer_fails) {
  Ledger ledger = {.refuse = 2};
  BatonMemory memory = {ledger_resize, &ledger};
  Buffer buffer = {.memory = &memory};
  buffer_text(&buffer, "abc");
  while (!buffer.failed) buffer_text(&buffer, "0123456789");
  size_t length = buffer.length;
  buffer_text(&buffer, "more");
  ck_assert_uint_eq(buffer.length, length);
  ck_assert_int_eq(memcmp(buffer.data, "abc0123456789", 13), 0);
  buffer_free(&buffer);
  ck_assert(!buffer.failed);
  ck_assert_int_eq(ledger.blocks, 0);
}
END_TEST

/* The whole. */

START_TEST(step_as_run) {
  char *text = file_text(examples[_i]);
  Run run, step;
  run_prepare(&run);
  run.options.heap = 1 << 20;
  run.options.fuel = 0;
  run.input = "(some words here are some words)";
  step = run;
  run_text(&run, text);
  ck_assert_msg(run.loaded, "%s", run.problem);
  step.options.counted = true;
  BatonMachine *m = run_create(&step);
  ck_assert(baton_load(m, "test", (const uint8_t *)text, strlen(text)));
  while (baton_step(m) == BATON_READY) {}
  ck_assert_int_eq(baton_step(m), baton_state(m));
  run_end(&step, m);
  ck_assert_int_eq(step.state, run.state);
  ck_assert_str_eq(step.answer, run.answer);
  ck_assert_uint_eq(step.written, run.written);
  ck_assert_int_eq(memcmp(step.output, run.output, run.written), 0);
  ck_assert_uint_eq(step.live, 0);
  ck_assert_uint_eq(run.live, 0);
  ck_assert_uint_eq(step.counts.allocations - step.counts.frees,
                    step.counts.live_cells);
  free(text);
}
END_TEST

/* Text -> image -> text -> image gives the same bytes. */
START_TEST(images_round) {
  char *text = file_text(examples[_i]);
  size_t size, again_size, length;
  uint8_t *image = image_of(text, true, &size);
  for (int strip = 0; strip < 2; strip++) {
    size_t from_size;
    uint8_t *from = image_of(text, strip, &from_size);
    Run run;
    char *out;
    run_prepare(&run);
    BatonMachine *m = run_create(&run);
    ck_assert_msg(baton_load(m, "test", from, from_size), "%s", run.problem);
    ck_assert(baton_disassemble(m, &out, &length));
    char *copy = strndup(out, length);
    ledger_resize(&run.ledger, out, 0);
    baton_destroy(m);
    uint8_t *again = image_of(copy, true, &again_size);
    ck_assert_uint_eq(again_size, size);
    ck_assert_int_eq(memcmp(again, image, size), 0);
    free(again);
    free(copy);
    free(from);
    ck_assert_int_eq(run.ledger.blocks, 0);
  }
  free(image);
  free(text);
}
END_TEST

/* Whatever names an image has, its text can be assembled again. */
START_TEST(odd_names_round) {
  static const char text[] =
      "(block main (k world) () (drop world) (let ax 1) (let by 2)"
      "  (let s (add ax by)) (drop ax by) (call !k !s))";
  static const char *const patches[][2] = {
      {"ax", "!x"}, {"by", "ax"}, {"ax", "r0"}, {"by", "(("}, {"by", "12"}};
  size_t size, plain_size, again_size;
  uint8_t *plain = image_of(text, true, &plain_size);
  uint8_t *image = image_of(text, false, &size), *at = image;
  while (memcmp(at, patches[_i][0], 2)) at++;
  memcpy(at, patches[_i][1], 2);
  image_fix(image, size);
  Run run;
  run_prepare(&run);
  BatonMachine *m = run_create(&run);
  ck_assert_msg(baton_load(m, "odd", image, size), "%s", run.problem);
  char *out = NULL;
  ck_assert(baton_disassemble(m, &out, &size));
  out = realloc(out, size + 1);
  out[size] = 0;
  uint8_t *again = image_of(out, true, &again_size);
  ck_assert_uint_eq(again_size, plain_size);
  ck_assert_int_eq(memcmp(again, plain, plain_size), 0);
  baton_destroy(m);
  free(out);
  free(again);
  free(plain);
  free(image);
}
END_TEST

START_TEST(machines_interleaved) {
  enum { MACHINES = PROGRAMS * 3 };
  static Run run[MACHINES];
  BatonMachine *m[MACHINES];
  for (int i = 0; i < MACHINES; i++) {
    const char *text = programs[i % PROGRAMS].text;
    run_prepare(&run[i]);
    run[i].input = programs[i % PROGRAMS].input;
    m[i] = run_create(&run[i]);
    run[i].loaded = baton_load(m[i], "test", (const uint8_t *)text,
                               strlen(text));
    ck_assert_msg(run[i].loaded, "%s", run[i].problem);
  }
  for (int busy = MACHINES; busy;) {
    busy = 0;
    for (int i = 0; i < MACHINES; i++) busy += baton_step(m[i]) == BATON_READY;
  }
  for (int i = 0; i < MACHINES; i++) {
    run_end(&run[i], m[i]);
    right_answer(&run[i], i % PROGRAMS);
    ck_assert_int_eq(run[i].ledger.blocks, 0);
  }
}
END_TEST

/* (let l (cons 1 ())) takes nothing; cdr of a copy retains; and so on. */
START_TEST(counts_exact) {
  Run run;
  run_prepare(&run);
  run.options.counted = true;
  run_text(&run,
           "(block main (k world) ()" /* world and 7 devices live: 8 cells */
           "  (drop world)"           /* a take; 8 freed */
           "  (let l (cons 1 ()))"    /* +1 */
           "  (let m (cons l l))"     /* two copies, +1 */
           "  (let a (car m))"        /* a copy */
           "  (drop l m)"             /* two takes; m freed */
           "  (jump next !k !a 3))"   /* two takes */
           "(block next (k a n) ()"
           "  (if (eq n 0) (then (drop n) (call !k !a))" /* copy, 3 takes */
           "    (else (let n (sub !n 1)) (jump next !k !a !n))))");
  ck_assert_msg(run.loaded, "%s", run.problem);
  ck_assert_str_eq(run.answer, "(1)");
  ck_assert_uint_eq(run.counts.instructions, 6 + 3 * 3 + 3 + 1);
  ck_assert_uint_eq(run.counts.transfers, 1 + 3 + 1);
  ck_assert_uint_eq(run.counts.copies, 3 + 4);
  ck_assert_uint_eq(run.counts.takes, 1 + 2 + 2 + 3 * 4 + 3 + 1);
  ck_assert_uint_eq(run.counts.live_cells, 1);
  ck_assert_uint_eq(run.counts.live_words, 2 + CELL_HEAD);
  ck_assert_uint_eq(run.counts.allocations - run.counts.frees, 1);
  ck_assert_uint_eq(run.counts.collections, 0);
  ck_assert_uint_eq(run.live, 0);
}
END_TEST

START_TEST(life_of_a_machine) {
  Run run;
  run_prepare(&run);
  BatonMachine *m = run_create(&run);
  ck_assert_int_eq(baton_state(m), BATON_EMPTY);
  ck_assert_int_eq(baton_run(m), BATON_EMPTY);
  ck_assert_int_eq(baton_step(m), BATON_EMPTY);
  ck_assert_str_eq(baton_block(m), "");
  ck_assert_str_eq(baton_instruction(m), "");
  ck_assert_ptr_null(baton_fault_report(m, false));
  ck_assert(!baton_load(m, "bad", (const uint8_t *)"(block", 6));
  ck_assert_int_eq(baton_state(m), BATON_EMPTY);
  ck_assert_int_eq(baton_exit_status(m), 65);
  const char *text = programs[2].text;
  ck_assert(baton_load(m, "good", (const uint8_t *)text, strlen(text)));
  ck_assert(!baton_load(m, "good", (const uint8_t *)text, strlen(text)));
  for (int i = 0; i < 20; i++) baton_step(m);
  ck_assert_int_eq(baton_state(m), BATON_READY);
  ck_assert_uint_gt(baton_counts(m).live_cells, 0);
  ck_assert_uint_eq(baton_finish(m), 0); /* in the midst of it */
  ck_assert_uint_eq(baton_finish(m), 0);
  baton_step(m);
  baton_run(m);
  baton_destroy(m);
  baton_destroy(NULL);
  ck_assert_int_eq(run.ledger.blocks, 0);
  run_prepare(&run);
  run_bytes(&run, NULL, 0);
  ck_assert(!run.loaded && run.problems);
  ck_assert_int_eq(run.ledger.blocks, 0);
}
END_TEST

START_TEST(fuel_bounds) {
  static const char text[] =
      "(block main (k world) () (drop world k) (let p (cons 1 2))"
      "  (jump loop !p 0))"
      "(block loop (p n) () (let n (add !n 1)) (jump loop !p !n))";
  for (uint64_t fuel = 0; fuel < 40; fuel++)
    for (int counted = 0; counted < 2; counted++) {
      Run run;
      run_prepare(&run);
      run.options.fuel = fuel;
      run.options.bounded = true;
      run.options.counted = counted;
      run_text(&run, text);
      ck_assert_int_eq(run.state, BATON_SPENT);
      ck_assert_int_eq(run.status, 124);
      ck_assert_uint_eq(run.live, 0);
      if (counted) ck_assert_uint_eq(run.counts.transfers, fuel);
    }
}
END_TEST

/* What never ends is bounded by the heap, not by the process's memory. */

static size_t input_endless(void *context, uint8_t *bytes, size_t size) {
  memset(bytes, *((Run *)context)->input, size);
  return size;
}

START_TEST(input_bounded) {
  static const char *const kinds[] = {"(", "a", "'", "#"};
  const char *text = "(block main (k world) ()"
                     "  (let c (port !world console)) (let d (read !c))"
                     "  (call !k !d))";
  Run run;
  run_prepare(&run);
  run.input = kinds[_i];
  BatonMachine *m = run_create(&run);
  m->options.input = input_endless;
  ck_assert(baton_load(m, "test", (const uint8_t *)text, strlen(text)));
  run.ledger.largest = 0;
  baton_run(m);
  run_end(&run, m);
  ck_assert_int_eq(run.state, BATON_FAULTED);
  ck_assert_msg(!strncmp(run.fault, "fault memory", 12), "%s", run.fault);
  ck_assert_uint_le(run.ledger.largest, (1 << 20) + 32 * run.options.heap);
  ck_assert_int_eq(run.ledger.blocks, 0);
}
END_TEST

START_TEST(answer_too_long) {
  Run run;
  run_prepare(&run);
  run_text(&run, "(block main (k world) () (drop world) (jump more !k 40 ()))"
                 "(block more (k n p) () (if (eq n 0)"
                 "  (then (drop n) (call !k !p))"
                 "  (else (let p (cons p !p)) (let n (sub !n 1))"
                 "        (jump more !k !n !p))))");
  ck_assert_int_eq(run.state, BATON_HALTED);
  ck_assert_msg(!strncmp(run.answer, "(((… …", 10), "%s", run.answer);
  ck_assert_int_eq(run.ledger.blocks, 0);
}
END_TEST

/* The symbols that a refused program names stay, so they must fit. */
START_TEST(symbols_refused_fill_heap) {
  Run run;
  run_prepare(&run);
  run.options.heap = 160000;
  run_text(&run, "(block main (k world) () (drop world)"
                 "  (let s (make-string 300000 #\\x)) (sset s 0 #\\!)"
                 "  (let y (string->symbol !s)) (let l (cons !y ()))"
                 "  (let l (cons 'drop !l)) (let l (cons !l ()))"
                 "  (let l (cons () !l)) (let l (cons '(k) !l))"
                 "  (let l (cons 'main !l)) (let l (cons 'block !l))"
                 "  (let l (cons !l ())) (let v (make-vector 100000 0))"
                 "  (let f (assemble !l)) (drop v) (call !f !k))");
  ck_assert_str_eq(run.answer, "");
  ck_assert_msg(!strncmp(run.fault, "fault memory", 12), "%s", run.fault);
  ck_assert_int_eq(run.ledger.blocks, 0);
}
END_TEST

/* What a header or a list of births shares is work as often as it is met: here
 * 2000 blocks have the same 2000 parameters. */
START_TEST(shared_headers_bounded) {
  Run run;
  run_prepare(&run);
  run.options.heap = 50000;
  run_text(&run,
           "(block main (k world) () (drop world) (jump names !k 2000 ()))"
           "(block names (k n l) () (if (eq n 0)"
           "  (then (drop n) (let b (cons () ())) (let b (cons !l !b))"
           "        (let b (cons 'b !b)) (let b (cons 'block !b))"
           "        (jump blocks !k 2000 !b ()))"
           "  (else (let l (cons 'x !l)) (let n (sub !n 1))"
           "        (jump names !k !n !l))))"
           "(block blocks (k n b l) () (if (eq n 0)"
           "  (then (drop n b) (let f (assemble !l)) (call !f !k))"
           "  (else (let l (cons b !l)) (let n (sub !n 1))"
           "        (jump blocks !k !n !b !l))))");
  ck_assert_msg(!strncmp(run.fault, "fault memory", 12), "%s", run.fault);
  ck_assert_int_eq(run.ledger.blocks, 0);
}
END_TEST

/* Files are listed with memory of the machine's own. */
START_TEST(files_listed) {
  const char *text = "(block main (k world) () (let f (port !world files))"
                     "  (write f '(output \"b\")) (let o (read f)) (drop o)"
                     "  (write f '(output \"a\")) (let o (read f)) (drop o)"
                     "  (write f '(list)) (let n (read f))"
                     "  (write f '(delete \"a\")) (write f '(delete \"b\"))"
                     "  (drop f) (call !k !n))";
  char folder[] = "/tmp/baton-units-XXXXXX", path[64];
  ck_assert_ptr_nonnull(mkdtemp(folder));
  for (uint64_t n = 1;; n++) {
    Run run;
    run_prepare(&run);
    run.options.files = folder;
    run.ledger.refuse = n;
    run_text(&run, text);
    ck_assert_int_eq(run.ledger.blocks, 0);
    if (run.loaded && run.state == BATON_FAULTED && run.fault[0])
      ck_assert_msg(!strncmp(run.fault, "fault memory", 12), "%s", run.fault);
    for (const char *name = "ab"; *name; name++) {
      snprintf(path, sizeof path, "%s/%c", folder, *name);
      unlink(path);
    }
    if (run.ledger.requests >= n) continue;
    ck_assert_str_eq(run.answer, "(\"a\" \"b\")");
    break;
  }
  ck_assert_int_eq(rmdir(folder), 0);
}
END_TEST

/* Where a recording ends within a datum, that datum is released. */
START_TEST(replay_breaks_datum) {
  char log[] = "/tmp/baton-units-XXXXXX";
  int file = mkstemp(log);
  ck_assert_int_ge(file, 0);
  ck_assert_int_eq(write(file, "seed 1\n1\nbytes 2\n'x\n", 20), 20);
  close(file);
  Run run;
  run_prepare(&run);
  run.options.replay = log;
  run_text(&run, "(block main (k world) () (let c (port !world console))"
                 "  (let x (read !c)) (call !k !x))");
  unlink(log);
  ck_assert_msg(!strncmp(run.fault, "fault device", 12), "%s", run.fault);
  ck_assert_uint_eq(run.live, 0);
}
END_TEST

/* A recorded run and its replay have the same trace, to the byte. */
static char *traced(Run *run, const char *text, size_t *size) {
  char *trace = NULL;
  BatonMachine *m = run_create(run);
  ck_assert_ptr_nonnull(m);
  ck_assert_msg(baton_load(m, "test", (const uint8_t *)text, strlen(text)),
                "%s", run->problem);
  FILE *to = open_memstream(&trace, size);
  baton_trace_run(m, TRACE_TRANSFERS, to);
  fclose(to);
  run_end(run, m);
  return trace;
}

START_TEST(replay_same) {
  static const char text[] =
      "(block main (k world) ()"
      "  (let c (port world console)) (let f (port world files))"
      "  (let t (port world clock)) (let r (port world random))"
      "  (let a (port !world args))"
      "  (let x (read !t)) (let y (read r)) (let z (in !r)) (let v (read a))"
      "  (let w (read a)) (let u (read !a)) (let l (vector !x !y !z !v !w !u))"
      "  (write f '(output \"new\")) (let o (read f)) (write o \"in it\")"
      "  (out o 10) (drop o)"
      "  (write f '(append \"new\")) (let o (read f)) (out o \"(more)\")"
      "  (drop o) (write f '(list)) (let n (read f))"
      "  (write f '(input \"new\")) (let i (read f)) (let d (read i))"
      "  (let e (read i)) (let g (in !i)) (let v (vector !l !n !d !e !g))"
      "  (write f '(delete \"new\")) (let j (read f))"
      "  (write f '(input \"new\")) (let h (read !f)) (let v (vector !v !j !h))"
      "  (let b (read c)) (let m (in c)) (write c b)"
      "  (jump show !k !c !v !b !m))"
      "(block show (k c v b m) () (if (eof? m) (then (drop m)"
      "    (write c v) (drop c) (let p (cons !v !b)) (call !k !p))"
      "  (else (drop m) (let m (in c)) (jump show !k !c !v !b !m))))";
  char folder[] = "/tmp/baton-units-XXXXXX", log[64];
  char *arguments[] = {"one", "zwei λ"};
  ck_assert_ptr_nonnull(mkdtemp(folder));
  snprintf(log, sizeof log, "%s.log", folder);
  Run run;
  run_prepare(&run);
  run.options.counted = true;
  run.options.files = folder;
  run.options.record = log;
  run.options.seed = 4711;
  run.options.arguments = arguments;
  run.options.argument_count = 2;
  run.input = "(what (was . read)) and some bytes";
  size_t size, again;
  char *first = traced(&run, text, &size);
  ck_assert_msg(run.state == BATON_HALTED, "%s", run.fault);
  ck_assert_ptr_nonnull(strstr(run.answer, "\"in it\" (more) #eof"));
  ck_assert_int_eq(rmdir(folder), 0);
  Run replay;
  run_prepare(&replay);
  replay.options.counted = true;
  replay.options.files = folder; /* which is gone */
  replay.options.replay = log;
  char *second = traced(&replay, text, &again);
  ck_assert_str_eq(second, first);
  ck_assert_uint_eq(again, size);
  ck_assert_str_eq(replay.answer, run.answer);
  ck_assert_uint_eq(replay.written, run.written);
  ck_assert_int_eq(memcmp(replay.output, run.output, run.written), 0);
  ck_assert_uint_eq(run.live + replay.live, 0);
  ck_assert_int_eq(run.ledger.blocks + replay.ledger.blocks, 0);
  /* A recording that ends too early is a fault `device`, wherever it ends. */
  char *bytes = file_text(log);
  size_t length = strlen(bytes);
  for (size_t cut = 0; cut < length; cut += 3) {
    FILE *file = fopen(log, "wb");
    fwrite(bytes, 1, cut, file);
    fclose(file);
    run_prepare(&replay);
    replay.options.files = folder;
    replay.options.replay = log;
    run_text(&replay, text);
    ck_assert_int_eq(replay.ledger.blocks, 0);
    if (!replay.created) continue;
    ck_assert_int_eq(replay.state, BATON_FAULTED);
    ck_assert_msg(!strncmp(replay.fault, "fault device", 12), "%s",
                  replay.fault);
  }
  free(bytes);
  unlink(log);
  free(first);
  free(second);
}
END_TEST

/* Images cut off, and damaged at each byte. */

START_TEST(images_cut) {
  size_t size;
  uint8_t *image = image_of(programs[_i].text, false, &size);
  for (int fixed = 0; fixed < 2; fixed++)
    for (size_t cut = 1; cut < size; cut++) {
      uint8_t *part = malloc(cut);
      memcpy(part, image, cut);
      if (fixed) image_fix(part, cut);
      Run run;
      run_prepare(&run);
      run_bytes(&run, part, cut);
      ck_assert(!run.loaded);
      ck_assert_msg(!strncmp(run.problem, "byte ", 5), "%s", run.problem);
      ck_assert_int_eq(run.ledger.blocks, 0);
      free(part);
    }
  free(image);
}
END_TEST

static void damaged_run(const uint8_t *image, size_t size, size_t at) {
  Run run;
  run_prepare(&run);
  run.options.heap = 5000;
  run.options.fuel = 500;
  run.input = "(a datum) 1 2";
  run_bytes(&run, image, size);
  ck_assert_int_eq(run.ledger.blocks, 0);
  if (run.loaded) return;
  ck_assert_msg(run.problems > 0, "byte %d", (int)at);
  if (strncmp(run.problem, "main takes", 10) &&
      strncmp(run.problem, "the heap is", 11))
    ck_assert_msg(!strncmp(run.problem, "byte ", 5), "%s", run.problem);
}

START_TEST(images_damaged) {
  static const uint8_t bytes[] = {0,    1,    2,    3,    4,    5,    8,   9,
                                  0x0b, 0x10, 0x20, 0x40, 0x7f, 0x80, 0xff};
  size_t size;
  uint8_t *image = image_of(programs[_i].text, false, &size);
  uint8_t *copy = malloc(size);
  for (size_t at = 1; at < size; at++)
    for (size_t i = 0; i < sizeof bytes + 8; i++) {
      memcpy(copy, image, size);
      copy[at] = i < sizeof bytes
                     ? bytes[i]
                     : copy[at] ^ (uint8_t)(1 << (i - sizeof bytes));
      if (!memcmp(copy, image, size)) continue;
      if (i == 0) damaged_run(copy, size, at);
      image_fix(copy, size);
      damaged_run(copy, size, at);
    }
  free(copy);
  free(image);
}
END_TEST

/* Looking at values, cells and the chain of continuations. */

START_TEST(values_seen) {
  static const char text[] =
      "(block main (k world) () (drop world)"
      "  (let p (cons 1 ())) (let v (vector p #\\a \"s\"))"
      "  (let s (make-string 3 #\\b))"
      "  (let c (lambda (x) (p !k) (drop p) (call !k !x)))"
      "  (drop v s p) (call !c 1))";
  Run run;
  BatonMachine *m;
  BatonValue v = 0, w;
  BatonCell cell;
  run_prepare(&run);
  m = run_create(&run);
  ck_assert(baton_load(m, "t", (const uint8_t *)text, strlen(text)));
  for (int i = 0; i < 5; i++) baton_step(m);
  ck_assert(!baton_register(m, 9, &v));
  ck_assert(baton_continuation(m, &v));
  ck_assert_str_eq(baton_closure_block(m, v), "main/1");
  ck_assert(baton_cell(m, v, &cell));
  ck_assert_str_eq(cell.kind, "closure");
  ck_assert_int_eq(cell.fields, 2);
  ck_assert_int_eq(cell.references, 1);
  ck_assert_str_eq(baton_captured(m, v, 0), "p");
  ck_assert_str_eq(baton_captured(m, v, 1), "k");
  ck_assert_ptr_null(baton_captured(m, v, 2));
  ck_assert_str_eq(baton_text(m, baton_field(m, v, 0)), "(1)");
  w = baton_field(m, v, 0);
  ck_assert(baton_cell(m, w, &cell));
  ck_assert_str_eq(cell.kind, "pair");
  ck_assert_int_eq(cell.references, 3);
  ck_assert(!baton_cell(m, baton_field(m, w, 0), &cell));
  ck_assert(baton_continuation_next(m, &v));
  ck_assert_str_eq(baton_closure_block(m, v), "halt");
  ck_assert(!baton_continuation_next(m, &v));
  uint8_t registers[256];
  size_t live = baton_live(m, registers);
  bool seen = false;
  for (size_t i = 0; i < live; i++) {
    ck_assert(baton_register(m, registers[i], &w));
    if (strcmp(baton_name(m, registers[i]), "s")) continue;
    ck_assert(baton_cell(m, w, &cell));
    ck_assert_str_eq(cell.kind, "string");
    ck_assert_int_eq(cell.size, 3);
    ck_assert_int_eq(cell.fields, 0);
    seen = true;
  }
  ck_assert(seen);
  ck_assert_int_eq(baton_run(m), BATON_HALTED);
  ck_assert(!baton_continuation(m, &v));
  run_end(&run, m);
}
END_TEST

static void add(Suite *suite, const char *name, const TTest *test, int count) {
  TCase *c = tcase_create(name);
  tcase_set_timeout(c, 300);
  tcase_add_loop_test(c, test, 0, count);
  suite_add_tcase(suite, c);
}

int main(void) {
  Suite *suite = suite_create("units");
  add(suite, "programs answer", programs_answer, PROGRAMS);
  add(suite, "one request refused, text", refuse_once_text, PROGRAMS);
  add(suite, "one request refused, image", refuse_once_image, PROGRAMS);
  add(suite, "all requests refused, text", refuse_always_text, PROGRAMS);
  add(suite, "all requests refused, image", refuse_always_image, PROGRAMS);
  add(suite, "other calls refused", refuse_other_calls, 1);
  add(suite, "tiny heaps", heaps_tiny, PROGRAMS);
  add(suite, "a handler takes memory", handler_takes_memory, 1);
  add(suite, "symbols fill the heap", symbols_fill_heap, 1);
  add(suite, "symbols that are read", symbols_read_fill_heap, 1);
  add(suite, "cycles are found", cycles_found, CYCLES);
  add(suite, "cycles are counted", cycles_counted, CYCLES);
  add(suite, "the timer survives a trace", timer_survives_trace, 1);
  add(suite, "the timer starves", timer_starves, 1);
  add(suite, "programs are freed", programs_freed, 1);
  add(suite, "shared data end", shared_data_end, 1);
  add(suite, "lambdas and registers", lambda_keeps_registers, 1);
  add(suite, "names that are cut", names_cut, 1);
  add(suite, "ULEB128", uleb_numbers, 1);
  add(suite, "CRC-32", crc_known, 1);
  add(suite, "UTF-8", utf8_all, 1);
  add(suite, "maps", map_many, 1);
  add(suite, "buffers", buffer_fails, 1);
  add(suite, "step as run", step_as_run, EXAMPLES);
  add(suite, "images there and back", images_round, EXAMPLES);
  add(suite, "odd names there and back", odd_names_round, 5);
  add(suite, "interleaved machines", machines_interleaved, 1);
  add(suite, "counts", counts_exact, 1);
  add(suite, "life of a machine", life_of_a_machine, 1);
  add(suite, "fuel", fuel_bounds, 1);
  add(suite, "input without end", input_bounded, 4);
  add(suite, "an answer too long to print", answer_too_long, 1);
  add(suite, "symbols of refused programs", symbols_refused_fill_heap, 1);
  add(suite, "headers that share", shared_headers_bounded, 1);
  add(suite, "files are listed", files_listed, 1);
  add(suite, "a recording that ends early", replay_breaks_datum, 1);
  add(suite, "record and replay", replay_same, 1);
  add(suite, "values are seen", values_seen, 1);
  add(suite, "images cut off", images_cut, PROGRAMS);
  add(suite, "images damaged", images_damaged, PROGRAMS);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  int run = srunner_ntests_run(runner);
  srunner_free(runner);
  printf("%d passed, %d failed\n", run - failed, failed);
  return failed || !run;
}
