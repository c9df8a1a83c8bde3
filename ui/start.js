import init from "./colophon_ui.js";

init({ module_or_path: "./colophon_ui_bg.wasm" });
