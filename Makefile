# Baton: see README.md.  `make run` needs a C compiler and make alone.

CC ?= cc
CFLAGS ?= -O2 -g
WARNINGS = -Wall -Wextra -Werror
FLAGS = -std=c11 $(WARNINGS) $(CFLAGS) -MMD -MP -fno-tree-slp-vectorize

PROPER = memory machine read problems assemble image verify lower engine step \
         table messages
AROUND = print devices inspect trace disassemble
OBJECTS = $(PROPER:%=build/%.o) $(AROUND:%=build/%.o)

all: build/bin/baton

build/bin/baton: build/main.o build/libbaton.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^

build/libbaton.a: $(OBJECTS)
	@rm -f $@
	$(AR) rcs $@ $^

build/%.o: vm/%.c
	@mkdir -p $(@D)
	$(CC) $(FLAGS) -c -o $@ $<
build/%.o: vm/generated/%.c
	@mkdir -p $(@D)
	$(CC) $(FLAGS) -c -o $@ $<
build/step.o: vm/engine.c
	@mkdir -p $(@D)
	$(CC) $(FLAGS) -DBATON_COUNTED -c -o $@ $<

generate:
	asm/baton-generate vm/generated

clean:
	rm -rf build

.PHONY: all generate clean
-include $(wildcard build/*.d)
