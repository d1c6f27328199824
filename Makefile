# Baton: see README.md.
#
#   make            builds build/bin/baton; a C compiler and make are enough
#   make run        shows a program, its answer and its trace
#   make check      runs every test; its last line is `N passed, N failed`
#   make bench      measures the machine beside its peers (make bench-deps)
#   make generate   writes anew what follows from spec/instructions.scm
#   make install    into PREFIX (/usr/local), below DESTDIR where that is set
#   make clean
#
# Variants, each in a folder of its own below build/:
#   make SANITIZE=1   with the address and undefined behaviour sanitizers
#   make NARROW=1     with words of 32 bits

BUILD = build
CFLAGS ?= -Os -g
# Of the engine and the memory manager.
FAST ?= -O2
PREFIX = /usr/local
VERSION = 0.1

ifdef SANITIZE
BUILD := $(BUILD)/sanitize
CFLAGS = -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all \
         -fno-omit-frame-pointer
endif
ifdef NARROW
BUILD := $(BUILD)/narrow
TARGET = -m32
endif

WARNINGS = -Wall -Wextra -Werror
FLAGS = -std=c11 $(WARNINGS) $(CFLAGS) $(TARGET) -MMD -MP \
        -fno-tree-slp-vectorize -fno-asynchronous-unwind-tables

PROPER = memory machine read problems assemble image verify lower engine step \
         table messages fusions
AROUND = print devices inspect trace disassemble
OBJECTS = $(PROPER:%=$(BUILD)/%.o) $(AROUND:%=$(BUILD)/%.o)

COMPILE = @mkdir -p $(@D) && echo "  $(CC) $<" && $(CC) $(FLAGS)
LINK = @mkdir -p $(@D) && echo "  link $@" && $(CC) $(CFLAGS) $(TARGET) $(LDFLAGS)

all: $(BUILD)/bin/baton

$(BUILD)/bin/baton: $(BUILD)/main.o $(BUILD)/libbaton.a
	$(LINK) -o $@ $^

# The same machine with the engine as a portable `switch`.
$(BUILD)/bin/baton-switch: $(BUILD)/main.o $(BUILD)/switch.o $(BUILD)/libbaton.a
	$(LINK) -o $@ $^

$(BUILD)/libbaton.a: $(OBJECTS)
	@rm -f $@
	@$(AR) rcs $@ $^

$(BUILD)/%.o: vm/%.c
	$(COMPILE) -c -o $@ $<
$(BUILD)/%.o: vm/generated/%.c
	$(COMPILE) -c -o $@ $<
$(BUILD)/engine.o $(BUILD)/memory.o: CFLAGS += $(FAST)
$(BUILD)/step.o: vm/engine.c
	$(COMPILE) -DBATON_COUNTED -c -o $@ $<
$(BUILD)/switch.o: vm/engine.c
	$(COMPILE) -DBATON_SWITCH -c -o $@ $<

run: $(BUILD)/bin/baton
	@examples/show $(BUILD)/bin/baton

check:
	@tests/check

generate:
	asm/baton-generate vm/generated
	asm/baton-document spec

install: $(BUILD)/bin/baton
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/include \
	  $(DESTDIR)$(PREFIX)/lib/pkgconfig $(DESTDIR)$(PREFIX)/share/man/man1
	install $(BUILD)/bin/baton $(DESTDIR)$(PREFIX)/bin
	install -m 644 vm/baton.h $(DESTDIR)$(PREFIX)/include
	install -m 644 $(BUILD)/libbaton.a $(DESTDIR)$(PREFIX)/lib
	install -m 644 vm/baton.1 $(DESTDIR)$(PREFIX)/share/man/man1
	sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@VERSION@|$(VERSION)|' vm/baton.pc.in \
	  >$(DESTDIR)$(PREFIX)/lib/pkgconfig/baton.pc

clean:
	rm -rf build

.PHONY: all run check generate install clean
-include $(wildcard $(BUILD)/*.d)
include tests/tests.mk
include tests/bench/bench.mk
