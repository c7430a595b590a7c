// What is nicer with a script; nothing here is needed for reading or acting.
"use strict";
(() => {
  const root = document.documentElement;
  root.dataset.script = "on";

  // --- Times: in the reader's zone, in the order that sorts, with the instant itself as the title.
  const two = (number) => String(number).padStart(2, "0");
  const clock = (at) => `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  const day = (at) => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const named = new Intl.DateTimeFormat(undefined, { timeZoneName: "short" });
  const zone = (at) =>
    named.formatToParts(at).find((part) => part.type === "timeZoneName")?.value ?? "";

  const tellTimes = () => {
    for (const time of document.querySelectorAll("time[datetime]:not([title])")) {
      const at = new Date(time.dateTime);
      if (!Number.isNaN(at.getTime())) {
        time.title = time.dateTime;
        const short = `${day(at)} ${clock(at)}`;
        time.textContent = time.classList.contains("short") ? short : `${short} ${zone(at)}`;
      }
    }
    for (const each of document.querySelectorAll(".zone")) {
      each.textContent = zone(new Date());
    }
  };

  // --- Live pages: what they say of themselves, and to whom they say what is new.
  const QUIET_MILLIS = 20_000;
  let known = new Set();
  let news = 0;
  let announcedAt = 0;

  const rows = () => new Set([...document.querySelectorAll("#rows td a[id]")].map((row) => row.id));

  const announce = () => {
    const now = rows();
    news += [...now].filter((id) => !known.has(id)).length;
    known = now;
    const place = document.getElementById("announced");
    if (place && news > 0 && Date.now() - announcedAt >= QUIET_MILLIS) {
      place.textContent = `${news} new ${news === 1 ? place.dataset.one : place.dataset.many}`;
      announcedAt = Date.now();
      news = 0;
    }
  };

  const tellLive = (isBroken) => {
    const live = document.querySelector("[data-live]");
    if (!live) {
      return;
    }
    live.hidden = !document.querySelector("#poll[hx-get]");
    if (!isBroken) {
      live.classList.remove("broken");
      live.textContent = live.dataset.live;
    } else if (!live.classList.contains("broken")) {
      live.classList.add("broken");
      live.textContent = live.dataset.broken + clock(new Date());
    }
  };

  tellTimes();
  tellLive(false);
  known = rows();
  document.addEventListener("htmx:afterSettle", () => {
    tellTimes();
    tellLive(false);
    announce();
  });
  for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(failure, () => tellLive(true));
  }
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) {
      tellLive(event.detail.xhr.getResponseHeader("Sluice-Not-Looked") !== null);
    }
  });

  // Polling stops while nobody looks.
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (document.hidden && event.target.id === "poll") {
      event.preventDefault();
    }
  });

  // --- Keys, as long as the reader has not switched them off.
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest("input, select, textarea, [contenteditable]");
    const isAlone = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key === "/" && root.dataset.keys === "on" && !isTyping && isAlone) {
      const filter = document.querySelector("[data-slash]");
      if (filter) {
        event.preventDefault();
        filter.focus();
      }
    }
  });
})();
