# Makes the tables of `run` from its files, in Markdown.  Relies on the order of
# the files: titles, programs, samples, depth, load, sizes.  The means go to the
# file `means`, for the plot.

file == 1 {
  if ($1 ~ /:/) own[++no] = $1
  else peers[++np] = $1
  title[$1] = substr($0, length($1) + 2)
  next
}
file == 2 { programs[++n] = $1; input[$1] = $3; next }
file == 3 {
  key = $1 SUBSEP $2
  if ($3 == "failed") { failed[key] = 1; next }
  used = $1 == "start" ? $3 + $4 : $3
  samples[key] = samples[key] " " used
  if ($5 > memory[key]) memory[key] = $5
  next
}
file == 4 {
  if (!seen_depth[$1]++) depths[++nd] = $1
  if ($3 != "failed") { deep[$1, $2] = $3 + $4; deep_kb[$1, $2] = $5 }
  next
}
file == 5 {
  if (!seen_load[$1]++) loads[++nl] = $1
  if ($3 != "failed") {
    load[$1, $2] = load[$1, $2] " " ($3 + $4)
    load_kb[$1, $2] = $5
  }
  next
}
file == 6 { size[$1] = $2; lines[$1] = $3 }

# Sorts the numbers of a text into v and returns how many there are.
function sorted(text, v,    k, i, j, t) {
  k = split(text, v, " ")
  for (i = 2; i <= k; i++) {
    t = v[i] + 0
    for (j = i - 1; j > 0 && v[j] + 0 > t; j--) v[j + 1] = v[j]
    v[j + 1] = t
  }
  return k
}

function median(text,    v, k) {
  k = sorted(text, v)
  return k % 2 ? v[(k + 1) / 2] + 0 : (v[k / 2] + v[k / 2 + 1]) / 2
}

# How far the samples lie apart, in percent of the median.
function spread(text,    v, k, m) {
  k = sorted(text, v)
  m = median(text)
  return m ? 100 * (v[k] - v[1]) / m : 0
}

function rule(columns,    i, text) {
  text = "|---|"
  for (i = 0; i < columns; i++) text = text "--:|"
  return text
}

# The row of a machine's medians.
function times_row(peer,    row, i, key) {
  row = "| " title[peer] " | "
  row = row sprintf("%.1f", 1000 * median(samples["start", peer])) " |"
  for (i = 1; i <= n; i++) {
    key = programs[i] SUBSEP peer
    row = row (failed[key] ? " slow |" : samples[key] == "" ? " - |" : \
      sprintf(" %.3f |", median(samples[key])))
  }
  return row
}

# The row of a machine's times divided by Baton's; its mean goes to `means`.
function ratio_row(peer,    row, i, key, ratio, sum, count) {
  row = ""; sum = count = 0
  for (i = 1; i <= n; i++) {
    key = programs[i] SUBSEP peer
    if (samples[key] == "" || failed[key]) { row = row " |"; continue }
    ratio = median(samples[key]) / median(samples[programs[i], "baton"])
    if (ratio <= 0) { row = row " 0 |"; continue }
    sum += log(ratio); count++
    row = row sprintf(" %.2f |", ratio)
  }
  if (count)
    printf "%s\t%.4f\n", title[peer], exp(sum / count) >means
  return "| " title[peer] " | " \
    (count ? sprintf("**%.2f**", exp(sum / count)) : "") " |" row
}

END {
  print "User seconds, median of the rounds. Start: an empty program, user and"
  print "system, in milliseconds. `-`: not written for it. `slow`: fails, or takes"
  print "more than 20 seconds. What takes more than 2 ran once.\n"
  head = "| | start |"; sizes = "| input | |"
  for (i = 1; i <= n; i++) {
    head = head " " programs[i] " |"
    sizes = sizes " " input[programs[i]] " |"
  }
  print head; print rule(n + 1); print sizes
  for (p = 1; p <= np; p++) print times_row(peers[p])
  row = "| spread of Baton, % | "
  row = row sprintf("%.0f", spread(samples["start", "baton"])) " |"
  for (i = 1; i <= n; i++)
    row = row sprintf(" %.0f |", spread(samples[programs[i], "baton"]))
  print row

  print "\nTime of a peer divided by Baton's: above 1, Baton is faster. The mean is"
  print "the geometric one, over what both can run.\n"
  means_head = "| | mean |" substr(head, length("| | start |") + 1)
  print means_head; print rule(n + 1)
  for (p = 2; p <= np; p++) print ratio_row(peers[p])

  if (no) {
    print "\nBaton's own machines: engines and memory managers. First seconds as"
    print "above, then divided by those of Baton itself, which is goto with rc. The"
    print "arena never frees: it shows what freeing costs, and what is slow there"
    print "has filled its heap.\n"
    print head; print rule(n + 1); print times_row("baton")
    for (p = 1; p <= no; p++) print times_row(own[p])
    print ""; print means_head; print rule(n + 1)
    for (p = 1; p <= no; p++) print ratio_row(own[p])
  }

  print "\nPeak memory (resident set) in MB.\n"
  print "| | start | tak | queens | deep |"; print rule(4)
  split("start tak queens deep", shown, " ")
  for (p = 1; p <= np; p++) {
    row = "| " title[peers[p]] " |"
    for (i = 1; i <= 4; i++) {
      kb = memory[shown[i], peers[p]]
      row = row (kb ? sprintf(" %.1f |", kb / 1024) : " - |")
    }
    print row
  }

  if (nd) {
    print "\nThe cost of depth: ten million calls, this deep. Seconds, user and"
    print "system, and MB.\n"
    head = "| |"
    for (d = 1; d <= nd; d++) head = head " " depths[d] " |"
    print head; print rule(nd)
    for (p = 1; p <= np; p++) {
      row = "| " title[peers[p]] " |"
      for (d = 1; d <= nd; d++) {
        key = depths[d] SUBSEP peers[p]
        row = row (key in deep ? sprintf(" %.2f, %.0f |", deep[key], \
          deep_kb[key] / 1024) : " fails |")
      }
      print row
    }

    print "\nLoading: a program of that many instructions, checked and ready. Seconds,"
    print "user and system, median of three, and MB.\n"
    print "| instructions | text | image |"; print rule(2)
    for (l = 1; l <= nl; l++)
      printf "| %s | %.4f, %.0f | %.4f, %.0f |\n", loads[l],
        median(load[loads[l], "baton"]), load_kb[loads[l], "baton"] / 1024,
        median(load[loads[l], "image"]), load_kb[loads[l], "image"] / 1024
  }

  print "\nSizes: code and data in bytes; lines of `vm/`.\n"
  print "| | bytes | lines |"; print rule(2)
  printf "| the machine proper | %d | %d |\n", size["proper"], lines["proper"]
  printf "| printer, devices, command and the like | %d | %d |\n", size["around"],
    lines["around"] - lines["proper"]
  printf "| the command, stripped | %d | |\n", size["stripped"]
}
