// What the engine does in a page, each called by name: __hands.NAME(…). Added to every document
// behind guard.js and clock.js. Results are plain strings and numbers: pages break the prototypes
// of the rest.
((RULES) => {
  "use strict";
  if (window.__hands || !window.__wake) return;

  const wake = window.__wake;
  const MANY = 200; // elements looked at where a page could hold any number
  const FORWARD = 4000; // ms by which one round puts the page's clock forward
  const LINE = 20; // characters of a line of running text
  const GROWN = 5; // characters that are more than a clock's or a counter's turning
  const words = (kind) => new RegExp(RULES[kind]);
  const unwanted = words("open_app");
  const guises = RULES.guises.map((source) => new RegExp(source));
  const unfolds = new RegExp(RULES.unfolds, "i");
  const pressed = new WeakMap();
  let told = 0;
  let kept = { prose: 0, html: "" };

  const frames = () => {
    const found = [];
    for (let i = 0; i < Math.min(window.length, 20); i++) {
      try {
        if (window[i].__wake) found.push(window[i]);
      } catch {
        continue; // another site's
      }
    }
    return found;
  };

  const length = () => {
    let sum = 0;
    if (document.body) for (const node of wake.texts(document.body)) sum += node.data.trim().length;
    return sum;
  };

  // "text,prose,links,ready" and, after a line feed, what was refused since the last look.
  const look = () => {
    const ready = document.readyState === "loading" ? 0 : document.readyState === "complete" ? 2 : 1;
    const notes = [wake.log.slice(told)].concat(frames().map((frame) => frame.__wake.log.splice(0)));
    told = wake.log.length;
    const prose = wake.prose();
    if (!again && prose > kept.prose + GROWN) keep(prose);
    return `${length()},${prose},${document.links.length},${ready}\n${notes.flat().join("\n")}`;
  };

  // --- buttons -----------------------------------------------------------------------------

  const label = (element) => {
    const text = element.nodeName === "INPUT" ? element.value : element.textContent;
    if (text.length > 4 * RULES.label) return "";
    const named = () => element.getAttribute("aria-label") || element.title || element.alt || "";
    return (text.trim() || named()).replace(/\s+/g, "");
  };
  const innermost = (element, text) => [...element.children].every((child) => label(child) !== text);
  const shown = (element) => element.getClientRects().length > 0;

  function* elements(root) {
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) yield* elements(element.shadowRoot);
      const inner = element.nodeName === "IFRAME" && wake.innerDocument(element);
      if (inner && inner.body) yield* elements(inner.body);
      if (!/^(?:SCRIPT|STYLE|OPTION|TITLE|HTML|BODY|IFRAME)$/.test(element.nodeName)) yield element;
    }
  }

  // The elements that say what is wanted, each with its words.
  function* buttons(kind) {
    const wanted = words(kind);
    for (const element of elements(document)) {
      if (element.childElementCount > 8) continue;
      const text = label(element);
      if (!text || text.length > RULES.label || !wanted.test(text) || unwanted.test(text)) continue;
      if (innermost(element, text)) yield [element, text];
    }
  }
  // The numbers of a pager, but for the first: 1 2 3 stand beside each other.
  function* numbered() {
    for (const element of elements(document)) {
      if (!/^\d{1,2}$/.test(label(element)) || element.childElementCount > 1 || !element.parentElement) continue;
      const row = [...element.parentElement.children].map(label).filter((text) => /^\d{1,2}$/.test(text));
      const number = Number(label(element));
      if (number > 1 && row.length > 1 && row.every((text, i) => Number(text) === Number(row[0]) + i)) {
        yield [element, String(number)];
      }
    }
  }
  // Buttons of a fold that have no words.
  function* wordless() {
    for (const element of elements(document)) {
      if (element.textContent.trim() || element.childElementCount > 3) continue;
      const name = `${element.getAttribute("class") || ""} ${element.id}`;
      if (unfolds.test(name)) yield [element, name.trim()];
    }
  }

  // Whatever listens to being pressed, what stands behind the text first: the last resort.
  const otherwise = new RegExp(RULES.otherwise);
  const named = new RegExp(RULES.otherwise_named, "i");
  const pressable = (near) => {
    const found = [];
    const last = lastLine();
    for (const element of elements(document)) {
      const listens = wake.listening.has(element) || element.onclick || element.ontouchend || element.ontouchstart;
      if (!listens || /^(?:INPUT|TEXTAREA|SELECT|VIDEO|AUDIO|FORM)$/.test(element.nodeName)) continue;
      const text = label(element);
      const name = `${element.getAttribute("class") || ""} ${element.id}`;
      const says = text.length <= RULES.label && innermost(element, text); // not what is inside it
      if (says && (unwanted.test(text) || otherwise.test(text))) continue;
      if (text.length <= RULES.label && named.test(name)) continue;
      const behind = last && last.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING;
      found.push([element, text.length > RULES.label ? "the text" : text || name.trim(), behind ? 0 : 1]);
    }
    if (near) return found.filter(([, text, rank]) => rank === 0 && text !== "the text").slice(0, 2);
    return found.sort((one, other) => one[2] - other[2]).slice(0, 6);
  };
  const lastLine = () => {
    let last = null;
    if (document.body) {
      for (const node of wake.texts(document.body)) if (node.data.trim().length >= LINE) last = node;
    }
    return last;
  };

  const point = (element) => {
    const box = element.getBoundingClientRect();
    const x = box.left + box.width / 2;
    const y = box.top + box.height / 2;
    return { bubbles: true, cancelable: true, composed: true, view: window, clientX: x, clientY: y };
  };
  const send = (element, names, Kind) => {
    const at = point(element);
    for (const name of names) element.dispatchEvent(new Kind(name, { ...at, pointerType: "touch", isPrimary: true }));
  };
  const touch = (element, type) => {
    const event = new Event(type, { bubbles: true, cancelable: true, composed: true });
    const { clientX, clientY } = point(element);
    const at = { identifier: 0, target: element, clientX, clientY, pageX: clientX, pageY: clientY };
    const points = type === "touchend" ? [] : [at];
    Object.assign(event, { touches: points, targetTouches: points, changedTouches: [at] });
    element.dispatchEvent(event);
  };
  // Ways to press, the second tried where nothing came of the first: a page that listens to both
  // must not be pressed by both at once, for the second would undo the first. Some pages want to
  // be pressed several times before anything comes of it.
  const click = (element) => element.click();
  const finger = (element) => {
    send(element, ["pointerdown"], PointerEvent);
    touch(element, "touchstart");
    send(element, ["pointerup"], PointerEvent);
    touch(element, "touchend");
    send(element, ["mousedown", "mouseup"], MouseEvent);
  };
  const hold = (element) => {
    send(element, ["dblclick"], MouseEvent);
    touch(element, "touchstart"); // and no end of it, until the clock has been put forward
    send(element, ["pointerdown"], PointerEvent);
  };
  const WAYS = [click, finger, hold, click, click];

  const counted = () => {
    const lines = new Map();
    if (document.body) {
      for (const node of wake.texts(document.body)) {
        const line = node.data.trim();
        if (line.length >= LINE) lines.set(line, (lines.get(line) || 0) + 1);
      }
    }
    return lines;
  };
  let again = null; // what stood here before something was pressed once more
  // A page may bring the same text at every press: takes out what the last press doubled.
  const undouble = () => {
    if (!again) return;
    const { records, lines } = again;
    again = null;
    const met = new Map();
    const doubled = [];
    for (const node of wake.texts(document.body)) {
      const line = node.data.trim();
      if (line.length < LINE || !lines.has(line)) continue;
      met.set(line, (met.get(line) || 0) + 1);
      if (met.get(line) > lines.get(line)) doubled.push([node, line]);
    }
    for (const [node, line] of doubled) {
      let piece = node;
      while (piece.parentElement && piece.parentElement.textContent.trim() === line) piece = piece.parentElement;
      piece.remove();
    }
    if (!doubled.length) return;
    for (const record of records) record.times = Infinity;
    kept = { prose: 0, html: "" };
  };

  // Presses what was found, at most `most` times each: in the same way again while text comes of
  // it, in the other way where nothing came. The labels that were pressed.
  const press = (found, most) => {
    const labels = [];
    const state = [length(), ...counted().keys()].join("\n");
    for (const [element, text] of found) {
      if (!pressed.has(element)) pressed.set(element, new Map());
      const record = pressed.get(element);
      const before = record.get(text) || { times: 0, way: 0, state: "" };
      if (before.times >= most || labels.length >= 5 || (before.times && !shown(element))) continue;
      const moved = before.times > 0 && state !== before.state;
      const way = before.times && !moved ? before.way + 1 : before.way;
      if (way >= WAYS.length) continue;
      if (before.times) {
        again ||= { records: [], lines: counted() };
        again.records.push(before);
      }
      record.set(text, Object.assign(before, { times: before.times + 1, way, state }));
      WAYS[way](element);
      labels.push(text);
    }
    return labels;
  };

  // --- pages of one article, shown one in the place of the other ----------------------------

  const turned = []; // {place, html}: what stood in a place before it was turned
  // The smallest element that holds most of the running text.
  const articlePlace = () => {
    let best = document.body;
    for (let go = true; go; ) {
      go = false;
      const whole = proseOf(best);
      for (const child of best.children) {
        if (proseOf(child) >= 0.8 * whole && whole > 0 && child.nodeName !== "P") {
          best = child;
          go = true;
          break;
        }
      }
    }
    return best;
  };
  const proseOf = (element) => {
    let sum = 0;
    for (const node of wake.texts(element)) if (node.data.trim().length >= LINE) sum += node.data.length;
    return sum;
  };
  let open = null; // the place as it was before the last turn
  const close = () => {
    if (!open) return;
    const { element, html, lines } = open;
    const text = element.isConnected ? element.textContent : "";
    // What is still there was added to, not turned.
    if (text && lines.length && !lines.some((line) => text.includes(line))) turned.push({ element, html });
    open = null;
  };
  // Presses the first number that was not pressed yet: its page stands in the place of this one.
  const pressNext = (found) => {
    for (const [element, text] of found) {
      if (!pressed.has(element)) return press([[element, text]], 1);
    }
    return [];
  };
  const turn = (most, deeper) => {
    const element = articlePlace();
    const lines = [];
    for (const node of wake.texts(element)) if (node.data.trim().length >= LINE) lines.push(node.data.trim());
    const before = { element, html: element.innerHTML, lines };
    let labels = press(buttons("turn"), most);
    if (!labels.length && deeper) labels = pressNext(numbered());
    if (labels.length) open = before;
    return labels;
  };

  // --- scrolling, touching ------------------------------------------------------------------

  const scroll = () => {
    const root = document.scrollingElement || document.documentElement;
    window.scrollTo(0, root.scrollHeight / 2);
    window.scrollTo(0, root.scrollHeight);
    let seen = 0;
    for (const element of document.querySelectorAll("body div, body section, body main, body ul")) {
      if (element.scrollHeight <= element.clientHeight + 50 || element.clientHeight < 20) continue;
      if (++seen > MANY) break;
      element.scrollTop = element.scrollHeight;
      element.dispatchEvent(new Event("scroll"));
    }
    document.dispatchEvent(new Event("scroll", { bubbles: true }));
  };
  // What a reader's hand does to a page without pressing anything.
  const handle = () => {
    const body = document.body;
    if (!body) return;
    // Pictures are not fetched, so that none fails: what waits for that is told so.
    if (wake.prose() < 100) for (const image of document.images) image.dispatchEvent(new Event("error"));
    send(body, ["pointermove", "pointerdown", "pointerup"], PointerEvent);
    ["touchstart", "touchmove", "touchend"].forEach((type) => touch(body, type));
    send(body, ["mousemove", "mouseover", "mousedown", "mouseup", "click"], MouseEvent);
    send(body, ["wheel"], WheelEvent);
    body.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", keyCode: 40, bubbles: true }));
    window.dispatchEvent(new Event("focus"));
  };

  // Puts the clock forward in every document; how many timers that ran, or that still wait.
  const hurry = () => [window, ...frames()].reduce((sum, frame) => sum + frame.__wake.advance(FORWARD), 0);
  const waiting = () => [window, ...frames()].reduce((sum, frame) => sum + frame.__wake.waiting(), 0);

  // --- writing down what the document holds -------------------------------------------------

  // A copy in a document that runs nothing and fetches nothing; shadow trees and frames of the
  // same site stand in it where a reader sees them.
  const copy = (node, into) => {
    if (node.nodeName === "NOSCRIPT") return null;
    if (node.nodeName === "SLOT" && node.assignedNodes) {
      const given = node.assignedNodes();
      return fill(into.createElement("div"), given.length ? given : node.childNodes, into);
    }
    const inner = node.nodeName === "IFRAME" && wake.innerDocument(node);
    if (inner && inner.body && inner.body.childNodes.length) {
      const place = into.createElement("div");
      place.setAttribute("data-frame", node.src);
      return fill(place, inner.body.childNodes, into);
    }
    const twin = into.importNode(node, false);
    if (node.nodeName === "TEMPLATE") return into.importNode(node, true);
    for (const { element, html } of turned) {
      if (element === node) twin.insertAdjacentHTML("beforeend", html);
    }
    return fill(twin, (node.shadowRoot || node).childNodes, into);
  };
  const fill = (place, nodes, into) => {
    for (const node of nodes) {
      const twin = copy(node, into);
      if (twin) place.appendChild(twin);
    }
    return place;
  };
  const isPlain = () => {
    if (turned.length || document.querySelector("iframe")) return false;
    for (const element of document.querySelectorAll("*")) if (element.shadowRoot) return false;
    return true;
  };
  const write = () => {
    const root = document.documentElement;
    if (!root) return "";
    const twin = isPlain() ? root : copy(root, document.implementation.createHTMLDocument(""));
    return `<!DOCTYPE html>\n${twin.outerHTML}`;
  };

  // Keeps the document as it is now, if it never held more.
  const keep = (prose) => {
    if (prose >= kept.prose) kept = { prose, html: write() };
  };
  // The document; or as it was, when the page has meanwhile taken some of its text away.
  const content = () => {
    undouble();
    close();
    if (turned.length || wake.prose() >= 0.95 * kept.prose) return write();
    wake.note("emptied");
    return kept.html;
  };

  // One round of what may bring more text: how many timers ran, how many wait, what was pressed.
  // `deeper`: the first look brought nothing. `deepest`: and the text may not be all of it (1:
  // what stands right behind it is pressed) or is known not to be (2: whatever can be pressed).
  const nudge = (kind, most, deeper, deepest) => {
    undouble();
    keep(wake.prose());
    close();
    let labels = press(buttons(kind), most);
    if (!labels.length && kind === "read_on") labels = turn(most, deeper);
    if (!labels.length && deeper) labels = press([...buttons("dismiss")].filter(([element]) => shown(element)), 2);
    if (!labels.length && deeper) labels = press(wordless(), 3);
    if (!labels.length && deeper) labels = press(buttons("more"), most);
    if (!labels.length && deepest) labels = press(pressable(deepest === 1), 2);
    scroll();
    if (deeper) handle();
    if (deeper) [window, ...frames()].forEach((frame) => frame.__wake.show());
    const ran = hurry();
    return `${ran},${waiting()}\n${labels.join("\n")}`;
  };

  // The number of the guise that the page asks for, from 1; 0 where it asks for none.
  const guise = () => {
    for (const element of elements(document)) {
      const text = element.childElementCount > 3 ? "" : label(element);
      const found = text && text.length <= RULES.label ? guises.findIndex((pattern) => pattern.test(text)) : -1;
      if (found >= 0) return found + 1;
    }
    return 0;
  };

  // Where a button that reads "read on" can be touched, "x,y"; '' where none is shown.
  const spot = () => {
    for (const [element] of buttons("read_on")) {
      if (!shown(element)) continue;
      element.scrollIntoView({ block: "center" });
      const { clientX, clientY } = point(element);
      if (element.contains(document.elementFromPoint(clientX, clientY))) return `${clientX},${clientY}`;
    }
    return "";
  };

  // The addresses of this site that a script wanted to go to, a line each.
  const exits = () => [...new Set(wake.exits)].slice(0, 5).join("\n");

  // Leaves nothing in the tab for the next article.
  const leave = () => {
    try {
      sessionStorage.clear();
      window.name = "";
    } catch {
      return 0; // a document without an origin keeps nothing
    }
    return 1;
  };

  document.addEventListener("DOMContentLoaded", () => wake.prose() >= 100 && keep(wake.prose()), { once: true });

  Object.defineProperty(window, "__hands", { value: { look, nudge, content, guise, spot, exits, leave } });
})(__RULES__);
