# Measures the machine beside its peers; see tests/bench/run.  No part of `check`:
# times are not tested.

bench: $(BUILD)/bin/baton
	@tests/bench/run

# The peers that Debian has.
bench-deps:
	@if [ $$(id -u) -eq 0 ]; then as=; else as=sudo; fi; \
	$$as apt-get install -y --no-install-recommends \
	  lua5.4 luajit gforth guile-3.0 python3

# For `run`: which objects are the machine proper, which are around it.
bench-parts:
	@echo proper $(PROPER:%=$(BUILD)/%.o)
	@echo around $(AROUND:%=$(BUILD)/%.o) $(BUILD)/main.o

.PHONY: bench bench-deps bench-parts
