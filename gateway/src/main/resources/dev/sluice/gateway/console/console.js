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

  // --- Times in a filter are meant as the page shows them, unless its address says otherwise.
  const zoneField = document.querySelector("input[name=zone]");
  if (zoneField && !zoneField.value) {
    zoneField.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
  }

  // --- Live pages: what they say of themselves, and to whom they say what is new.
  const QUIET_MILLIS = 20_000;
  let known = { rows: new Set(), state: "" };
  let news = { come: 0, gone: 0, state: "", live: "" };
  let announcedAt = 0;
  let later = 0;

  const seen = () => ({
    rows: new Set([...document.querySelectorAll("#rows td a[id]")].map((row) => row.id)),
    state: document.querySelector("[data-announce]")?.textContent.replace(/\s+/g, " ").trim() ?? "",
  });

  const words = (place) => {
    const words = [];
    if (news.come > 0) {
      words.push(`${news.come} new ${news.come === 1 ? place.dataset.one : place.dataset.many}`);
    }
    if (news.gone > 0 && place.dataset.gone) {
      words.push(`${news.gone} ${place.dataset.gone}`);
    }
    return [...words, news.state, news.live].filter(Boolean).join(", ");
  };

  // At most so often, and the last word is always said.
  const announce = () => {
    const now = seen();
    news.come += [...now.rows].filter((id) => !known.rows.has(id)).length;
    news.gone += [...known.rows].filter((id) => !now.rows.has(id)).length;
    news.state = now.state === known.state ? news.state : now.state;
    known = now;
    const place = document.getElementById("announced");
    const text = place ? words(place) : "";
    const rest = announcedAt + QUIET_MILLIS - Date.now();
    clearTimeout(later);
    if (text && rest <= 0) {
      place.textContent = text;
      announcedAt = Date.now();
      news = { come: 0, gone: 0, state: "", live: "" };
    } else if (text) {
      later = setTimeout(announce, rest);
    }
  };

  // How it stands: live, broken, or ended, after which nothing is asked any more.
  let stands = "";
  const tellLive = (now) => {
    const live = document.querySelector("[data-live]");
    if (!live) {
      return;
    }
    live.hidden = !document.querySelector("#poll[hx-get]");
    if (now === stands || stands === "ended") {
      return;
    }
    live.classList.toggle("broken", now !== "live");
    live.textContent = now === "broken" ? live.dataset.broken + clock(new Date()) : live.dataset[now];
    const isNoNews = stands === "" || (now === "live" && news.live);
    news.live = isNoNews ? "" : live.textContent;
    stands = now;
    announce();
  };

  tellTimes();
  known = seen();
  tellLive("live");
  document.addEventListener("htmx:afterSettle", () => {
    tellTimes();
    tellLive("live");
    announce();
  });
  for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(failure, (event) => {
      tellLive(event.detail.xhr?.status === 401 ? "ended" : "broken");
    });
  }
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) {
      const isBusy = event.detail.xhr.getResponseHeader("Sluice-Not-Looked") !== null;
      tellLive(isBusy ? "broken" : "live");
    }
  });

  // Polling stops while nobody looks, and when the session has ended.
  document.addEventListener("htmx:beforeRequest", (event) => {
    if ((document.hidden || stands === "ended") && event.target.id === "poll") {
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
