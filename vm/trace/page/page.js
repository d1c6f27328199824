/* The player: shows any state of a recorded run.
 *
 * Reads the run from the page: its states as changes, each against the one
 * before (vm/trace/page.c says how they are written).  State n is that before
 * instruction n + 1.  Nothing is fetched, nothing kept.
 */
"use strict";
(() => {
const run = JSON.parse(document.getElementById("run").textContent);
const at = (id) => document.getElementById(id);
const last = run.states.length - 1;

/* States.  A register is [name, value]; a value is a cell's number, or text.  A
 * cell is [kind, count, fields, more]; `more` is a closure's block, or how many
 * elements there are where not all were written. */

const EVERY = 64; /* states between two that are kept whole */
const kept = [{ number: 0, registers: new Map(), cells: new Map() }];

function apply(state, number) {
  const [, , registers, cells] = run.states[number];
  for (const [key, value] of Object.entries(registers))
    if (value) state.registers.set(+key, value);
    else state.registers.delete(+key);
  for (const [key, cell] of Object.entries(cells))
    if (cell) state.cells.set(+key, cell);
    else state.cells.delete(+key);
  state.number = number;
}

const copy = (state) => ({
  number: state.number,
  registers: new Map(state.registers),
  cells: new Map(state.cells),
});

apply(kept[0], 0);

/* The state of this number, as it may be changed by nobody. */
let recent = kept[0];
function stateAt(number) {
  if (recent.number === number) return recent;
  const base = Math.min(Math.floor(number / EVERY), kept.length - 1);
  let state = kept[base];
  if (recent.number < number && recent.number > state.number) state = recent;
  state = copy(state);
  while (state.number < number) {
    apply(state, state.number + 1);
    if (state.number === kept.length * EVERY) kept.push(copy(state));
  }
  return (recent = state);
}

const codeAt = (number) => run.code[run.states[number][0]] || null;
const transfersAt = (number) => run.states[number][1];
const isCell = (value) => typeof value === "number";

/* What the instruction that comes next does: words for each variable, what is
 * born, whether it moves to another block, which way an `if` goes on. */
function effectAt(number) {
  const code = codeAt(number);
  const effect = { marks: new Map(), born: [], way: null, moved: false, code };
  if (!code || number === last) return effect;
  const born = [];
  for (const [name, word] of code[5])
    if (word === "born") born.push(name);
    else effect.marks.set(name, [...new Set(
      [...(effect.marks.get(name) || []), word])]);
  const next = codeAt(number + 1);
  effect.moved = transfersAt(number + 1) !== transfersAt(number);
  if (!next || effect.moved) return effect;
  if (/^\((?:if|try) /.test(code[2]))
    effect.way = next[1] === code[1] + 1 ? "then" : "else";
  for (const [key, value] of Object.entries(run.states[number + 1][2]))
    if (value && born.includes(value[0]))
      effect.born.push([+key, value[0], value[1]]);
  return effect;
}

/* Words. */

const cellName = (state, id) => {
  const cell = state.cells.get(id);
  if (!cell) return "cell " + id;
  if (cell[0] === "closure") return run.closures[cell[3]][0];
  return cell[0];
};
const valueText = (state, value) =>
  isCell(value) ? cellName(state, value) + " · cell " + value : value;

function listed(words) {
  return words.length < 2 ? words.join("")
    : words.slice(0, -1).join(", ") + " and " + words[words.length - 1];
}

function sentence(number) {
  if (number === last) return endText();
  const effect = effectAt(number);
  if (!effect.code) return "";
  const next = number < last ? stateAt(number + 1) : null;
  const words = { copied: [], taken: [], dropped: [] };
  const said = [];
  for (const [name, marks] of effect.marks)
    for (const word of marks) words[word].push(name);
  const be = (list) => (list.length > 1 ? " are " : " is ");
  for (const [, name, value] of effect.born)
    said.push(name + " is born: " + valueText(next, value));
  for (const word of ["copied", "taken", "dropped"])
    if (words[word].length)
      said.push(listed(words[word]) + be(words[word]) + word);
  if (effect.way) said.push("goes on with " + effect.way);
  if (effect.moved)
    said.push("goes on in " + codeAt(number + 1)[0]);
  return said.join("; ");
}

function endText() {
  if (run.ended === "halted")
    return run.end ? "The program has halted with " + run.end + "."
                   : "The program has halted.";
  if (run.ended === "faulted") return "The program has faulted.";
  if (run.ended === "spent") return "The fuel is used up.";
  return "The recording ends here; the program goes on.";
}

function placeText(number) {
  const code = codeAt(number);
  if (!code) return "";
  return code[0] + ", instruction " + code[1] +
    (code[3] ? ", line " + code[3] : "");
}

/* Elements. */

function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {}))
    element.setAttribute(key, value);
  element.append(...children);
  return element;
}
function draw(name, attributes, ...children) {
  const element =
    document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes || {}))
    element.setAttribute(key, value);
  element.append(...children);
  return element;
}
const SIGN = { born: "+ born", copied: "= copied", taken: "− taken",
               dropped: "− dropped" };
