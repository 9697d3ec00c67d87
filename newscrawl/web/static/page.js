// Comfort for those who have JavaScript: completion in the search box, and choosing a time on the histogram by mouse or
// by keyboard. Every page works without it.
"use strict";

function completeValues(box) {
  const list = document.getElementById("values");
  let waiting = 0;
  let asked = "";
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const word = box.value.match(/(?<=^|[\s(:!-])[^\s():!"“”-][^\s():"“”]+$/u);
      if (!word || word[0] === asked) return;
      const started = asked = word[0];
      const answer = await fetch("/api/v1/complete?start=" + encodeURIComponent(started));
      if (!answer.ok || started !== asked) return;  // a newer question is under way
      const before = box.value.slice(0, box.value.length - started.length).replace(/[a-z]+:$/, "");
      list.replaceChildren(...(await answer.json()).map((one) => {
        const option = document.createElement("option");
        option.value = before + one.query;
        option.label = one.value + " (" + one.count + ")";
        return option;
      }));
    }, 150);
  });
}

function chooseTime(chart) {
  const bars = [...chart.querySelectorAll(".bar")];
  const form = document.getElementById("ask");
  const told = document.getElementById("chosen-time");
  if (!bars.length || !form) return;
  let from = -1;
  let to = -1;

  function show() {
    const [low, high] = [Math.min(from, to), Math.max(from, to)];
    bars.forEach((bar, place) => bar.classList.toggle("chosen", low >= 0 && place >= low && place <= high));
    told.textContent = low < 0 ? "" : bars[low].dataset.start + " – " + bars[high].dataset.last;
  }
  function narrow() {
    form.elements.since.value = bars[Math.min(from, to)].dataset.start;
    form.elements.until.value = bars[Math.max(from, to)].dataset.last;
    form.requestSubmit();
  }
  function reach(place) {
    const next = Math.max(0, Math.min(bars.length - 1, place));
    bars.forEach((bar, number) => bar.setAttribute("tabindex", number === next ? "0" : "-1"));
    bars[next].focus();
    return next;
  }

  // one stop of the tabulator for the whole chart; the arrows go from bar to bar
  bars.forEach((bar, place) => bar.setAttribute("tabindex", place ? "-1" : "0"));
  const forward = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
  chart.addEventListener("keydown", (event) => {
    const here = bars.indexOf(document.activeElement);
    if (here < 0) return;
    const steps = { ArrowLeft: -1, ArrowRight: -1, [forward]: 1, Home: -bars.length, End: bars.length };
    if (event.key in steps) {
      event.preventDefault();
      const next = reach(here + steps[event.key]);
      if (event.shiftKey) {
        if (from < 0) from = here;
        to = next;
      } else {
        from = to = -1;
      }
      show();
    } else if (event.key === "Enter" && from >= 0) {
      event.preventDefault();
      narrow();
    } else if (event.key === "Escape") {
      from = to = -1;
      show();
    }
  });

  let dragging = false;
  const barAt = (event) => bars.findIndex((bar) => {
    const room = bar.querySelector(".room").getBoundingClientRect();
    return event.clientX >= room.left && event.clientX < room.right;
  });
  chart.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.target.closest("svg")) return;
    from = to = barAt(event);
    dragging = from >= 0;
  });
  chart.addEventListener("dragstart", (event) => event.preventDefault());
  addEventListener("pointermove", (event) => {
    const place = dragging ? barAt(event) : -1;
    if (place >= 0 && place !== to) {
      to = place;
      show();
    }
  });
  addEventListener("pointerup", () => {
    if (dragging && from !== to) narrow();
    dragging = false;
  });
  chart.addEventListener("click", (event) => {
    if (from >= 0 && from !== to) event.preventDefault(); // it was a drag
  });
}

// what is as it is anyway need not stand in the address
function shortenAddress(form) {
  form.addEventListener("submit", () => {
    for (const field of form.elements) {
      const usual = field.tagName === "SELECT" ? field.options[0].value : "";
      if (field.name && field.type !== "checkbox" && field.value === usual) field.disabled = true;
    }
    setTimeout(() => [...form.elements].forEach((field) => { field.disabled = false; }), 0);
  });
}

document.querySelectorAll("form.ask").forEach(shortenAddress);
const box = document.querySelector("#ask #q");
if (box) completeValues(box);
const chart = document.getElementById("chart");
if (chart) chooseTime(chart);
