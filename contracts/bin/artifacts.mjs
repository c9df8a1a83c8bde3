#!/usr/bin/env node
// Writes artifacts/<Name>.json for every contract in src, and the sources and settings of all of them as block explorers take
// them, or with --check builds afresh and compares byte for byte. Either way the compiler makes the same code again from that
// one file alone.
// The Rust side reads these files with alloy's `sol!`, so a Rust build needs neither Node nor a Solidity compiler.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { bundle, compile } from "./bundle.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const committed = path.join(root, "artifacts");
const input = "standard-json-input";
const contracts = [
  "DatasetLicence",
  "FanPool",
  "LicenceForm",
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

/// Builds src from nothing in a folder of its own and returns name -> text of the file.
function build() {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "colophon-contracts-"));
  try {
    const out = path.join(scratch, "out");
    const args = ["build", "src", "--force", "--out", out, "--cache-path", path.join(scratch, "cache")];
    execFileSync(forge(), args, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
    const builds = contracts.map((name) => JSON.parse(fs.readFileSync(path.join(out, `${name}.sol`, `${name}.json`), "utf8")));
    const artifacts = contracts.map((name, i) => [name, render(name, builds[i])]);
    return new Map([...artifacts, [input, json(bundle(root, builds))]]);
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

function render(name, built) {
  const { compiler, settings } = built.metadata;
  return json({
    contractName: name,
    abi: built.abi,
    bytecode: built.bytecode.object,
    deployedBytecode: built.deployedBytecode.object,
    compiler: {
      version: compiler.version,
      evmVersion: settings.evmVersion,
      optimizer: settings.optimizer,
    },
  });
}

function json(value) {
  return `${JSON.stringify(sorted(value), null, 2)}\n`;
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

/// The contracts that come out otherwise when the bundle is compiled with nothing beside it.
function unproved(files) {
  const built = compile(JSON.parse(files.get(input)));
  return contracts.filter((name) => {
    const artifact = JSON.parse(files.get(name));
    const { bytecode, deployedBytecode } = built.get(`src/${name}.sol:${name}`) ?? {};
    return bytecode !== artifact.bytecode || deployedBytecode !== artifact.deployedBytecode;
  });
}

const fresh = build();
const names = [...fresh.keys()];
const wrong = unproved(fresh).map((name) => `artifacts/${input}.json does not compile to artifacts/${name}.json`);
if (process.argv.includes("--check")) {
  const differ = names.filter((name) => read(path.join(committed, `${name}.json`)) !== fresh.get(name));
  wrong.push(...differ.map((name) => `artifacts/${name}.json differs from a fresh build; run npm run artifacts`));
  const known = names.map((name) => `${name}.json`);
  const extra = fs.existsSync(committed) ? fs.readdirSync(committed).filter((file) => !known.includes(file)) : [];
  wrong.push(...extra.map((file) => `artifacts/${file} belongs to no contract`));
  if (wrong.length === 0) console.log(`${names.length} artifacts equal a fresh build, and one of them compiles to all others`);
} else {
  fs.mkdirSync(committed, { recursive: true });
  for (const [name, text] of fresh) {
    const file = path.join(committed, `${name}.json`);
    fs.writeFileSync(`${file}.new`, text);
    fs.renameSync(`${file}.new`, file);
  }
  console.log(`${names.length} artifacts written`);
}
for (const sentence of wrong) console.error(sentence);
if (wrong.length > 0) process.exit(1);