const tag = (word) =>
  make("span", { class: "tag " + (word === "dropped" ? "taken" : word) },
       SIGN[word]);

/* Source. */

const rows = [];
function sourceMake() {
  run.source.split("\n").forEach((line, i, all) => {
    if (i === all.length - 1 && !line) return;
    const row = make("div", { class: "row" }, make("b", {}, String(i + 1)),
                     make("span", {}, line));
    rows.push(row);
    at("source").append(row);
  });
}

/* Where the datum that begins at this column ends, on its line. */
function datumEnd(line, column) {
  let depth = 0;
  for (let i = column; i < line.length; i++) {
    if (line[i] === '"')
      for (i++; i < line.length && line[i] !== '"'; i++)
        i += line[i] === "\\" ? 1 : 0;
    else if (line.startsWith("#\\", i)) i += 2;
    else if (line[i] === ";") return i;
    else if (line[i] === "(") depth++;
    else if (line[i] === ")" && --depth <= 0) return i + 1;
  }
  return line.length;
}

let hereRow = null;
function sourceShow(number) {
  if (hereRow) {
    hereRow.classList.remove("here");
    hereRow.removeAttribute("aria-current");
    hereRow.lastChild.textContent = hereRow.lastChild.textContent;
  }
  const code = codeAt(number);
  hereRow = code && code[3] ? rows[code[3] - 1] : null;
  if (!hereRow) return;
  hereRow.classList.add("here");
  hereRow.setAttribute("aria-current", "step");
  const letters = Array.from(hereRow.lastChild.textContent);
  const line = letters.join("");
  const from = letters.slice(0, code[4] - 1).join("").length;
  const to = datumEnd(line, from);
  hereRow.lastChild.replaceChildren(
    line.slice(0, from), make("mark", {}, line.slice(from, to)),
    line.slice(to));
  const box = at("source");
  const top = hereRow.offsetTop, height = hereRow.offsetHeight;
  if (top < box.scrollTop + 2 * height ||
      top > box.scrollTop + box.clientHeight - 3 * height)
    box.scrollTop = top - box.clientHeight / 3;
}

/* Registers. */

function registersShow(number) {
  const state = stateAt(number);
  const effect = effectAt(number);
  const body = at("registers").tBodies[0];
  const row = (register, name, value, words, ghost) =>
    make("tr", ghost ? { class: "ghost" } : {},
      make("td", {}, name), make("td", {}, value),
      make("td", {}, "r" + register),
      make("td", {}, ...words.map(tag)));
  const list = [...state.registers.entries()].sort((a, b) => a[0] - b[0]);
  const all = list.map(([register, [name, value]]) =>
    row(register, name, valueText(state, value),
        effect.marks.get(name) || [], false));
  if (effect.born.length) {
    const next = stateAt(number + 1);
    for (const [register, name, value] of effect.born)
      all.push(row(register, name, valueText(next, value), ["born"], true));
  }
  if (!all.length)
    all.push(make("tr", {}, make("td", { colspan: 4 }, "none is live")));
  body.replaceChildren(...all);
}

/* The chain of continuations: a closure, then its captured variable `k`. */

function continuation(state) {
  let first = null;
  for (const [, [name, value]] of [...state.registers].sort(
         (a, b) => a[0] - b[0])) {
    if (name === "k") return value;
    const cell = isCell(value) ? state.cells.get(value) : null;
    if (first === null && cell && cell[0] === "closure") first = value;
  }
  return first;
}

