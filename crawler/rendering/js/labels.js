// Labels: what an element says, and whether it may be pressed for that. Added to every document
// between fake_timers.js and touch.js.
((RULES) => {
  "use strict";
  const crawler = window.__crawler;
  if (!crawler || crawler.labels) return;

  const patterns = new Map();
  const words = (kind) => {
    if (!patterns.has(kind)) patterns.set(kind, new RegExp(RULES[kind]));
    return patterns.get(kind);
  };
  const named = (name) => new RegExp(RULES[name], "i");
  const [unfolds, sideEffectClasses, doors, pagers, turns] = ["unfolds", "otherwise_named", "doors", "pagers", "turns"].map(named);
  const MOST_INSIDE = 8; // elements of which a label is made
  // A form's fields may be called "matches" or "parentNode", and are what those names mean there.
  const got = (owner, name) => Object.getOwnPropertyDescriptor(owner.prototype, name).get;
  const [parentOf, textOf] = ["parentNode", "textContent"].map((name) => got(Node, name));
  const [slotOf, childrenOf] = ["assignedSlot", "children"].map((name) => got(Element, name));
  const { matches, querySelector, getAttribute } = Element.prototype;

  // --- what an element says ------------------------------------------------------------------

  const tight = (text) => text.replace(/\s+/g, "");
  const label = (element) => {
    const text = element.nodeName === "INPUT" ? element.value : textOf.call(element);
    if (text.length > 4 * RULES.label) return "";
    const titles = ["aria-label", "title", "alt"].map((name) => getAttribute.call(element, name));
    return tight(text.trim() || titles.find(Boolean) || "");
  };
  const innermost = (element, text) => [...childrenOf.call(element)].every((child) => label(child) !== text);
  const shown = (element) => element.getClientRects().length > 0;
  const names = (element) => `${getAttribute.call(element, "class") || ""} ${getAttribute.call(element, "id") || ""}`;
  const short = (text) => text !== "" && text.length <= RULES.label;
  const says = (kind, text) => short(text) && words(kind).test(text) && !words("open_app").test(text);

  // The text that a reader sees in an element of a shadow tree: slots hold what was given to them.
  const seen = (node) => {
    if (node.nodeType === 3) return node.data;
    const given = node.nodeName === "SLOT" && node.assignedNodes ? node.assignedNodes() : [];
    return [...(given.length ? given : node.childNodes)].map(seen).join("");
  };
  const wording = (element) => {
    if (element.nodeName === "INPUT" || !querySelector.call(element, "slot")) return label(element);
    return tight(seen(element)).slice(0, RULES.label + 1);
  };

  // The elements around one, as an event passes them: through slots and out of shadow trees.
  function* around(element) {
    for (let node = element; node; ) {
      const isShadow = node.nodeType === Node.DOCUMENT_FRAGMENT_NODE;
      node = isShadow ? node.host : slotOf.call(node) || parentOf.call(node);
      if (!node || /^(?:BODY|HTML|#document)$/.test(node.nodeName)) return;
      if (node.nodeType !== Node.DOCUMENT_FRAGMENT_NODE) yield node;
    }
  }

  // --- what can be pressed ---------------------------------------------------------------------

  const NATURAL =
    "a[href],button,summary,label,input,select,option,textarea," +
    ["button", "link", "menuitem", "tab", "switch", "checkbox", "radio", "option"].map((role) => `[role=${role}]`);
  const HANDLERS = ["click", "dblclick", "mousedown", "mouseup", "pointerdown", "pointerup", "touchstart", "touchend"];
  // Whether an element is in a set of the guard's: of this document's, or of its own frame's.
  const isIn = (name, element) => {
    const view = element.ownerDocument.defaultView;
    return crawler[name].has(element) || Boolean(view && view.__crawler && view.__crawler[name].has(element));
  };
  const listens = (element) => isIn("listening", element) || HANDLERS.some((name) => element[`on${name}`]);
  const pressable = (element) => matches.call(element, NATURAL) || listens(element);
  // A link that leads to another document, or opens a window.
  const leadsAway = (element) => {
    const address = element.nodeName === "A" && element.getAttribute("href");
    if (typeof address !== "string") return false;
    return !/^\s*(?:#|javascript:)/i.test(address) || /^(?!_self$).+/.test(element.target);
  };

  // Whether the words around a label ask for an app, and the label is part of what they say.
  const isPrompt = (outer, text, element) => {
    if (!doors.test(names(outer)) && !words("open_app").test(text)) return false;
    const isOther = (one) => !one.contains(element) && pressable(one) && words("open_app").test(label(one));
    return !pressable(element) || ![...outer.querySelectorAll("*")].some(isOther);
  };
  // How an element may be pressed that says something: "free"; "alone" where it is a button of its
  // own inside of another, which must not hear of it; "" where it is part of something else.
  const manner = (kind, element) => {
    let found = "free";
    if (kind !== "dismiss" && doors.test(names(element)) && !pressable(element)) return "";
    for (const outer of around(element)) {
      const text = wording(outer);
      if (says(kind, text) || (kind === "read_on" && says("may_read_on", text))) continue;
      if (kind !== "dismiss" && short(text) && isPrompt(outer, text, element)) return "";
      const other = matches.call(outer, NATURAL) || (short(text) && listens(outer));
      if (other && (!pressable(element) || isIn("capturing", outer))) return "";
      if (other) found = "alone";
    }
    return found;
  };

  function* elements(root) {
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) yield* elements(element.shadowRoot);
      const inner = element.nodeName === "IFRAME" && crawler.innerDocument(element);
      if (inner && inner.body) yield* elements(inner.body);
      if (!/^(?:SCRIPT|STYLE|OPTION|TITLE|HTML|BODY|IFRAME)$/.test(element.nodeName)) yield element;
    }
  }

  // What an element says of a kind, as the button that it is; "" where it is none.
  const asButton = (kind, element) => {
    if (element.childElementCount > MOST_INSIDE) return "";
    const text = label(element);
    return says(kind, text) && manner(kind, element) ? text : "";
  };
  // The elements that say what is wanted, each with its words.
  function* buttons(kind) {
    for (const element of elements(document)) {
      const text = asButton(kind, element);
      if (text && innermost(element, text)) yield [element, text];
    }
  }
  // The numbers of a pager, but for the first: 1 2 3 stand beside each other.
  function* numbered() {
    const number = /^\d{1,2}$/;
    for (const element of elements(document)) {
      const row = parentOf.call(element);
      if (!row || row.nodeType !== 1 || element.childElementCount > 1 || !number.test(label(element)) || !isPager(row)) continue;
      const numbers = [...childrenOf.call(row)].map(label).filter((text) => number.test(text)).map(Number);
      const own = Number(label(element));
      if (own > 1 && numbers.length > 1 && numbers.every((one, i) => one === numbers[0] + i)) yield [element, String(own)];
    }
  }
  const isPager = (row) =>
    [row, row.parentElement].some((one) => one && (pagers.test(names(one)) || (label(one).length < 2 * RULES.label && turns.test(label(one)))));

  // Buttons of a fold that have no words, behind the last line of the text. One with a counterpart
  // (up and down) votes or scrolls.
  function* wordless(last) {
    for (const element of elements(document)) {
      if (textOf.call(element).trim() || element.childElementCount > 3 || label(element)) continue;
      const name = names(element);
      if (!unfolds.test(name) || !drawn(element) || !isBehind(last, element)) continue;
      const outers = [...around(element)].slice(0, 2).filter((outer) => short(wording(outer)) || !wording(outer));
      if ([element, ...outers].some((one) => sideEffectClasses.test(names(one)))) continue;
      const beside = element.parentElement ? [...childrenOf.call(element.parentElement)] : [];
      if (beside.some((one) => /(?:^|[\s_-])(?:up|prev)(?=[\s_-]|$)/i.test(names(one)))) continue;
      if (manner("read_on", element)) yield [element, name.trim()];
    }
  }
  const isBehind = (last, element) => {
    const where = last ? last.compareDocumentPosition(element) : Node.DOCUMENT_POSITION_FOLLOWING;
    return (where & (Node.DOCUMENT_POSITION_FOLLOWING | Node.DOCUMENT_POSITION_DISCONNECTED)) !== 0;
  };
  // Whether what style sheets write into an element, if anything, reads "read on".
  const drawn = (element) =>
    ["::before", "::after"].every((where) => {
      const text = tight(getComputedStyle(element, where).content.replace(/^(?:none|normal)$|^"|"$/g, ""));
      return !/[\u4e00-\u9fffA-Za-z]/.test(text) || says("read_on", text) || says("may_read_on", text);
    });

  crawler.labels = {
    label, shown, names, around, elements, buttons, numbered, wordless, pressable, listens, leadsAway, manner,
    asButton, isBehind, HANDLERS, isOtherwise: (element) => sideEffectClasses.test(names(element)),
  };
})(__RULES__);
