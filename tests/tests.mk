# Tests of the C machine: its parts (units), hostile input (fuzz), size (scale) and
# what it says of errors (errors).  Included by the Makefile; builds into build/.
#
# The machine is compiled again with sanitizers and poisoned free cells.

SANITIZERS = -fsanitize=address,undefined -fno-sanitize-recover=all
# No offset from no pointer at all is no error: later C allows it.
CLANG_SANITIZERS = $(SANITIZERS) -fno-sanitize=pointer-overflow
STRICT_FLAGS = -std=c11 $(WARNINGS) -O1 -g -MMD -MP -Ivm -DBATON_POISON
# A command of its own.
STRICT_PARTS = $(filter-out pairs.o,$(patsubst vm/%.c,%.o,$(wildcard vm/*.c))) step.o
STRICT_PARTS += rc.o
STRICT_MADE = $(patsubst vm/generated/%.c,%.o,$(wildcard vm/generated/*.c))
STRICT = $(STRICT_PARTS) $(STRICT_MADE)
LIBRARY = $(filter-out main.o,$(STRICT))
CLANG ?= clang
CHECK_FLAGS = $(shell pkg-config --cflags check)
CHECK_LIBS = $(shell pkg-config --libs check)

# One set of rules for each compiler: $(1) folder, $(2) compiler, $(3) flags.
define strict_rules
build/$(1)/%.o: vm/%.c
	@mkdir -p $$(@D)
	$(2) $$(STRICT_FLAGS) $(3) -c -o $$@ $$<
build/$(1)/%.o: vm/managers/%.c
	@mkdir -p $$(@D)
	$(2) $$(STRICT_FLAGS) $(3) -c -o $$@ $$<
build/$(1)/%.o: vm/generated/%.c
	@mkdir -p $$(@D)
	$(2) $$(STRICT_FLAGS) $(3) -c -o $$@ $$<
build/$(1)/step.o: vm/engine.c
	@mkdir -p $$(@D)
	$(2) $$(STRICT_FLAGS) $(3) -DBATON_COUNTED -c -o $$@ $$<
-include $$(wildcard build/$(1)/*.d)
endef
$(eval $(call strict_rules,strict,$$(CC),$$(SANITIZERS)))
# What clang makes serves the fuzzers as well.
CLANG_FUZZED = $(CLANG_SANITIZERS) -fsanitize=fuzzer-no-link
$(eval $(call strict_rules,strict-clang,$$(CLANG),$$(CLANG_FUZZED)))

build/strict/baton: $(STRICT:%=build/strict/%)
	$(CC) $(SANITIZERS) -o $@ $^
build/strict/baton-pairs: build/strict/pairs.o $(LIBRARY:%=build/strict/%)
	$(CC) $(SANITIZERS) -o $@ $^
build/strict-clang/baton: $(STRICT:%=build/strict-clang/%)
	$(CLANG) $(CLANG_FUZZED) -o $@ $^

build/strict/units: tests/units.c $(LIBRARY:%=build/strict/%)
	$(CC) $(STRICT_FLAGS) $(CHECK_FLAGS) $(SANITIZERS) -o $@ \
	  $(filter %.c %.o,$^) $(CHECK_LIBS)
build/strict-clang/units: tests/units.c $(LIBRARY:%=build/strict-clang/%)
	$(CLANG) $(STRICT_FLAGS) $(CHECK_FLAGS) $(CLANG_FUZZED) -o $@ \
	  $(filter %.c %.o,$^) $(CHECK_LIBS)

units: build/strict/units
	build/strict/units
units-clang: build/strict-clang/units
	build/strict-clang/units

FUZZERS = text image data
build/fuzz/%.fuzzer: tests/fuzz/%.c tests/fuzz/fuzz.h \
                     $(LIBRARY:%=build/strict-clang/%)
	@mkdir -p $(@D)
	$(CLANG) $(STRICT_FLAGS) $(CLANG_SANITIZERS) -fsanitize=fuzzer -o $@ \
	  $(filter %.c %.o,$^)

fuzz-short: $(FUZZERS:%=build/fuzz/%.fuzzer) build/strict/baton
	tests/fuzz/run short
fuzz: $(FUZZERS:%=build/fuzz/%.fuzzer) build/strict/baton
	tests/fuzz/run long

scale: build/bin/baton
	tests/scale/run

errors: build/strict/baton build/strict/baton-pairs
	tests/errors/run

# The course, for a long time, and how soon a saved file is answered.
course-soak: all
	tests/course/soak
	tests/course/soak 5 0 07 08 09 10 11 12 13 14
course-speed: all
	tests/course/speed

.PHONY: units units-clang fuzz fuzz-short scale errors course-soak course-speed

# The tracer: is a history the run?
build/tests/identity: tests/trace/identity.c $(HISTORY:%=$(BUILD)/trace/%.o) \
                      $(BUILD)/libbaton.a
	@mkdir -p $(@D)
	$(CC) -std=c11 $(WARNINGS) -O1 -g -Ivm -o $@ $^

# Random programs of Copycat, new ones for ten minutes: SECONDS=N for another time.
SECONDS = 600
.PHONY: soak-copycat
soak-copycat: all
	tests/copycat/random --soak $(SECONDS)