function chainOf(state) {
  const chain = [], seen = new Set();
  let value = continuation(state);
  while (value !== null && value !== undefined && !seen.has(value)) {
    const cell = isCell(value) ? state.cells.get(value) : null;
    const constant = /^#<closure (.*)>$/.exec(value);
    if (cell && cell[0] === "closure")
      chain.push({ id: value, name: run.closures[cell[3]][0] });
    else if (constant) chain.push({ id: value, name: constant[1] });
    if (!cell || cell[0] !== "closure") break;
    seen.add(value);
    const names = run.closures[cell[3]][1];
    const k = names.indexOf("k");
    value = cell[2][k < 0 ? 0 : k];
  }
  return chain;
}

const CHAIN = 24;
function chainShow(number) {
  const chain = chainOf(stateAt(number));
  const shown = chain.slice(0, CHAIN).map(({ id, name }) =>
    make("li", {}, make("span", {}, name + (isCell(id) ? " · " + id : ""))));
  if (chain.length > CHAIN)
    shown.push(make("li", {}, make("span", { class: "more" },
      "… " + (chain.length - CHAIN) + " more")));
  if (!chain.length)
    shown.push(make("li", {}, make("span", { class: "more" }, "none")));
  at("chain").replaceChildren(...shown);
}

/* Heap: registers on the left, then what they lead to, a column a step away.
 * A list whose pairs nobody else refers to is one strip. */

const CHARACTER = 7.6, ROW = 21, HEAD = 19, GAP = 14, ITEMS = 7, NODES = 150,
  TEXT = 26;
const short = (text) =>
  text.length > TEXT ? text.slice(0, TEXT - 1) + "…" : text;
const widthOf = (text) => text.length * CHARACTER;

function nodeOf(state, id) {
  const cell = state.cells.get(id);
  if (!cell) return null;
  const [kind, count, fields, more] = cell;
  const node = { id, kind, count, rows: [], strip: null, cells: [id] };
  if (kind === "pair") {
    const items = [];
    let pair = cell, tail;
    for (;;) {
      items.push(pair[2][0]);
      tail = pair[2][1];
      const next = isCell(tail) ? state.cells.get(tail) : null;
      if (!next || next[0] !== "pair" || next[1] !== 1 ||
          node.cells.includes(tail)) break;
      node.cells.push(tail);
      pair = next;
    }
    if (items.length > ITEMS + 1)
      items.splice(ITEMS, items.length, "… " + (items.length - ITEMS) +
        " more");
    node.strip = items;
    if (tail !== "()") node.strip.push(["tail", tail]);
    node.title = node.cells.length > 1 ? "list of " + node.cells.length
                                       : "pair";
  } else {
    const names = kind === "closure" ? run.closures[more][1] : null;
    node.title = kind === "closure" ? "closure " + run.closures[more][0] : kind;
    fields.forEach((value, i) => node.rows.push([
      names ? names[i] || "" : kind === "record" ? (i ? String(i - 1) : "tag")
        : kind === "vector" ? String(i) : "", value]));
    if (["vector", "record"].includes(kind) && more > fields.length)
      node.rows.push(["", "… " + (more - fields.length) + " more"]);
  }
  node.note = "";
  return node;
}

function measure(node) {
  if (node.strip) {
    node.slots = node.strip.map((item) => {
      const value = Array.isArray(item) ? item[1] : item;
      return { tail: Array.isArray(item), value,
               width: isCell(value) ? 26 : widthOf(short(value)) + 14 };
    });
    node.width = node.slots.reduce((sum, slot) => sum + slot.width, 0);
    node.height = HEAD + ROW;
  } else {
    node.width = Math.max(0, ...node.rows.map(([label, value]) =>
      widthOf(label) * 0.9 + (isCell(value) ? 14 : widthOf(short(value))) +
      28));
    node.height = HEAD + Math.max(1, node.rows.length) * ROW;
  }
  const head = node.title + "  cell " + node.id + " ×" + node.count + node.note;
  node.width = Math.max(node.width, head.length * 6.3 + 18, 60);
}

const partsOf = (node) => (node.strip
  ? node.slots.map((slot) => slot.value) : node.rows.map((row) => row[1]));

/* How many steps each node is from the registers, by the longest way without
 * coming back: so arrows go to the right, but for cycles. */
