#!/usr/bin/env node
// Starts the native forge that npm installed. The package's own launcher ends with 0 even when tests fail, so it must not
// be used where the outcome matters.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/// The platform package that npm chose, for example forge-linux-amd64.
export function forgePath() {
  const scope = path.join(root, "node_modules", "@foundry-rs");
  const names = fs.existsSync(scope) ? fs.readdirSync(scope).filter((name) => name.startsWith("forge-")) : [];
  for (const name of names) {
    for (const binary of ["forge", "forge.exe"]) {
      const file = path.join(scope, name, "bin", binary);
      if (fs.existsSync(file)) return file;
    }
  }
  throw new Error("forge is not installed for this platform; run npm ci in contracts/");
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { status, error } = spawnSync(forgePath(), process.argv.slice(2), { cwd: root, stdio: "inherit" });
  if (error) throw error;
  process.exit(status ?? 1);
}
