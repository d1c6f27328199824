# Baton: see README.md.
#
#   make            builds build/bin/baton; a C compiler and make are enough
#   make run        shows a program, its answer and its trace
#   make learn      the course: exercises that mark themselves
#   make check      runs every test; its last line is `N passed, N failed`
#   make engines    builds the machine with each of its engines
#   make bench      measures the machine beside its peers (make bench-deps)
#   make bench-tracer   measures the tracer
#   make size       how large the machine is, and may be (vm/README.md)
#   make generate   writes anew what follows from spec/ and copycat/words.scm
#   make install    into PREFIX (/usr/local), below DESTDIR where that is set
#   make clean
#
# Variants, each in a folder of its own below build/:
#   make SANITIZE=1        with the address and undefined behaviour sanitizers
#   make WORD=32           with words of 32 bits
#   make MANAGER=copying   with another memory manager of vm/managers (or arena)
#   make STRESS=1          poisons what is free; the manager `copying` collects at
#                          each allocation

BUILD = build
# As small as the compiler can.
CFLAGS ?= $(shell $(CC) -Oz -E -x c /dev/null >/dev/null 2>&1 && \
            echo -Oz || echo -Os) -g
# Of the engine, the memory manager and the reader.
FAST ?= -O2
WORD = 64
MANAGER = rc
PREFIX = /usr/local
VERSION = $(shell sed -n 's/^.define BATON_VERSION "\(.*\)"/\1/p' vm/baton.h)

ifdef SANITIZE
BUILD := $(BUILD)/sanitize
CFLAGS = -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all \
         -fno-omit-frame-pointer
endif
ifeq ($(WORD),32)
BUILD := $(BUILD)/narrow
TARGET += -m32
endif
ifdef STRESS
BUILD := $(BUILD)/stress
TARGET += -DBATON_STRESS -DBATON_POISON
endif
ifneq ($(MANAGER),rc)
BUILD := $(BUILD)/$(MANAGER)
TARGET += -DBATON_MANAGER='"managers/$(MANAGER).h"'
endif

# A small executable: what nobody calls is left out, relocations are packed.
ifndef SANITIZE
LDFLAGS ?= -Wl,--gc-sections -Wl,-z,noseparate-code -Wl,-z,pack-relative-relocs
endif

WARNINGS = -Wall -Wextra -Werror
FLAGS = -std=c11 $(WARNINGS) $(CFLAGS) $(TARGET) -MMD -MP \
        -fno-tree-slp-vectorize -fno-asynchronous-unwind-tables \
        -ffunction-sections -fdata-sections

PROPER = buffer memory $(MANAGER) machine read problems assemble image verify lower engine \
         step table messages fusions
AROUND = print devices plot inspect trace disassemble command compile/native
OBJECTS = $(PROPER:%=$(BUILD)/%.o) $(AROUND:%=$(BUILD)/%.o)

COMPILE = @mkdir -p $(@D) && echo "  $(CC) $<" && $(CC) $(FLAGS)
LINK = @mkdir -p $(@D) && echo "  link $@" && $(CC) $(CFLAGS) $(TARGET) $(LDFLAGS)

# Programs beside `baton' that need libraries: built where these are installed.
installed = $(shell pkg-config --exists $(1) 2>/dev/null && echo yes)
TOOLS_$(call installed,jansson) += baton-diff baton-dap
SESSIONS := $(call installed,jansson ncursesw)
TOOLS = $(BUILD)/bin/baton-compile $(BUILD)/bin/baton-slice $(BUILD)/bin/baton-trace $(BUILD)/bin/baton-pairs $(TOOLS_yes:%=$(BUILD)/bin/%)
DAP = dap stops shows protocol await breaks
DIFF = diff compare difference cause lines live story $(HISTORY)
HISTORY = history arena until
TRACE = main views picture page view $(HISTORY)
PAGE = html css js
ifeq ($(SESSIONS),yes)
TRACE += tracer session chart terminal await breaks
$(BUILD)/trace/main.o: CFLAGS += -DBATON_SESSIONS
endif

# The libraries of the others are rarely there for 32 bits.
ifeq ($(WORD),32)
all: $(BUILD)/bin/baton
else
all: $(BUILD)/bin/baton $(TOOLS) $(BUILD)/bin/copycat
endif

$(BUILD)/bin/baton: $(BUILD)/main.o $(BUILD)/libbaton.a
	$(LINK) -o $@ $^