function depthsOf(nodes, roots) {
  const order = [], seen = new Set(), depth = new Map();
  for (const root of roots) {
    const path = [[root, 0]];
    if (seen.has(root)) continue;
    seen.add(root);
    while (path.length) {
      const top = path[path.length - 1];
      const next = top[0].targets[top[1]++];
      if (!next) {
        order.push(top[0]);
        path.pop();
      } else if (!seen.has(next)) {
        seen.add(next);
        path.push([next, 0]);
      }
    }
  }
  order.reverse();
  const place = new Map(order.map((node, i) => [node, i]));
  for (const node of order) {
    if (!depth.has(node)) depth.set(node, 0);
    for (const next of node.targets)
      if (place.get(next) > place.get(node))
        depth.set(next, Math.max(depth.get(next) || 0, depth.get(node) + 1));
  }
  return depth;
}

/* Finds the nodes, nearest first, and places them: depth first, so that what
 * belongs together stays so. */
function heapLayout(state, roots, born, ends) {
  const owner = new Map(), nodes = [], columns = [];
  const reach = (value) => {
    if (!isCell(value) || owner.has(value) || nodes.length >= NODES) return;
    const node = nodeOf(state, value);
    if (!node) return;
    node.note = born.has(value) ? " + new" : ends.has(value) ? " − ends" : "";
    node.state = born.has(value) ? "born" : ends.has(value) ? "ends" : "";
    measure(node);
    nodes.push(node);
    for (const cell of node.cells) owner.set(cell, node);
  };
  roots.forEach(reach);
  for (let i = 0; i < nodes.length; i++) partsOf(nodes[i]).forEach(reach);
  for (const node of nodes)
    node.targets = partsOf(node).map((value) => owner.get(value))
      .filter(Boolean);
  const starts = roots.map((value) => owner.get(value)).filter(Boolean);
  const depth = depthsOf(nodes, starts);
  const place = (node, wanted) => {
    if (node.depth !== undefined) return;
    node.depth = depth.get(node);
    const column = columns[node.depth] ||
      (columns[node.depth] = { y: 0, width: 0 });
    node.y = Math.max(column.y, wanted);
    column.y = node.y + node.height + GAP;
    column.width = Math.max(column.width, node.width);
  };
  roots.forEach((value, i) => {
    const path = owner.has(value) ? [[owner.get(value), i * ROW]] : [];
    while (path.length) {
      const [node, wanted] = path.pop();
      if (node.depth !== undefined) continue;
      place(node, wanted);
      for (let t = node.targets.length - 1; t >= 0; t--)
        path.push([node.targets[t], node.y]);
    }
  });
  return { nodes, owner, columns, hidden: state.cells.size - owner.size };
}

/* An arrow's way; one that goes back passes above what it leads to. */
const curve = (x1, y1, x2, y2) => {
  const bend = Math.max(18, (x2 - x1) / 2), top = y2 - HEAD / 2 - 7;
  return x2 > x1
    ? `M${x1},${y1} C${x1 + bend},${y1} ${x2 - bend},${y2} ${x2},${y2}`
    : `M${x1},${y1} C${x1 + 40},${y1} ${x1 + 40},${top} ${(x1 + x2) / 2},` +
      `${top} S${x2 - 34},${y2} ${x2},${y2}`;
};

