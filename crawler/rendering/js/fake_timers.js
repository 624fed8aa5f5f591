// What a page waits for, so that the engine need not: timers run on a clock that can be put
// forward, and what waits to be scrolled into view can be told that it is. Added to every document
// behind navigation_guard.js.
(() => {
  "use strict";
  const crawler = window.__crawler;
  if (!crawler || crawler.advance) return;

  // --- a clock that can be put forward -------------------------------------------------------

  const LONGEST = 15000; // ms: a longer timer is a time limit, not a delay
  const MOST = 60; // timers run in one go
  const MOST_FRAMES = 120; // and frames painted
  const NativeDate = Date;
  const nativeNow = Date.now.bind(Date);
  const nativePerformance = performance.now.bind(performance);
  let ahead = 0; // ms
  const now = () => nativeNow() + ahead;

  const override = crawler.override;
  override(window, "Date", new Proxy(NativeDate, {
    construct: (target, given, made) => Reflect.construct(target, given.length ? given : [now()], made),
    apply: () => new NativeDate(now()).toString(),
    get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
  }));
  override(NativeDate.prototype, "constructor", window.Date);
  override(performance, "now", () => nativePerformance() + ahead);

  const later = window.setTimeout.bind(window); // our own, which no page sees or stops
  const timers = new Map();
  const call = (timer) => {
    try {
      if (typeof timer.run === "function") timer.run.apply(window, timer.given);
      else (0, eval)(timer.run);
    } catch (error) {
      window.reportError(error);
    }
  };
  for (const [start, stop, repeats] of [["setTimeout", "clearTimeout", false], ["setInterval", "clearInterval", true]]) {
    const nativeStart = window[start];
    const nativeStop = window[stop];
    override(window, start, (run, wanted = 0, ...given) => {
      const delay = Math.max(0, Number(wanted) || 0);
      if (delay > LONGEST || timers.size > 500) return nativeStart.call(window, run, delay, ...given);
      const timer = { run, given, repeats, delay, due: now() + delay, cancel: () => nativeStop.call(window, id) };
      const id = nativeStart.call(window, () => {
        if (repeats) timer.due = now() + delay;
        else timers.delete(id);
        call(timer);
      }, delay);
      timers.set(id, timer);
      return id;
    });
    override(window, stop, (id) => {
      timers.delete(id);
      return nativeStop.call(window, id);
    });
  }

  const FRAME = 16; // ms from one painting to the next
  const painting = new Map();
  const nativePaint = window.requestAnimationFrame.bind(window);
  const nativeUnpaint = window.cancelAnimationFrame.bind(window);
  override(window, "requestAnimationFrame", (run) => {
    const id = nativePaint((time) => {
      painting.delete(id);
      run(time + ahead);
    });
    painting.set(id, run);
    return id;
  });
  override(window, "cancelAnimationFrame", (id) => {
    painting.delete(id);
    nativeUnpaint(id);
  });
  // Paints once, ahead of time: whatever waited for the next frame runs.
  const paint = () => {
    const frames = [...painting];
    ahead += FRAME;
    for (const [id, run] of frames) {
      nativeUnpaint(id);
      painting.delete(id);
      call({ run, given: [nativePerformance() + ahead] });
    }
  };

  // Animations that run and will come to an end.
  const finite = () =>
    document.getAnimations().filter(
      ({ effect, playState }) => playState === "running" && effect && effect.getComputedTiming().endTime !== Infinity,
    );

  // Runs the timers of the next `span` ms in the order in which they are due; how many there were.
  const advance = (span) => {
    const end = now() + span;
    let count = 0;
    while (count < MOST) {
      let first = null;
      for (const [id, timer] of timers) {
        if (timer.due <= end && (!first || timer.due < first[1].due)) first = [id, timer];
      }
      if (!first) break;
      const [id, timer] = first;
      ahead += Math.max(0, timer.due - now());
      if (timer.repeats) timer.due += Math.max(timer.delay, 10);
      else {
        timer.cancel();
        timers.delete(id);
      }
      call(timer);
      count += 1;
    }
    for (let frames = 0; painting.size && frames < MOST_FRAMES; frames++) paint();
    if (timers.size || painting.size) ahead += Math.max(0, end - now());
    for (const animation of finite()) animation.finish();
    return count;
  };

  // What waits for long enough to be worth putting the clock forward: timers, and what is painted.
  const waiting = () =>
    [...timers.values()].filter((timer) => timer.delay > 20).length + painting.size + finite().length;

  // --- pictures: none is fetched, and each is said to have come ---------------------------------

  const come = new WeakSet();
  const say = (image) => {
    if (come.has(image)) return;
    come.add(image);
    image.dispatchEvent(new Event("load"));
  };
  const source = Object.getOwnPropertyDescriptor(HTMLImageElement.prototype, "src");
  Object.defineProperty(HTMLImageElement.prototype, "src", {
    ...source,
    set(address) {
      source.set.call(this, address);
      come.delete(this);
      window.setTimeout(() => say(this), 1);
    },
  });
  const pictures = () => [...document.images].forEach(say);
  document.addEventListener("DOMContentLoaded", () => window.setTimeout(pictures, 1), { once: true });

  // --- what waits to be seen ---------------------------------------------------------------

  const watchers = new Set();
  const NativeObserver = window.IntersectionObserver;
  if (NativeObserver) {
    override(window, "IntersectionObserver", class IntersectionObserver extends NativeObserver {
      #watch;
      constructor(callback, given) {
        super(callback, given);
        this.#watch = { callback, observer: this, targets: new Map() };
        watchers.add(this.#watch);
      }
      observe(target) {
        this.#watch.targets.set(target, 0);
        super.observe(target);
      }
      unobserve(target) {
        this.#watch.targets.delete(target);
        super.unobserve(target);
      }
      disconnect() {
        this.#watch.targets.clear();
        super.disconnect();
      }
    });
  }

  // Tells every observer that what it watches has come into view, each target three times at most.
  const show = () => {
    for (const { callback, observer, targets } of watchers) {
      const seen = [];
      for (const [target, times] of targets) {
        if (times >= 3 || seen.length > 50) continue;
        targets.set(target, times + 1);
        const box = target.getBoundingClientRect();
        seen.push({
          target, time: performance.now(), isIntersecting: true, isVisible: true, intersectionRatio: 1,
          boundingClientRect: box, intersectionRect: box, rootBounds: null,
        });
      }
      if (!seen.length) continue;
      try {
        callback.call(observer, seen, observer);
      } catch (error) {
        window.reportError(error);
      }
    }
  };

  Object.assign(crawler, { advance, waiting, show, pictures, later });
})();
