import words from "./start-words.js";

// The only words that the page says itself: the rest of them are in the wasm, which is what is missing here.
const language = navigator.languages.map(tag => tag.split("-")[0]).find(tag => tag in words) ?? "en";

const say = (name, error) => {
  const part = (kind, text, parent) => {
    const element = document.createElement(kind);
    element.textContent = text;
    return parent.appendChild(element);
  };
  const main = document.createElement("main");
  main.className = "alone";
  part("h1", "Colophon", main);
  const notice = part("div", "", main);
  notice.className = "notice";
  notice.setAttribute("role", "alert");
  part("p", words[language][name], notice);
  const detail = part("details", "", notice);
  part("summary", words[language].detail, detail);
  part("code", String(error), part("p", "", detail)).lang = "en";
  part("button", words[language].again, notice).addEventListener("click", () => location.reload());
  document.documentElement.lang = language;
  document.body.replaceChildren(main);
};

// A panic in the wasm comes out as this kind of error and leaves a page that no longer answers.
const stopped = error => globalThis.WebAssembly && error instanceof WebAssembly.RuntimeError && say("stopped", error);
addEventListener("error", event => stopped(event.error));
addEventListener("unhandledrejection", event => stopped(event.reason));

import("./colophon_ui.js")
  .then(page => page.default({ module_or_path: "./colophon_ui_bg.wasm" }))
  .catch(error => say("failed", error));