function heapShow(number) {
  const state = stateAt(number);
  const before = number > 0 ? stateAt(number - 1).cells : new Map();
  const after = number < last ? stateAt(number + 1).cells : state.cells;
  const born = new Set(), ends = new Set();
  for (const id of state.cells.keys()) {
    if (number > 0 && !before.has(id)) born.add(id);
    if (!after.has(id)) ends.add(id);
  }
  const registers = [...state.registers].sort((a, b) => a[0] - b[0]);
  const effect = effectAt(number);
  const roots = registers.map(([, [, value]]) => value);
  const { nodes, owner, columns, hidden } =
    heapLayout(state, roots, born, ends);
  const next = new Set(chainOf(state).map(({ id }) => id));
  const margin = 12;
  const nameWidth = Math.max(30, ...registers.map(([, [name]]) =>
    widthOf(short(name))));
  const valueWidth = Math.max(20, ...registers.map(([, [, value]]) =>
    isCell(value) ? 0 : widthOf(short(value))));
  const left = nameWidth + valueWidth + 30;
  let x = margin + left + 52;
  for (const column of columns) {
    if (!column) continue;
    column.x = x;
    x += column.width + 52;
  }
  const edges = [], boxes = [], dots = [];
  const edge = (x1, y1, value) => {
    const node = owner.get(value);
    const kind = next.has(value) ? " next" : "";
    dots.push(draw("circle", { class: "dot" + kind, cx: x1, cy: y1, r: 3 }));
    if (!node) {
      const text = draw("text", { class: "label", x: x1 + 8, y: y1 + 4 });
      text.append("…");
      dots.push(text);
      return;
    }
    edges.push(draw("path", { class: "edge" + kind,
      d: curve(x1, y1, margin + columns[node.depth].x - margin,
               margin + node.y + HEAD / 2),
      "marker-end": next.has(value) ? "url(#tip-next)" : "url(#tip)" }));
  };
  registers.forEach(([, [name, value]], i) => {
    const y = margin + i * ROW;
    const words = effect.marks.get(name) || [];
    boxes.push(draw("rect", { class: "register", x: margin, y: y + 1,
      width: left, height: ROW - 2, rx: 4 }));
    const label = draw("text", { class: "value", x: margin + 7, y: y + 15 });
    label.append(short(name));
    if (words.length)
      label.setAttribute("class", "value " +
        (words.includes("copied") && words.length === 1 ? "copied" : "taken"));
    boxes.push(label);
    if (isCell(value)) edge(margin + left - 9, y + ROW / 2, value);
    else {
      const text = draw("text", { class: "value", x: margin + nameWidth + 18,
                                  y: y + 15 });
      text.append(short(value));
      boxes.push(text);
    }
  });
  let bottom = margin + registers.length * ROW, right = margin + left;
  for (const node of nodes) {
    const nx = columns[node.depth].x, ny = margin + node.y;
    bottom = Math.max(bottom, ny + node.height);
    right = Math.max(right, nx + node.width);
    const group = draw("g", { class: node.state });
    group.append(
      draw("rect", { class: "box", x: nx, y: ny, width: node.width,
                     height: node.height, rx: 5 }),
      draw("path", { class: "head",
        d: `M${nx + 1},${ny + HEAD} v${-HEAD + 6} q0,-5 5,-5 ` +
           `h${node.width - 12} q5,0 5,5 v${HEAD - 6} z` }));
    const kind = draw("text", { class: "kind", x: nx + 7, y: ny + 13.5 });
    kind.append(node.title);
    const count = draw("text", { class: "kind", x: nx + node.width - 7,
      y: ny + 13.5, "text-anchor": "end" });
    if (node.note) {
      const note = draw("tspan", { class: "note" });
      note.append(node.state === "born" ? "+ new  " : "− ends  ");
      count.append(note);
    }
    count.append(node.id + " ×" + node.count);
    group.append(kind, count);
    if (node.strip) {
      let sx = nx;
      node.slots.forEach((slot, i) => {
        if (i || slot.tail)
          group.append(draw("line", { class: "rule", x1: sx, x2: sx,
            y1: ny + HEAD, y2: ny + node.height - 1 }));
        if (isCell(slot.value))
          edge(sx + slot.width / 2, ny + HEAD + ROW / 2, slot.value);
        else {
          const text = draw("text", { class: "value", x: sx + slot.width / 2,
            y: ny + HEAD + 15, "text-anchor": "middle" });
          text.append((slot.tail ? ". " : "") + short(slot.value));
          group.append(text);
        }
        sx += slot.width;
      });
    } else {
      node.rows.forEach(([label, value], i) => {
        const ry = ny + HEAD + i * ROW;
        const name = draw("text", { class: "label", x: nx + 7, y: ry + 14.5 });
        name.append(label);
        group.append(name);
        if (isCell(value)) {
          edge(nx + node.width - 9, ry + ROW / 2, value);
          return;
        }
        const text = draw("text", { class: "value", y: ry + 15,
          x: nx + node.width - 9, "text-anchor": "end" });
        text.append(short(value));
        group.append(text);
      });
      if (!node.rows.length) {
        const none = draw("text", { class: "label", x: nx + 7,
                                    y: ny + HEAD + 14.5 });
        none.append("empty");
        group.append(none);
      }
    }
    boxes.push(group);
  }
  if (hidden > 0) {
    const text = draw("text", { class: "label", x: margin, y: bottom + 22 });
    text.append("… and " + hidden + " more cells, further away");
    boxes.push(text);
    bottom += 26;
  }
  const tips = ["tip", "tip-next"].map((id) =>
    draw("marker", { id, viewBox: "0 0 8 8", refX: 7, refY: 4,
      markerWidth: 7, markerHeight: 7, orient: "auto",
      markerUnits: "userSpaceOnUse" },
      draw("path", { d: "M0,0.6 L7.4,4 L0,7.4 z",
        class: id === "tip" ? "dot" : "dot next" })));
  const width = right + margin + 40, height = bottom + margin;
  const svg = draw("svg", { width, height, viewBox: `0 0 ${width} ${height}`,
    role: "img", "aria-label": "Heap with " + state.cells.size +
    " cells; in words below" }, draw("defs", {}, ...tips), ...edges, ...boxes,
    ...dots);
  at("heap").replaceChildren(svg);
  at("heap-count").textContent = state.cells.size === 1 ? "1 cell"
    : state.cells.size + " cells";
  wordsShow(state, born, ends);
}

