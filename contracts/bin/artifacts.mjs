#!/usr/bin/env node
// Writes artifacts/<Name>.json for every contract in src, or with --check builds afresh and compares byte for byte.
// The Rust side reads these files with alloy's `sol!`, so a Rust build needs neither Node nor a Solidity compiler.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const committed = path.join(root, "artifacts");
const contracts = [
  "DatasetLicence",
  "FanPool",
  "LicenceShop",
  "PayoutRound",
  "PracticeMarket",
  "PracticeUSD",
  "RoyaltyVault",
  "RoyaltyVaultFactory",
  "ShareOffering",
  "ShareOfferingFactory",
  "SplitTreaty",
  "UsageChannel",
  "WorkNFT",
  "WorkRegistry",
  "WrappedPractice",
];

/// Builds src from nothing in a folder of its own and returns name -> text of the artifact.
function build() {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "colophon-contracts-"));
  try {
    const out = path.join(scratch, "out");
    const args = ["build", "src", "--force", "--out", out, "--cache-path", path.join(scratch, "cache")];
    execFileSync(forge(), args, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
    return new Map(contracts.map((name) => [name, render(name, out)]));
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

/// The forge that npm installed, by its own path: not every npm links a program that packages of several systems bring.
function forge() {
  const scope = path.join(root, "node_modules", "@foundry-rs");
  const packages = fs.existsSync(scope) ? fs.readdirSync(scope).filter((name) => name.startsWith("forge-")) : [];
  const programs = packages.flatMap((name) => ["forge", "forge.exe"].map((file) => path.join(scope, name, "bin", file)));
  return programs.find((file) => fs.existsSync(file)) ?? "forge";
}

function render(name, out) {
  const built = JSON.parse(fs.readFileSync(path.join(out, `${name}.sol`, `${name}.json`), "utf8"));
  const { compiler, settings } = built.metadata;
  const artifact = {
    contractName: name,
    abi: built.abi,
    bytecode: built.bytecode.object,
    deployedBytecode: built.deployedBytecode.object,
    compiler: {
      version: compiler.version,
      evmVersion: settings.evmVersion,
      optimizer: settings.optimizer,
    },
  };
  return `${JSON.stringify(sorted(artifact), null, 2)}\n`;
}

/// Objects with their keys in order; lists keep theirs, since the order of parameters means something.
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}

function read(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : undefined;
}

const fresh = build();
if (process.argv.includes("--check")) {
  const differ = contracts.filter((name) => read(path.join(committed, `${name}.json`)) !== fresh.get(name));
  const known = contracts.map((name) => `${name}.json`);
  const extra = fs.existsSync(committed) ? fs.readdirSync(committed).filter((file) => !known.includes(file)) : [];
  for (const name of differ) console.error(`artifacts/${name}.json differs from a fresh build; run npm run artifacts`);
  for (const file of extra) console.error(`artifacts/${file} belongs to no contract`);
  if (differ.length + extra.length > 0) process.exit(1);
  console.log(`${contracts.length} artifacts equal a fresh build`);
} else {
  fs.mkdirSync(committed, { recursive: true });
  for (const [name, text] of fresh) {
    const file = path.join(committed, `${name}.json`);
    fs.writeFileSync(`${file}.new`, text);
    fs.renameSync(`${file}.new`, file);
  }
  console.log(`${contracts.length} artifacts written`);
}
