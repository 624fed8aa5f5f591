// Pressing: what reads like "read on here", what turns a page, what may bring more text, and nothing
// else. Added to every document between touch.js and page_api.js.
((RULES) => {
  "use strict";
  const crawler = window.__crawler;
  if (!crawler || crawler.pressing) return;

  const LINE = 20; // characters of a line of running text
  const { label, shown, elements, buttons, numbered, wordless, listens, manner, isBehind, HANDLERS } = crawler.labels;
  const pressed = new WeakMap();

  const length = () => {
    let sum = 0;
    if (document.body) for (const node of crawler.texts(document.body)) sum += node.data.trim().length;
    return sum;
  };

  // The lines of running text in an element, each with its node.
  function* linesIn(root) {
    for (const node of crawler.texts(root)) {
      const line = node.data.trim();
      if (line.length >= LINE) yield [node, line];
    }
  }

  // --- pressing ----------------------------------------------------------------------------

  // The last resort: what says "read on" in words of its own; and the text itself, where it
  // listens. `near`: only what stands behind the text.
  function* lastResort(near) {
    const last = lastLine();
    for (const [element, text] of buttons("may_read_on")) {
      if (!near || isBehind(last, element)) yield [element, text];
    }
    const place = articlePlace();
    if (near || [...linesIn(place)].length < 2) return;
    for (const element of elements(document)) {
      const holds = element === place || (element.contains(place) && !element.querySelector("a,button"));
      if (holds && listens(element) && !crawler.labels.isOtherwise(element)) yield [element, "the text"];
    }
  }
  const lastLine = () => {
    let last = null;
    for (const [node] of linesIn(articlePlace())) last = node;
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
  const tapElement = (element) => {
    send(element, ["pointerdown"], PointerEvent);
    touch(element, "touchstart");
    send(element, ["pointerup"], PointerEvent);
    touch(element, "touchend");
    send(element, ["mousedown", "mouseup"], MouseEvent);
  };
  const longPress = (element) => {
    send(element, ["dblclick"], MouseEvent);
    touch(element, "touchstart"); // and no end of it, until the clock has been put forward
    send(element, ["pointerdown"], PointerEvent);
  };
  const CLICK_METHODS = [click, tapElement, longPress, click, click];
  // Presses a button that stands inside of another, which does not hear of it.
  const alone = (element, way) => {
    const stop = (event) => event.stopPropagation();
    for (const name of HANDLERS) crawler.listen.call(element, name, stop);
    way(element);
    for (const name of HANDLERS) element.removeEventListener(name, stop);
  };

  const counted = () => {
    const lines = new Map();
    if (!document.body) return lines;
    for (const [, line] of linesIn(document.body)) lines.set(line, (lines.get(line) || 0) + 1);
    return lines;
  };
  let again = null; // what stood here before something was pressed once more
  // A page may bring the same text at every press: takes out what the last press doubled; whether
  // it doubled any.
  const removeDuplicatedText = () => {
    if (!again) return false;
    const { records, lines } = again;
    again = null;
    const met = new Map();
    const doubled = [];
    for (const [node, line] of linesIn(document.body)) {
      if (!lines.has(line)) continue;
      met.set(line, (met.get(line) || 0) + 1);
      if (met.get(line) > lines.get(line)) doubled.push([node, line]);
    }
    for (const [node, line] of doubled) {
      let piece = node;
      while (piece.parentElement && piece.parentElement.textContent.trim() === line) piece = piece.parentElement;
      piece.remove();
    }
    for (const record of records) if (doubled.length) record.times = Infinity;
    return doubled.length > 0;
  };

  // Presses what was found, at most `most` times each: in the same way again while text comes of
  // it, in the other way where nothing came. The labels that were pressed. `kind`: what they say,
  // where it matters what they stand in.
  const press = (found, most, kind = "") => {
    const labels = [];
    const state = [length(), ...counted().keys()].join("\n");
    for (const [element, text] of found) {
      if (!pressed.has(element)) pressed.set(element, new Map());
      const record = pressed.get(element);
      const before = record.get(text) || { times: 0, way: 0, state: "" };
      if (before.times >= most || labels.length >= 5 || (before.times && !shown(element))) continue;
      const moved = before.times > 0 && state !== before.state;
      const way = before.times && !moved ? before.way + 1 : before.way;
      if (way >= CLICK_METHODS.length) continue;
      if (before.times) {
        again ||= { records: [], lines: counted() };
        again.records.push(before);
      }
      record.set(text, Object.assign(before, { times: before.times + 1, way, state }));
      if (kind && manner(kind, element) === "alone") alone(element, CLICK_METHODS[way]);
      else CLICK_METHODS[way](element);
      labels.push(text);
    }
    return labels;
  };

  // --- pages of one article, shown one in the place of the other ----------------------------

  const replacedPages = []; // {place, html}: what stood in a place before it was turned
  // The smallest element that holds most of the running text.
  const articlePlace = () => {
    let best = document.body || document.documentElement;
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
    for (const [node] of linesIn(element)) sum += node.data.length;
    return sum;
  };
  let open = null; // the place as it was before the last turn
  const close = () => {
    if (!open) return;
    const { element, html, lines } = open;
    const text = element.isConnected ? element.textContent : "";
    // What is still there was added to, not turned.
    if (text && lines.length && !lines.some((line) => text.includes(line))) replacedPages.push({ element, html });
    open = null;
  };
  // Presses the first number that was not pressed yet: its page stands in the place of this one.
  const pressNext = (found) => {
    for (const [element, text] of found) {
      if (!pressed.has(element)) return press([[element, text]], 1);
    }
    return [];
  };
  // What stands in the article's place before something is pressed that may take it away.
  const articleSnapshot = () => {
    const element = articlePlace();
    return { element, html: element.innerHTML, lines: [...linesIn(element)].map(([, line]) => line) };
  };
  // Presses what may turn the page, and remembers what stood there.
  const turn = (work) => {
    const before = articleSnapshot();
    const labels = work();
    if (labels.length) open = before;
    return labels;
  };
  const pressThose = (kind, most) => press(buttons(kind), most, kind);
  const dismiss = () => press([...buttons("dismiss")].filter(([element]) => shown(element)), 2, "dismiss");
  // What is pressed, in this order and each only where nothing was pressed before: what says so;
  // what turns a page; and where that brought nothing, what gets out of the way, what has no
  // words, what brings more of anything, and in the end the last resort.
  const clickBestCandidate = (kind, most, deeper, deepest) => {
    const steps = [() => pressThose(kind, most)];
    if (kind === "read_on") steps.push(() => turn(() => pressThose("turn", most)));
    if (deeper) {
      steps.push(
        () => turn(() => pressNext(numbered())),
        dismiss,
        () => press(wordless(lastLine()), 3, "read_on"),
        () => pressThose("more", most),
      );
    }
    if (deepest) steps.push(() => turn(() => press(lastResort(deepest === 1), 2, "may_read_on")));
    for (const step of steps) {
      const labels = step();
      if (labels.length) return labels;
    }
    return [];
  };

  crawler.pressing = {
    length, send, touch, clickBestCandidate, removeDuplicatedText, close, replacedPages,
    doubling: () => again !== null,
  };
})(__RULES__);