function wordsShow(state, born, ends) {
  const list = at("words").lastElementChild;
  if (!at("words").open) {
    list.replaceChildren();
    return;
  }
  const text = [];
  for (const [id, [kind, count, fields, more]] of state.cells) {
    if (text.length === 200) {
      text.push("… and " + (state.cells.size - 200) + " more cells");
      break;
    }
    const names = kind === "closure" ? run.closures[more][1] : [];
    const parts = fields.map((value, i) => (names[i] ? names[i] + " = " : "") +
      (isCell(value) ? "cell " + value : value));
    text.push("cell " + id + ": " + cellNameFull(kind, more) + ", " +
      (count === 1 ? "1 reference" : count + " references") +
      (parts.length ? ": " + parts.join(", ") : "") +
      (born.has(id) ? " (new)" : "") + (ends.has(id) ? " (ends)" : ""));
  }
  list.replaceChildren(...text.map((line) => make("li", {}, line)));
}
const cellNameFull = (kind, more) =>
  kind === "closure" ? "closure " + run.closures[more][0] : kind;

/* Output. */

const outputs = []; /* of each state: how much was printed by then */
let printed = "";
run.states.forEach((state, i) => {
  printed += state[4] || "";
  outputs[i] = printed.length;
});

function outputShow(number) {
  const parts = [document.createTextNode(printed.slice(0, outputs[number]))];
  if (number === last && run.end)
    parts.push(make("span",
      { class: run.ended === "faulted" ? "fault" : "answer" }, run.end));
  at("output").replaceChildren(...parts);
}

/* Lifetimes: who lives from when to when while this block is at work. */

