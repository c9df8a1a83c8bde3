// All sources and settings as standard JSON input: the form that block explorers take, and all that a compiler needs. One
// file serves every contract, since it is what they were compiled from together.
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const solc = createRequire(import.meta.url)("solc");

/// The input behind these builds, from what the compiler itself wrote into their metadata.
export function bundle(root, builds) {
  const names = new Set(builds.flatMap((built) => Object.keys(built.metadata.sources)));
  const content = (name) => fs.readFileSync(path.join(root, name), "utf8");
  const { evmVersion, metadata, optimizer, remappings } = builds[0].metadata.settings;
  const wanted = ["abi", "evm.bytecode.object", "evm.deployedBytecode.object", "metadata"];
  return {
    language: "Solidity",
    settings: { evmVersion, metadata, optimizer, outputSelection: { "*": { "*": wanted } }, remappings },
    sources: Object.fromEntries([...names].map((name) => [name, { content: content(name) }])),
  };
}

/// Compiles an input with nothing beside it: `file:Contract` -> both kinds of code.
export function compile(input) {
  const output = JSON.parse(solc.compile(JSON.stringify(input)));
  const errors = (output.errors ?? []).filter((error) => error.severity === "error");
  if (errors.length > 0) throw new Error(errors.map((error) => error.formattedMessage).join("\n"));
  const code = ({ evm }) => ({ bytecode: `0x${evm.bytecode.object}`, deployedBytecode: `0x${evm.deployedBytecode.object}` });
  return new Map(
    Object.entries(output.contracts).flatMap(([file, contracts]) =>
      Object.entries(contracts).map(([name, built]) => [`${file}:${name}`, code(built)]),
    ),
  );
}
