// Activates a packed extension with the language client that is packed with it; only the editor is a stand-in.
// Argument: the folder of the extension. Prints one JSON object with what was started.
const Module = require("node:module");
const path = require("node:path");

const folder = path.resolve(process.argv[2]);
const seen = { commands: [], started: 0 };
const listen = () => ({ dispose() {} });
// The client builds on classes of the editor when it is loaded and listens to it when it is made.
const anything = (known) => new Proxy(known, { get: (object, name) => object[name] ?? (object[name] = class {}) });
const listening = (known) =>
  new Proxy(known, { get: (object, name) => object[name] ?? (String(name).startsWith("on") ? listen : undefined) });
const editor = anything({
  version: "1.99.0",
  EventEmitter: class {
    event = listen;
  },
  window: listening({ showErrorMessage: (text) => (seen.error = text) }),
  commands: { registerCommand: (name) => (seen.commands.push(name), { dispose() {} }) },
  workspace: listening({ getConfiguration: () => ({ get: (_key, otherwise) => otherwise }) }),
});

const load = Module._load;
Module._load = function (request, ...rest) {
  return request === "vscode" ? editor : load.call(this, request, ...rest);
};

const main = require(path.join(folder, "package.json")).main;
const extension = require(path.join(folder, main));
const client = require(require.resolve("vscode-languageclient/node", { paths: [folder] }));
const { LanguageClient } = client;
LanguageClient.prototype.start = async function () {
  seen.started += 1;
  seen.client = this.constructor.name;
  seen.command = this._serverOptions;
};
Promise.resolve(extension.activate({ subscriptions: [] })).then(() => {
  console.log(JSON.stringify({ ...seen, commands: seen.commands.sort() }));
});
