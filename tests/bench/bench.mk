# Measures the machine beside its peers; see tests/bench/run.  No part of `check`:
# times are not tested.

# About ten minutes; BENCH='--small --runs 1' takes two.  See tests/bench/run.
bench: all engines
	@for manager in copying arena; do \
	  $(MAKE) -s MANAGER=$$manager build/$$manager/bin/baton \
	    engines || exit; done
	@tests/bench/run $(BENCH)

# The peers that Debian has.
bench-deps:
	@if [ $$(id -u) -eq 0 ]; then as=; else as=sudo; fi; \
	$$as apt-get install -y --no-install-recommends \
	  gcc lua5.4 luajit gforth guile-3.0 python3 gambc chicken-bin chezscheme \
	  clang gnuplot-nox librsvg2-bin

# For `run`: which objects are the machine proper, which are around it.
bench-parts:
	@echo proper $(PROPER:%=$(BUILD)/%.o)
	@echo around $(AROUND:%=$(BUILD)/%.o) $(BUILD)/main.o

.PHONY: bench bench-deps bench-parts

# The tracer: any step at once, pictures, pages, comparisons.
bench-tracer: all build/bench/positions
	@tests/bench/tracer

build/bench/positions: tests/bench/positions.c $(HISTORY:%=$(BUILD)/trace/%.o) \
                       $(BUILD)/libbaton.a
	@mkdir -p $(@D)
	@$(CC) -std=c11 $(WARNINGS) -O2 -Ivm -o $@ $^