function livesShow(number) {
  const turn = transfersAt(number);
  let from = number, to = number;
  while (from > 0 && transfersAt(from - 1) === turn) from--;
  while (to < last && transfersAt(to + 1) === turn) to++;
  const code = codeAt(from);
  at("lives-block").textContent = code ? "in " + code[0] : "";
  const spans = [], open = new Map();
  for (let i = from; i <= to; i++) {
    const state = stateAt(i);
    const effect = i < last ? effectAt(i) : { marks: new Map() };
    for (const [register, [name]] of [...state.registers].sort(
           (a, b) => a[0] - b[0])) {
      let span = open.get(name);
      if (!span) {
        span = { name, register, start: i, stop: i, marks: [] };
        open.set(name, span);
        spans.push(span);
      }
      span.stop = i;
      const words = effect.marks.get(name) || [];
      for (const word of words) span.marks.push([i, word]);
      if (words.includes("taken") || words.includes("dropped"))
        open.delete(name);
    }
  }
  stateAt(number);
  const wide = Math.max(...spans.map((span) => widthOf(short(span.name))), 40);
  const left = wide + 22, column = 122, line = 24, top = 46;
  const x = (i) => left + (i - from) * column;
  const svg = [];
  svg.push(draw("rect", { class: "here", x: x(number), y: 0, width: column,
    height: top + spans.length * line + 6 }));
  for (let i = from; i <= to; i++) {
    const site = codeAt(i);
    const text = draw("text", { class: "small" + (i === number ? " at" : ""),
      x: x(i) + column / 2, y: 18, "text-anchor": "middle" });
    text.append(String(run.from + i));
    const op = draw("text", { class: "small" + (i === number ? " at" : ""),
      x: x(i) + column / 2, y: 34, "text-anchor": "middle" });
    op.append(site && i < last ? site[6] : "end");
    const hit = draw("rect", { class: "step", x: x(i), y: 0, width: column,
      height: top + spans.length * line, fill: "transparent" });
    hit.addEventListener("click", () => go(i));
    svg.push(text, op, hit);
  }
  spans.forEach((span, i) => {
    const y = top + i * line;
    const label = draw("text", { class: "value", x: left - 10, y: y + 15,
                                 "text-anchor": "end" });
    label.append(short(span.name));
    const begins = x(span.start) + (span.start === from ? 2 : -12);
    const ended = span.marks.some(([, word]) => word !== "copied");
    const stops = x(span.stop) + (ended ? column - 14 : column);
    svg.push(label, draw("rect", { class: "bar", x: begins, y: y + 3,
      width: Math.max(4, stops - begins), height: line - 9, rx: 4,
      "pointer-events": "none" }));
    const words = [];
    if (span.start > from) words.push([span.start - 0.58, "born", "+ born"]);
    for (const [step, word] of span.marks)
      words.push([step, word, SIGN[word]]);
    const places = new Map();
    for (const [step, word, text] of words) {
      const nth = places.get(step) || 0;
      places.set(step, nth + 1);
      const mark = draw("text", { class: "small " +
        (word === "dropped" ? "taken" : word), x: x(step) + 10 + nth * 8,
        y: y + 14.5, "pointer-events": "none" });
      mark.append(nth ? "" : text + (words.filter((w) => w[0] === step)
        .length > 1 ? " − taken" : ""));
      if (!nth) svg.push(mark);
    }
  });
  const width = x(to) + column + 12, height = top + spans.length * line + 8;
  const said = spans.map((span) => span.name + " from " +
    (run.from + span.start) + " to " + (run.from + span.stop)).join("; ");
  at("lives").replaceChildren(draw("svg", { width, height, role: "img",
    viewBox: `0 0 ${width} ${height}`, "aria-label": "Lives: " + said },
    ...svg));
}

/* The history behind the slider: how many cells live. */
function historyMake() {
  const counts = [];
  const seen = new Set();
  run.states.forEach(([, , , cells], i) => {
    for (const [id, cell] of Object.entries(cells)) {
      if (cell && !seen.has(id)) seen.add(id);
      else if (!cell) seen.delete(id);
    }
    counts[i] = seen.size;
  });
  const most = Math.max(1, ...counts);
  const every = Math.max(1, Math.floor(counts.length / 600));
  let path = "M0,100";
  for (let i = 0; i < counts.length; i += every)
    path += ` L${i},${100 - (counts[i] / most) * 96}`;
  path += ` L${counts.length - 1},100 z`;
  const svg = at("history");
  svg.setAttribute("viewBox", `0 0 ${Math.max(1, last)} 100`);
  svg.append(draw("path", { class: "cells", d: path }));
}

/* Going from state to state. */

let here = 0, timer = null;

function nowShow() {
  const code = codeAt(here);
  const now = at("now");
  const text = here === last ? endText() : code ? code[2] : "";
  now.replaceChildren(
    make("span", { class: "place" }, placeText(here)),
    make("span", { class: "instruction" }, text),
    make("span", { class: "effect" }, here === last ? "" : sentence(here)));
}

function say(whole) {
  const code = codeAt(here);
  const words = ["Step " + (run.from + here), placeText(here)];
  if (here < last && code) words.push(code[2].replace(/[()]/g, " ").trim());
  words.push(sentence(here));
  if (whole) {
    const state = stateAt(here);
    words.push("Live: " + [...state.registers.values()].map(
      ([name, value]) => name + " " + valueText(state, value)).join(", "));
    words.push("Continuations: " + chainOf(state).map(
      ({ name }) => name).join(", then "));
  }
  at("live").textContent = words.filter(Boolean).join(". ") + ".";
}

