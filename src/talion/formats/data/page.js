"use strict";
// Words and fields find one another by their keys. Nothing here makes HTML from strings.
(() => {
  const peek = document.getElementById("peek");
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const maps = new WeakMap();
  let lit = [], pinned = [], kept = null;

  const keysOf = (el) => (el.dataset.k || "").split(" ").filter(Boolean);
  const idOf = (key) => key.split(".")[0];

  function mapOf(doc) {
    let map = maps.get(doc);
    if (map) return map;
    map = { words: new Map(), fields: new Map(), rows: new Map() };
    const put = (m, k, el) => m.has(k) ? m.get(k).push(el) : m.set(k, [el]);
    for (const el of doc.querySelectorAll(".story [data-k]")) for (const k of keysOf(el)) put(map.words, k, el);
    for (const el of doc.querySelectorAll(".record [data-k]")) for (const k of keysOf(el)) put(map.fields, k, el);
    for (const el of doc.querySelectorAll("[data-row]")) map.rows.set(el.dataset.row, el);
    for (const one of doc.querySelectorAll(".text")) { const m = one.querySelector(".m"); if (m) m.tabIndex = 0; }
    maps.set(doc, map);
    return map;
  }

  function clear(list, cls) { for (const el of list) el.classList.remove(cls); list.length = 0; }
  function mark(list, cls, els) { for (const el of els || []) { el.classList.add(cls); list.push(el); } }

  function fromField(field, list, cls) {
    const map = mapOf(field.closest(".doc"));
    for (const k of keysOf(field)) mark(list, cls, map.words.get(k));
    return list[0];
  }

  function fromWord(word, list) {
    const map = mapOf(word.closest(".doc"));
    for (const k of keysOf(word)) {
      if (k.includes(".")) { mark(list, "lit", map.fields.get(k)); continue; }
      mark(list, "lit", map.fields.get(k));
      const row = map.rows.get(k);
      if (row) mark(list, "lit", [row]);
    }
  }

  function say(word, keep) {
    const doc = word.closest(".doc"), map = mapOf(doc), roles = new Map();
    for (const k of keysOf(word)) {
      const [id, role] = [idOf(k), k.slice(idOf(k).length + 1)];
      if (!roles.has(id)) roles.set(id, []);
      if (role) roles.get(id).push(role);
    }
    const lines = [];
    for (const [id, said] of roles) {
      const row = map.rows.get(id);
      if (!row) continue;
      const line = document.createElement("a"), dot = document.createElement("i"), small = document.createElement("small");
      line.className = row.dataset.layer;
      line.href = "#" + row.id;
      small.textContent = " " + said.join(", ");
      line.append(dot, row.dataset.label, small);
      lines.push(line);
    }
    peek.replaceChildren(...lines);
    peek.classList.toggle("kept", Boolean(keep));
    peek.hidden = !lines.length;
    const box = (word.getClientRects()[0] || word.getBoundingClientRect());
    const below = box.bottom + 8 + peek.offsetHeight < innerHeight;
    peek.style.left = Math.max(8, Math.min(box.left, innerWidth - peek.offsetWidth - 8)) + "px";
    peek.style.top = (below ? box.bottom + 8 : Math.max(8, box.top - peek.offsetHeight - 8)) + "px";
  }

  function over(el) {
    clear(lit, "lit");
    if (el.classList.contains("m")) { fromWord(el, lit); if (!kept) say(el, false); }
    else fromField(el, lit, "lit");
  }
  function out() { clear(lit, "lit"); if (!kept) peek.hidden = true; }

  function press(field) {
    const was = field.getAttribute("aria-pressed") === "true";
    release();
    if (was) return;
    field.setAttribute("aria-pressed", "true");
    kept = field;
    const first = fromField(field, pinned, "pin");
    if (first) first.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  }
  function release() {
    for (const el of document.querySelectorAll('[aria-pressed="true"]')) el.setAttribute("aria-pressed", "false");
    clear(pinned, "pin");
    kept = null;
    peek.hidden = true;
  }
  function tap(word) {
    const again = kept === word;
    release();
    if (again) return;
    kept = word;
    mark(pinned, "pin", [word]);
    say(word, true);
    const row = mapOf(word.closest(".doc")).rows.get(idOf(keysOf(word).find((k) => !k.includes(".")) || ""));
    if (row && innerWidth >= 1056) row.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
  }

  const at = (event) => event.target instanceof Element ? event.target.closest(".doc [data-k]") : null;
  document.addEventListener("pointerover", (e) => { const el = at(e); if (el) over(el); });
  document.addEventListener("pointerout", (e) => { if (at(e)) out(); });
  document.addEventListener("focusin", (e) => { const el = at(e); if (el && el.matches(":focus-visible")) over(el); });
  document.addEventListener("focusout", (e) => { if (at(e)) out(); });
  document.addEventListener("click", (e) => {
    const el = at(e);
    if (!el) { if (!peek.contains(e.target)) release(); return; }
    if (el.classList.contains("m")) tap(el); else press(el);
  });
  document.addEventListener("keydown", (e) => {
    if (e.key === "Escape") { release(); out(); return; }
    const word = at(e);
    if (!word || !word.classList.contains("m")) return;
    if (e.key === "Enter" || e.key === " ") { e.preventDefault(); tap(word); const a = peek.querySelector("a"); if (kept && a) a.focus(); return; }
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[e.key];
    if (!step) return;
    e.preventDefault();
    const all = [...word.closest(".text").querySelectorAll(".m")];
    const next = all[all.indexOf(word) + step];
    if (next) { word.tabIndex = -1; next.tabIndex = 0; next.focus(); }
  });
  document.addEventListener("scroll", () => { if (kept && kept.classList.contains("m")) say(kept, true); else peek.hidden = true; }, { capture: true, passive: true });
  for (const doc of document.querySelectorAll(".doc")) { const m = doc.querySelector(".text .m"); if (m) m.tabIndex = 0; }
  document.querySelector(".contents")?.addEventListener("click", (e) => { if (e.target.closest("a")) e.currentTarget.open = false; });
  const open = document.querySelector("details.contents");
  document.addEventListener("pointerdown", (e) => { if (open && !open.contains(e.target)) open.open = false; });
})();
