"use strict";
(() => {
  const form = document.getElementById("filters");
  const shown = document.getElementById("shown");
  const theme = document.getElementById("theme");
  const findings = [...document.querySelectorAll(".finding")];
  const fields = [...form.querySelectorAll("select, input")];

  const matches = (finding, name, value) =>
    name === "text"
      ? finding.textContent.toLowerCase().includes(value.toLowerCase())
      : (finding.dataset[name] || "").split("\n").some((item) => item === value || item.startsWith(value + "."));

  const apply = () => {
    const wanted = fields.filter((field) => field.value).map((field) => [field.name, field.value]);
    let count = 0;
    for (const finding of findings) {
      finding.hidden = !wanted.every(([name, value]) => matches(finding, name, value));
      count += finding.hidden ? 0 : 1;
    }
    shown.textContent = count + " of " + findings.length + " shown";
    const state = new URLSearchParams(wanted).toString();
    history.replaceState(null, "", state ? "#" + state : location.pathname + location.search);
  };

  const restore = () => {
    const state = new URLSearchParams(location.hash.slice(1));
    for (const field of fields) {
      if (state.has(field.name)) field.value = state.get(field.name);
    }
  };

  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  theme.addEventListener("click", () => {
    const dark = getComputedStyle(document.documentElement).colorScheme === "dark"
      || (!document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
    document.documentElement.dataset.theme = dark ? "light" : "dark";
    theme.setAttribute("aria-pressed", String(!dark));
  });
  form.hidden = false;
  theme.hidden = false;
  if (location.hash.includes("=")) {
    restore();
    apply();
  } else {
    shown.textContent = findings.length + " of " + findings.length + " shown";
  }
})();
