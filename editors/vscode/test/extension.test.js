"use strict";

const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const test = require("node:test");
const { create, clientOptions, oneLine, serverOptions } = require("../extension.js");

const manifest = JSON.parse(fs.readFileSync(path.join(__dirname, "..", "package.json"), "utf8"));

/** As much of the editor as the extension uses. */
function editor({ settings = {}, answer, version = 3 } = {}) {
  const seen = { commands: {}, messages: [], edits: [], listeners: [], clients: [] };
  class Edit {
    insert(uri, position, text) {
      seen.edits.push({ uri, position, text });
    }
  }
  const vscode = {
    Uri: { parse: (uri) => uri },
    Position: class {
      constructor(line, character) {
        Object.assign(this, { line, character });
      }
    },
    WorkspaceEdit: Edit,
    commands: { registerCommand: (name, run) => ((seen.commands[name] = run), { dispose() {} }) },
    window: {
      showInputBox: async (options) => ((seen.box = options), answer),
      showErrorMessage: (text) => seen.messages.push(text),
      showWarningMessage: (text) => seen.messages.push(text),
    },
    workspace: {
      getConfiguration: () => ({ get: (key, otherwise) => settings[key] ?? otherwise }),
      onDidChangeConfiguration: (run) => (seen.listeners.push(run), { dispose() {} }),
      openTextDocument: async () => ({ version }),
      applyEdit: async () => true,
    },
  };
  class Client {
    constructor(id, name, server, client) {
      Object.assign(this, { id, server, client, state: "new" });
      seen.clients.push(this);
    }
    async start() {
      if (settings.broken) {
        throw new Error("ENOENT");
      }
      this.state = "started";
    }
    async stop() {
      this.state = "stopped";
    }
  }
  return { vscode, Client, seen };
}

test("the server is started with the command of the settings", async () => {
  const { vscode, Client, seen } = editor({ settings: { command: ["uvx", "tracklint", "server"] } });
  const extension = create(vscode, Client);
  await extension.activate({ subscriptions: [] });
  assert.equal(seen.clients.length, 1);
  assert.deepEqual(seen.clients[0].server, { command: "uvx", args: ["tracklint", "server"], options: { shell: false } });
  assert.equal(seen.clients[0].client.initializationOptions.suppressCommand, "tracklint.suppress");
  await extension.deactivate();
  assert.equal(seen.clients[0].state, "stopped");
  await extension.deactivate();
});

test("it is not started when it is switched off, and restarted when settings change", async () => {
  const settings = { enable: false };
  const { vscode, Client, seen } = editor({ settings });
  const context = { subscriptions: [] };
  await create(vscode, Client).activate(context);
  assert.equal(seen.clients.length, 0);
  assert.equal(context.subscriptions.length, 3);
  settings.enable = true;
  await seen.listeners[0]({ affectsConfiguration: (name) => name === "other" });
  assert.equal(seen.clients.length, 0);
  await seen.listeners[0]({ affectsConfiguration: (name) => name === "tracklint" });
  await seen.commands["tracklint.restart"]();
  assert.deepEqual(seen.clients.map((client) => client.state), ["stopped", "started"]);
});

test("a server that is not there is a message and no exception", async () => {
  const { vscode, Client, seen } = editor({ settings: { broken: true } });
  await create(vscode, Client).activate({ subscriptions: [] });
  assert.match(seen.messages[0], /pip install 'tracklint\[server\]'/);
  const wrong = editor({ settings: { command: "tracklint server" } });
  await create(wrong.vscode, wrong.Client).activate({ subscriptions: [] });
  assert.match(wrong.seen.messages[0], /must be a list/);
});

test("a reason becomes part of the comment", async () => {
  const { vscode, Client, seen } = editor({ answer: " agreed\n with --> the officer " });
  await create(vscode, Client).activate({ subscriptions: [] });
  const place = { line: 4, character: 0 };
  const done = await seen.commands["tracklint.suppress"](
    "file:///a.html", 3, place, "<!-- tracklint: ignore[TRK101] ", " -->\n",
  );
  assert.equal(done, true);
  assert.equal(seen.edits[0].text.match(/-->/g).length, 1);
  assert.match(seen.edits[0].text, /^<!-- tracklint: ignore\[TRK101\] agreed with +the officer -->\n$/);
  assert.equal(seen.box.validateInput("  ", ""), "A reason is needed.");
});

test("without a reason, or in another version, nothing is changed", async () => {
  for (const { answer, version } of [{ answer: undefined }, { answer: "" }, { answer: "x", version: 9 }]) {
    const { vscode, Client, seen } = editor({ answer, version });
    await create(vscode, Client).activate({ subscriptions: [] });
    const place = { line: 0, character: 0 };
    assert.equal(await seen.commands["tracklint.suppress"]("file:///a.js", 3, place, "// ", "\n"), false);
    assert.equal(seen.edits.length, 0);
  }
});

test("reasons are one line and end no comment", () => {
  assert.equal(oneLine("a\nb", "\n"), "a b");
  assert.equal(oneLine("a */ b", " */}\n"), "a   b");
  assert.equal(oneLine(undefined, ""), undefined);
  assert.throws(() => serverOptions([]));
});

test("what the manifest says is what the code does", () => {
  const languages = clientOptions().documentSelector.map((filter) => filter.language);
  const events = manifest.activationEvents.filter((event) => event.startsWith("onLanguage:"));
  assert.deepEqual(events.map((event) => event.slice("onLanguage:".length)).sort(), [...languages].sort());
  assert.deepEqual(manifest.contributes.configuration.properties["tracklint.command"].default, ["tracklint", "server"]);
  assert.equal(manifest.contributes.configuration.properties["tracklint.command"].scope, "machine");
});