# The same machine with each engine (vm/engine.c, vm/engines/); `baton` has goto,
# the fastest that compilers of every kind build.
ENGINES = goto switch tail bytes names
engines: $(ENGINES:%=$(BUILD)/bin/baton-%)

$(BUILD)/bin/baton-goto: $(BUILD)/main.o $(BUILD)/libbaton.a
	$(LINK) -o $@ $^
$(filter-out %-goto,$(ENGINES:%=$(BUILD)/bin/baton-%)): \
    $(BUILD)/bin/baton-%: $(BUILD)/main.o $(BUILD)/%.o $(BUILD)/libbaton.a
	$(LINK) -o $@ $^

$(BUILD)/bin/baton-pairs: $(BUILD)/pairs.o $(BUILD)/libbaton.a
	$(LINK) -o $@ $^

$(BUILD)/bin/baton-diff: $(DIFF:%=$(BUILD)/trace/%.o) $(BUILD)/libbaton.a
	$(LINK) -o $@ $^ $(shell pkg-config --libs jansson)

$(BUILD)/bin/baton-dap: $(DAP:%=$(BUILD)/trace/%.o) \
                        $(HISTORY:%=$(BUILD)/trace/%.o) $(BUILD)/libbaton.a
	$(LINK) -o $@ $^ $(shell pkg-config --libs jansson)

$(BUILD)/bin/baton-trace: $(TRACE:%=$(BUILD)/trace/%.o) $(BUILD)/libbaton.a
	$(LINK) -o $@ $^ $(if $(SESSIONS),$(shell pkg-config --libs jansson ncursesw))

# The parts of the page as strings of C.
$(BUILD)/trace/page_parts.h: $(PAGE:%=vm/trace/page/page.%)
	@mkdir -p $(@D)
	@for part in $(PAGE); do \
	  echo "static const char page_$$part[] ="; \
	  sed 's/\\/\\\\/g; s/"/\\"/g; s/.*/"&\\n"/' vm/trace/page/page.$$part; \
	  echo ';'; \
	done >$@
$(BUILD)/trace/page.o: $(BUILD)/trace/page_parts.h
$(BUILD)/trace/page.o: CFLAGS += -I$(BUILD)/trace

$(BUILD)/bin/baton-compile: $(BUILD)/compile/compile.o $(BUILD)/compile/emit.o \
                            $(BUILD)/compile/kinds.o $(BUILD)/compile/build.o \
                            $(BUILD)/effects.o $(BUILD)/libbaton.a
	$(LINK) -o $@ $^
$(BUILD)/bin/baton-slice: $(BUILD)/compile/slice.o $(BUILD)/compile/build.o \
                          $(BUILD)/effects.o $(BUILD)/libbaton.a
	$(LINK) -o $@ $^