function go(number) {
  here = Math.max(0, Math.min(last, number));
  at("slider").value = here;
  at("slider").setAttribute("aria-valuetext",
    "step " + (run.from + here) + ", " + placeText(here));
  at("number").value = run.from + here;
  for (const id of ["first", "back", "transfer-back"])
    at(id).disabled = here === 0;
  for (const id of ["last", "step", "transfer", "until"])
    at(id).disabled = here === last;
  nowShow();
  sourceShow(here);
  registersShow(here);
  chainShow(here);
  heapShow(here);
  outputShow(here);
  livesShow(here);
  document.body.dataset.step = run.from + here;
  if (!timer) say(false);
}

function nextTransfer(from, by) {
  let i = from + by;
  while (i > 0 && i < last && transfersAt(i) === transfersAt(i - 1)) i += by;
  return i;
}

/* The state in which the continuation that stands in the registers now has been
 * called, or the last. */
function untilCalled(from) {
  const wanted = continuation(stateAt(from));
  if (wanted === null) return last;
  for (let i = from; i < last; i++) {
    const code = codeAt(i);
    if (!code || !["call", "apply"].includes(code[6])) continue;
    const called = code[5].length ? code[5][0][0] : "";
    for (const [, [name, value]] of stateAt(i).registers)
      if (name === called && value === wanted) return i + 1;
  }
  return last;
}

function pause() {
  clearInterval(timer);
  timer = null;
  at("play").setAttribute("aria-pressed", "false");
  at("play").lastChild.textContent = "play";
}
function play() {
  if (timer) {
    pause();
    say(false);
    return;
  }
  if (here === last) go(0);
  at("play").setAttribute("aria-pressed", "true");
  at("play").lastChild.textContent = "pause";
  timer = setInterval(() => {
    if (here === last) {
      pause();
      say(false);
    } else go(here + 1);
  }, 450);
}

const acts = {
  first: () => go(0),
  last: () => go(last),
  step: () => go(here + 1),
  back: () => go(here - 1),
  transfer: () => go(nextTransfer(here, 1)),
  "transfer-back": () => go(nextTransfer(here, -1)),
  until: () => go(untilCalled(here)),
  play,
  help: () => {
    at("keys").hidden = !at("keys").hidden;
    at("help").setAttribute("aria-expanded", String(!at("keys").hidden));
  },
  goto: () => {
    at("number").focus();
    at("number").select();
  },
  say: () => say(true),
};
const keys = {
  ArrowRight: "step", ArrowLeft: "back", PageDown: "transfer",
  PageUp: "transfer-back", Home: "first", End: "last", " ": "play", c: "until",
  g: "goto", s: "say", "?": "help",
};

function act(name) {
  if (name !== "play" && timer) pause();
  acts[name]();
}

for (const id of Object.keys(acts))
  if (at(id) && at(id).tagName === "BUTTON")
    at(id).addEventListener("click", () => act(id));
at("slider").addEventListener("input", () => {
  if (timer) pause();
  go(+at("slider").value);
});
at("number").addEventListener("change", () => {
  if (timer) pause();
  go(+at("number").value - run.from);
});
at("words").addEventListener("toggle", () => heapShow(here));
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const on = event.target;
  const typing = on.tagName === "INPUT" && on.type === "number";
  if (typing && event.key !== "PageDown" && event.key !== "PageUp") {
    if (event.key === "Enter" || event.key === "Escape") on.blur();
    return;
  }
  const presses = on.tagName === "BUTTON" || on.tagName === "SUMMARY";
  if (presses && event.key === " ") return;
  const name = keys[event.key.length === 1 ? event.key.toLowerCase()
                                           : event.key];
  if (!name) return;
  event.preventDefault();
  act(name);
});

at("title").append(run.name, make("span", { class: "quiet" }, run.ended === "cut" || run.from
  ? "steps " + run.from + " to " + (run.from + run.total) + " of a run"
  : "a run of " + run.total + " steps"));
if (run.notice) {
  at("notice").textContent = run.notice;
  at("notice").hidden = false;
}
at("slider").max = last;
at("number").min = run.from;
at("number").max = run.from + last;
at("total").textContent = run.from + last;
sourceMake();
historyMake();
const asked = /^#(\d+)$/.exec(location.hash);
go(asked ? +asked[1] - run.from : 0);
})();
