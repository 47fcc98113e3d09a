// Starts `tracklint server` and asks for the reason of a suppression. All the rest is in the server.
"use strict";

const LANGUAGES = [
  "python", "javascript", "javascriptreact", "typescript", "typescriptreact", "html", "php", "vue", "svelte", "astro",
  "jinja", "jinja-html", "django-html", "twig", "liquid", "handlebars", "ejs", "erb", "html.erb", "blade",
];
const SUPPRESS = "tracklint.suppress";

/** The options of the server: the command and its arguments. */
function serverOptions(command) {
  if (!Array.isArray(command) || command.length === 0 || !command.every((part) => typeof part === "string" && part)) {
    throw new Error('tracklint.command must be a list of words: ["tracklint", "server"]');
  }
  const [name, ...args] = command;
  return { command: name, args, options: { shell: false } };
}

/** What the server is told about this client: which documents, and that it asks for reasons itself. */
function clientOptions() {
  return {
    documentSelector: LANGUAGES.map((language) => ({ scheme: "file", language })),
    initializationOptions: { suppressCommand: SUPPRESS },
    diagnosticCollectionName: "tracklint",
  };
}

/** A reason in one line that ends no comment, or undefined where there is none. */
function oneLine(reason, after) {
  const plain = (reason || "").replace(/\s+/g, " ").trim();
  const closing = (after || "").trim();
  return (closing ? plain.split(closing).join("") : plain).replace(/--+>?|\*\/|#\}|%>|\}\}/g, " ").trim() || undefined;
}

/** Ask for a reason and put the comment in, unless the document changed meanwhile. */
async function suppress(vscode, uri, version, position, before, after) {
  const reason = oneLine(
    await vscode.window.showInputBox({
      title: "Why is this accepted?",
      prompt: "The reason becomes part of the comment, and the next reader judges it.",
      validateInput: (text) => (oneLine(text, after) ? undefined : "A reason is needed."),
    }),
    after,
  );
  if (!reason) {
    return false;
  }
  const target = vscode.Uri.parse(uri);
  const document = await vscode.workspace.openTextDocument(target);
  if (typeof version === "number" && document.version !== version) {
    vscode.window.showWarningMessage("tracklint: the document changed meanwhile; please try again.");
    return false;
  }
  const edit = new vscode.WorkspaceEdit();
  edit.insert(target, new vscode.Position(position.line, position.character), `${before}${reason}${after}`);
  return vscode.workspace.applyEdit(edit);
}

/** Everything that needs the editor, which is handed in: so it is tested without one. */
function create(vscode, LanguageClient) {
  let client;

  async function start() {
    const settings = vscode.workspace.getConfiguration("tracklint");
    if (!settings.get("enable", true)) {
      return;
    }
    try {
      const server = serverOptions(settings.get("command", ["tracklint", "server"]));
      client = new LanguageClient("tracklint", "tracklint", server, clientOptions());
      await client.start();
    } catch (error) {
      client = undefined;
      vscode.window.showErrorMessage(
        `tracklint: the server does not start: ${error.message}. It is installed by: pip install 'tracklint[server]'`,
      );
    }
  }

  async function stop() {
    const running = client;
    client = undefined;
    await running?.stop();
  }

  async function restart() {
    await stop();
    await start();
  }

  async function activate(context) {
    context.subscriptions.push(
      vscode.commands.registerCommand("tracklint.restart", restart),
      vscode.commands.registerCommand(SUPPRESS, (...values) => suppress(vscode, ...values)),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration("tracklint")) {
          return restart();
        }
      }),
    );
    await start();
  }

  return { activate, deactivate: stop };
}

let running;

module.exports = {
  activate(context) {
    running = create(require("vscode"), require("vscode-languageclient/node").LanguageClient);
    return running.activate(context);
  },
  deactivate() {
    return running?.deactivate();
  },
  create,
  clientOptions,
  oneLine,
  serverOptions,
};