# Copycat: the chapters of the kernel, with the prelude as the constant of its last
# block, are an image, and that is part of the command.  Without libedit it edits no lines.
KERNEL = $(sort $(wildcard copycat/kernel/*.baton))
PRELUDE = copycat/generated/words.cat copycat/prelude.cat copycat/effects.cat
EDITING = printf '\043include <editline/readline.h>\n' | \
          $(CC) $(TARGET) -E - >/dev/null 2>&1 && \
          echo 'int main(void) { return 0; }' | \
          $(CC) $(TARGET) -x c - -ledit -o /dev/null 2>/dev/null
$(BUILD)/copycat.baton: $(KERNEL) $(PRELUDE)
	@mkdir -p $(@D)
	@{ cat $(KERNEL); echo "(block prelude (k) () (call !k '("; cat $(PRELUDE); \
	  echo ")))"; } >$@
$(BUILD)/copycat.image: $(BUILD)/copycat.baton $(BUILD)/bin/baton
	@echo "  asm $@" && $(BUILD)/bin/baton asm --strip $< -o $@
$(BUILD)/copycat/image.h: $(BUILD)/copycat.image
	@mkdir -p $(@D)
	@{ echo 'static const unsigned char copycat_image[] = {'; \
	  od -An -v -tu1 $< | sed 's/  *\([0-9]\)/,\1/g; s/^,//; s/$$/,/'; \
	  echo '};'; } >$@
$(BUILD)/copycat/front.o: copycat/front.c $(BUILD)/copycat/image.h
	$(COMPILE) -Ivm -I$(BUILD)/copycat $$({ $(EDITING); } && \
	  echo -DLINE_EDITING) -c -o $@ $<
$(BUILD)/bin/copycat: $(BUILD)/copycat/front.o $(BUILD)/libbaton.a
	$(LINK) -o $@ $^ $$({ $(EDITING); } && echo -ledit)

$(BUILD)/libbaton.a: $(OBJECTS)
	@rm -f $@
	@$(AR) rcs $@ $^

$(BUILD)/%.o: vm/%.c
	$(COMPILE) -c -o $@ $<
$(BUILD)/%.o: vm/generated/%.c
	$(COMPILE) -c -o $@ $<
$(BUILD)/%.o: vm/managers/%.c
	$(COMPILE) -c -o $@ $<
$(BUILD)/trace/%.o: vm/trace/%.c
	$(COMPILE) -Ivm -c -o $@ $<
# What runs programs, and what reads long ones.
$(BUILD)/engine.o $(BUILD)/$(MANAGER).o $(BUILD)/trace/until.o \
  $(BUILD)/read.o $(BUILD)/buffer.o: CFLAGS += $(FAST)
$(BUILD)/step.o: vm/engine.c
	$(COMPILE) -DBATON_COUNTED -c -o $@ $<
$(BUILD)/trace/until.o: vm/engine.c
	$(COMPILE) -Ivm -DBATON_UNTIL -c -o $@ $<
$(BUILD)/switch.o: vm/engine.c
	$(COMPILE) -DBATON_SWITCH -c -o $@ $<
$(BUILD)/switch.o: CFLAGS += $(FAST)

$(BUILD)/%.o: vm/engines/%.c
	$(COMPILE) -c -o $@ $<

# With the first compiler that has musttail, also where others build the rest.
TAIL_CC = $(CC) clang-19 clang
$(BUILD)/tail.o: vm/engines/tail.c
	@mkdir -p $(@D)
	@for cc in $(TAIL_CC); do \
	  if $$cc -std=c11 $(TARGET) -fsyntax-only $< 2>/dev/null; then \
	    unroll=; ! $$cc --version | grep -q clang || \
	      unroll='-fno-vectorize -fno-unroll-loops'; \
	    echo "  $$cc $<"; \
	    exec $$cc $(FLAGS) $(FAST) $$unroll -c -o $@ $<; \
	  fi; \
	done; \
	echo 'The engine tail needs a compiler with musttail, clang or gcc 15:'; \
	echo 'please type apt-get install clang'; exit 1

run: $(BUILD)/bin/baton
	@examples/show $(BUILD)/bin/baton

learn: $(BUILD)/bin/baton
	@exercises/learn

check:
	@tests/check

size: $(BUILD)/bin/baton
	@tests/whole/size
proper: $(PROPER:%=$(BUILD)/%.o)
	@echo $^

generate:
	asm/baton-generate vm/generated
	asm/baton-document spec
	copycat/document copycat

install: $(BUILD)/bin/baton $(TOOLS) $(BUILD)/bin/copycat
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/include \
	  $(DESTDIR)$(PREFIX)/lib/pkgconfig $(DESTDIR)$(PREFIX)/share/man/man1
	install $(BUILD)/bin/baton $(TOOLS) $(BUILD)/bin/copycat \
	  $(DESTDIR)$(PREFIX)/bin
	install -m 644 vm/baton.h $(DESTDIR)$(PREFIX)/include
	install -m 644 $(BUILD)/libbaton.a $(DESTDIR)$(PREFIX)/lib
	for folder in . generated managers engines compile; do \
	  install -d $(DESTDIR)$(PREFIX)/share/baton/vm/$$folder && \
	  install -m 644 vm/$$folder/*.[ch] \
	    $(DESTDIR)$(PREFIX)/share/baton/vm/$$folder || exit; done
	install -m 644 vm/baton.1 $(DESTDIR)$(PREFIX)/share/man/man1
	sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@VERSION@|$(VERSION)|' vm/baton.pc.in \
	  >$(DESTDIR)$(PREFIX)/lib/pkgconfig/baton.pc

clean:
	rm -rf build

.PHONY: all always engines run learn check size proper generate install clean
-include $(wildcard $(BUILD)/*.d $(BUILD)/*/*.d)

# What was built with other flags is built again.
FLAGS_NOW := $(subst ',,$(CC) $(FLAGS) $(FAST))
$(BUILD)/flags: always
	@mkdir -p $(@D)
	@echo '$(FLAGS_NOW)' | cmp -s - $@ || echo '$(FLAGS_NOW)' >$@
$(wildcard $(BUILD)/*.o $(BUILD)/*/*.o): $(BUILD)/flags
include tests/tests.mk
include tests/bench/bench.mk
